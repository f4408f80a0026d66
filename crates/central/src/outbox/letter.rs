//! Letters to customers: what is said, in their language. Everything in them is a fact out of the database.

use chrono::{Datelike, NaiveDate};
use guichet_domain::decision::Deadline;
use guichet_domain::money::{Amount, Currency};
use guichet_domain::order::{Line, LineKind};
use guichet_domain::totals::Totals;
use guichet_domain::{LineLedger, Order};
use guichet_sync::Upshot;
use guichet_sync::record::Language;
use serde::{Deserialize, Serialize};

/// Which letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// The order is confirmed; this e-mail is the Order Form (ORD-1).
    OrderForm,
    /// A pre-order ships soon, and can still be cancelled (PRE-4).
    PreShipmentNotice,
    /// Something of the order was cancelled (CAN-8).
    Cancellation,
    /// A return was authorised (RET-6).
    Rma,
    /// A credit note was issued (REF-9).
    CreditNote,
}

/// What a letter says.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts<'a> {
    /// Which letter.
    pub template: Template,
    /// In which language.
    pub language: Language,
    /// To whom, by name.
    pub customer: &'a str,
    /// Who writes.
    pub shop: &'a str,
    /// The order.
    pub order: &'a Order,
    /// What came of the command.
    pub upshot: &'a Upshot,
}

/// A letter in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

fn day(day: NaiveDate, language: Language) -> String {
    let months = if language == Language::Fr { MONTHS_FR } else { MONTHS_EN };
    let month = usize::try_from(day.month0()).ok().and_then(|at| months.get(at).copied()).unwrap_or_default();
    let number = match (day.day(), language) {
        (1, Language::Fr) => "1er".to_owned(),
        (number, _) => number.to_string(),
    };
    format!("{number} {month} {}", day.year())
}

fn money(amount: Amount, currency: Currency, language: Language) -> String {
    let amount = amount.money(currency);
    match language {
        Language::Fr => format!("{} {currency}", amount.to_string().replace('.', ",")),
        Language::En => format!("{amount} {currency}"),
    }
}

