//! Letters to customers: what is said, in their language. Everything in them is a fact of the order or of what came of a
//! command; what an agent is shown before a letter goes and what goes are this one text.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use guichet_domain::decision::Deadline;
use guichet_domain::money::{Amount, Currency};
use guichet_domain::names::Language;
use guichet_domain::order::{Line, LineKind};
use guichet_domain::totals::Totals;
use guichet_domain::{LineLedger, Order};
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
    /// A parcel has left (ORD-4).
    Shipped,
    /// A pre-order is to be paid by more than was authorised (PRE-2).
    Authorisation,
    /// A return was authorised (RET-6).
    Rma,
    /// A credit note was issued (REF-9).
    CreditNote,
}

/// What came of the command that a letter tells of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told<'a> {
    /// Paid back.
    pub total: Option<Amount>,
    /// The RMA issued.
    pub rma: Option<&'a str>,
    /// The credit note issued.
    pub credit_note: Option<&'a str>,
    /// The id of the parcel that left.
    pub parcel: Option<&'a str>,
    /// The days that were named.
    pub deadlines: &'a BTreeMap<Deadline, NaiveDate>,
}

impl Told<'_> {
    /// Nothing but the order itself.
    #[must_use]
    pub fn nothing() -> Self {
        static NONE: BTreeMap<Deadline, NaiveDate> = BTreeMap::new();
        Self { total: None, rma: None, credit_note: None, parcel: None, deadlines: &NONE }
    }
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
    pub told: Told<'a>,
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
        let total = self.told.total.filter(|total| !total.value().is_zero())?;
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

    /// What is in the parcel that left, and how it goes.
    fn parcel(&self, gift: &str) -> Option<(String, String)> {
        let parcel = self.order.shipments.iter().find(|parcel| Some(parcel.id.as_str()) == self.told.parcel)?;
        let inside =
            |line: &Line| parcel.lines.iter().find(|unit| unit.line == line.id).map_or(0, |unit| unit.quantity);
        let how = [Some(parcel.carrier.as_str()), parcel.tracking.as_deref()];
        Some((self.listed(gift, inside), how.into_iter().flatten().collect::<Vec<_>>().join(" ")))
    }

    /// What was last asked for beyond the authorisation.
    fn missing(&self) -> Option<String> {
        let asked = self.order.asked_authorisations.last()?;
        Some(money(asked.amount, self.order.currency, self.language))
    }

    fn deadline(&self, deadline: Deadline) -> Option<String> {
        self.told.deadlines.get(&deadline).map(|on| day(*on, self.language))
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
            Template::Shipped => {
                lines.push(format!("A parcel of your order {order} has left."));
                if let Some((inside, how)) = self.parcel("gift") {
                    lines.push(inside);
                    lines.push(format!("It travels with {how}."));
                }
                format!("Your order {order} is on its way")
            }
            Template::Authorisation => {
                lines.push(format!("Your pre-order {order} comes to {} with tax.", self.price()));
                if let Some(missing) = self.missing() {
                    lines.push(format!("Before it can ship, please authorise another {missing}."));
                }
                lines.push("Nothing is charged before it ships, and until then you can cancel it.".to_owned());
                format!("An authorisation for your pre-order {order}")
            }
            Template::Rma => {
                let number = self.told.rma.unwrap_or_default();
                lines.push(format!("You can return what you asked for of your order {order}. Your return number is {number}: please put it in the parcel."));
                if let Some(by) = self.deadline(Deadline::ReturnBy) {
                    lines.push(format!("Please send the parcel by {by}."));
                }
                format!("Return {number} for your order {order}")
            }
            Template::CreditNote => {
                let number = self.told.credit_note.unwrap_or_default();
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
            Template::Shipped => {
                lines.push(format!("Un colis de votre commande {order} est parti."));
                if let Some((inside, how)) = self.parcel("offert") {
                    lines.push(inside);
                    lines.push(format!("Il voyage avec {how}."));
                }
                format!("Votre commande {order} est en route")
            }
            Template::Authorisation => {
                lines.push(format!("Le total de votre précommande {order} est de {} TTC.", self.price()));
                if let Some(missing) = self.missing() {
                    lines.push(format!("Avant l’expédition, merci d’autoriser encore {missing}."));
                }
                lines.push("Rien n’est débité avant l’expédition, et d’ici là vous pouvez annuler.".to_owned());
                format!("Une autorisation pour votre précommande {order}")
            }
            Template::Rma => {
                let number = self.told.rma.unwrap_or_default();
                lines.push(format!("Vous pouvez retourner ce que vous avez demandé de votre commande {order}. Votre numéro de retour est {number} : joignez-le au colis."));
                if let Some(by) = self.deadline(Deadline::ReturnBy) {
                    lines.push(format!("Merci d’expédier le colis au plus tard le {by}."));
                }
                format!("Retour {number} pour votre commande {order}")
            }
            Template::CreditNote => {
                let number = self.told.credit_note.unwrap_or_default();
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
    use serde_json::{Value, json};

    use super::*;

    fn pre_order() -> Value {
        json!({
            "number": "W-1", "kind": "pre_order", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
            "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris",
            "lines": [{"id": "1", "sku": "CAM", "kind": "hardware", "quantity": 3, "unit_price": "100.00",
                       "tax_rate": "0.20"}],
            "delivery": null, "discounts": [], "cancelled": [], "rmas": [], "claims": [], "credits": [],
            "payments": [{"id": "p1", "method": "card", "authorised": "300.00", "captured": "0.00",
                          "refunded": "0.00"}],
            "shipments": [{"id": "s1", "carrier": "ups", "tracking": "1Z9", "lines": [{"line": "1", "quantity": 2}]}],
            "asked_authorisations": [{"on": "2026-11-20", "amount": "60.00"}],
        })
    }

    fn letter(template: Template, language: Language) -> Letter {
        let order = Order::from_value(pre_order()).unwrap();
        let deadlines = [(Deadline::ReturnBy, NaiveDate::from_ymd_opt(2026, 12, 1).unwrap())].into();
        let told = Told {
            total: serde_json::from_str("\"120.00\"").unwrap(),
            rma: Some("R-D1-000001-X"),
            credit_note: Some("CN-2026-000001"),
            parcel: Some("s1"),
            deadlines: &deadlines,
        };
        Facts { template, language, customer: "Zoé Ker", shop: "Lueur Maison", order: &order, told }.letter()
    }

    #[test]
    fn letters_say_what_counts_in_both_languages() {
        let all = [
            Template::OrderForm,
            Template::PreShipmentNotice,
            Template::Cancellation,
            Template::Shipped,
            Template::Authorisation,
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
    fn what_left_and_what_is_missing_is_said() {
        let shipped = letter(Template::Shipped, Language::En).body;
        assert!(shipped.contains("\n2 × CAM\n") && shipped.contains("It travels with ups 1Z9."), "{shipped}");
        let missing = letter(Template::Authorisation, Language::Fr).body;
        assert!(missing.contains("autoriser encore 60,00 EUR") && missing.contains("360,00 EUR TTC"), "{missing}");
    }

    #[test]
    fn pre_4_a_notice_names_the_day_and_what_is_still_to_ship() {
        let mut order = pre_order();
        order["ships_on"] = "2026-12-01".into();
        order["shipments"] = json!([]);
        order["cancelled"] = json!([{ "line": "1", "quantity": 1 }]);
        let order = Order::from_value(order).unwrap();
        let facts = |language| {
            let template = Template::PreShipmentNotice;
            let told = Told::nothing();
            Facts { template, language, customer: "Zoé Ker", shop: "Lueur Maison", order: &order, told }
        };
        let english = facts(Language::En).letter().body;
        assert!(english.contains("is planned to ship on 1 December 2026.\n\n2 × CAM\n"), "{english}");
        let french = facts(Language::Fr).letter().body;
        assert!(french.contains("est prévue le 1er décembre 2026.\n\n2 × CAM\n"), "{french}");
    }
}