impl Facts<'_> {
    /// The letter.
    #[must_use]
    pub fn letter(&self) -> Letter {
        let (subject, mut lines) = match self.language {
            Language::Fr => self.french(),
            Language::En => self.english(),
        };
        let (greeting, end) = match self.language {
            Language::Fr => (format!("Bonjour {},", self.customer), "Cordialement,"),
            Language::En => (format!("Dear {},", self.customer), "Kind regards,"),
        };
        lines.insert(0, greeting);
        lines.push(format!("{end}\n{}", self.shop));
        Letter { subject, body: lines.join("\n\n") + "\n" }
    }

    fn total(&self) -> Option<String> {
        let total = self.upshot.total.filter(|total| !total.value().is_zero())?;
        Some(money(total, self.order.currency, self.language))
    }

    /// Every line of the order; gifts are told as such.
    fn ordered(&self, gift: &str) -> String {
        self.listed(gift, |line| line.quantity)
    }

    /// What of the order has not left and is not cancelled.
    fn awaited(&self, gift: &str) -> String {
        self.listed(gift, |line| LineLedger::of(self.order, line).map_or(0, |ledger| ledger.open()))
    }

    fn listed(&self, gift: &str, units: impl Fn(&Line) -> u32) -> String {
        let line = |line: &Line| {
            let name = line.name.as_deref().unwrap_or(&line.sku);
            Some(match (units(line), line.kind) {
                (0, _) => return None,
                (units, LineKind::Promotional) => format!("{units} × {name} ({gift})"),
                (units, LineKind::Hardware | LineKind::Service) => format!("{units} × {name}"),
            })
        };
        self.order.lines.iter().filter_map(line).collect::<Vec<_>>().join("\n")
    }

    /// All of it, tax included.
    fn price(&self) -> String {
        money(Amount::from(Totals::of(self.order).total), self.order.currency, self.language)
    }

    fn deadline(&self, deadline: Deadline) -> Option<String> {
        self.upshot.deadlines.get(&deadline).map(|on| day(*on, self.language))
    }

    fn english(&self) -> (String, Vec<String>) {
        let order = self.order.number.as_str();
        let mut lines = Vec::new();
        let subject = match self.template {
            Template::OrderForm => {
                lines.push(format!("We confirm your order {order}. This message is your order form."));
                lines.push(self.ordered("gift"));
                lines.push(format!("It comes to {} with tax.", self.price()));
                format!("Your order {order}")
            }
            Template::PreShipmentNotice => {
                lines.push(match self.order.ships_on {
                    Some(on) => format!("Your pre-order {order} is planned to ship on {}.", day(on, self.language)),
                    None => format!("Your pre-order {order} ships soon."),
                });
                lines.push(self.awaited("gift"));
                lines.push("Until it ships, you can cancel it and are charged nothing.".to_owned());
                format!("Your pre-order {order} ships soon")
            }
            Template::Cancellation => {
                lines.push(format!("What was to be cancelled of your order {order} is cancelled."));
                format!("Cancellation of your order {order}")
            }
            Template::Rma => {
                let number = self.upshot.rma.as_deref().unwrap_or_default();
                lines.push(format!("You can return what you asked for of your order {order}. Your return number is {number}: please put it in the parcel."));
                if let Some(by) = self.deadline(Deadline::ReturnBy) {
                    lines.push(format!("Please send the parcel by {by}."));
                }
                format!("Return {number} for your order {order}")
            }
            Template::CreditNote => {
                let number = self.upshot.credit_note.as_deref().unwrap_or_default();
                lines.push(format!("Credit note {number} for your order {order} was issued."));
                format!("Credit note {number} for your order {order}")
            }
        };
        if let Some(total) = self.total() {
            lines.push(format!("We pay you back {total}."));
        }
        (subject, lines)
    }

    fn french(&self) -> (String, Vec<String>) {
        let order = self.order.number.as_str();
        let mut lines = Vec::new();
        let subject = match self.template {
            Template::OrderForm => {
                lines.push(format!("Nous confirmons votre commande {order}. Ce message est votre bon de commande."));
                lines.push(self.ordered("offert"));
                lines.push(format!("Le total est de {} TTC.", self.price()));
                format!("Votre commande {order}")
            }
            Template::PreShipmentNotice => {
                lines.push(match self.order.ships_on {
                    Some(on) => {
                        format!("L’expédition de votre précommande {order} est prévue le {}.", day(on, self.language))
                    }
                    None => format!("Votre précommande {order} sera bientôt expédiée."),
                });
                lines.push(self.awaited("offert"));
                lines.push("D’ici là, vous pouvez l’annuler sans être débité.".to_owned());
                format!("Votre précommande {order} sera bientôt expédiée")
            }
            Template::Cancellation => {
                lines.push(format!("Ce qui devait être annulé de votre commande {order} est annulé."));
                format!("Annulation de votre commande {order}")
            }
            Template::Rma => {
                let number = self.upshot.rma.as_deref().unwrap_or_default();
                lines.push(format!("Vous pouvez retourner ce que vous avez demandé de votre commande {order}. Votre numéro de retour est {number} : joignez-le au colis."));
                if let Some(by) = self.deadline(Deadline::ReturnBy) {
                    lines.push(format!("Merci d’expédier le colis au plus tard le {by}."));
                }
                format!("Retour {number} pour votre commande {order}")
            }
            Template::CreditNote => {
                let number = self.upshot.credit_note.as_deref().unwrap_or_default();
                lines.push(format!("L’avoir {number} pour votre commande {order} a été émis."));
                format!("Avoir {number} pour votre commande {order}")
            }
        };
        if let Some(total) = self.total() {
            lines.push(format!("Nous vous remboursons {total}."));
        }
        (subject, lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(template: Template, language: Language) -> Letter {
        let upshot = Upshot {
            pack: "p".into(),
            total: serde_json::from_str("\"120.00\"").unwrap(),
            rma: Some("R-D1-000001-X".into()),
            credit_note: Some("CN-2026-000001".into()),
            deadlines: [(Deadline::ReturnBy, NaiveDate::from_ymd_opt(2026, 12, 1).unwrap())].into(),
            ..Upshot::default()
        };
        let order = Order::from_value(guichet_sync::contract::three_cameras("W-1")).unwrap();
        let (customer, shop) = ("Zoé Ker", "Lueur Maison");
        Facts { template, language, customer, shop, order: &order, upshot: &upshot }.letter()
    }

    #[test]
    fn letters_say_what_counts_in_both_languages() {
        let all = [
            Template::OrderForm,
            Template::PreShipmentNotice,
            Template::Cancellation,
            Template::Rma,
            Template::CreditNote,
        ];
        for template in all {
            let (english, french) = (letter(template, Language::En), letter(template, Language::Fr));
            assert!(english.body.contains("W-1") && english.body.contains("120.00 EUR"), "{english:?}");
            assert!(french.body.contains("W-1") && french.body.contains("120,00 EUR"), "{french:?}");
            assert!(english.body.starts_with("Dear Zoé Ker,") && french.body.starts_with("Bonjour Zoé Ker,"));
            assert_ne!(english.subject, french.subject);
        }
        let form = letter(Template::OrderForm, Language::En).body;
        assert!(form.contains("\n3 × CAM\n") && form.contains("It comes to 360.00 EUR with tax."), "{form}");
        let form = letter(Template::OrderForm, Language::Fr).body;
        assert!(form.contains("Le total est de 360,00 EUR TTC."), "{form}");
        assert!(letter(Template::Rma, Language::Fr).body.contains("au plus tard le 1er décembre 2026"));
        assert!(letter(Template::Rma, Language::En).body.contains("by 1 December 2026"));
    }
    #[test]
    fn pre_4_a_notice_names_the_day_and_what_is_still_to_ship() {
        let mut order = guichet_sync::contract::three_cameras("W-7");
        order["kind"] = "pre_order".into();
        order["ships_on"] = "2026-12-01".into();
        order["shipments"] = serde_json::json!([]);
        order["cancelled"] = serde_json::json!([{ "line": "1", "quantity": 1 }]);
        order["payments"][0]["captured"] = "0.00".into();
        let order = Order::from_value(order).unwrap();
        let upshot = Upshot::default();
        let facts = |language| {
            let template = Template::PreShipmentNotice;
            Facts { template, language, customer: "Zoé Ker", shop: "Lueur Maison", order: &order, upshot: &upshot }
        };
        let english = facts(Language::En).letter().body;
        assert!(english.contains("is planned to ship on 1 December 2026.\n\n2 × CAM\n"), "{english}");
        let french = facts(Language::Fr).letter().body;
        assert!(french.contains("est prévue le 1er décembre 2026.\n\n2 × CAM\n"), "{french}");
    }
}
