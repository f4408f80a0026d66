//! From what is kept of a customer to the copy that they can read.

use chrono::NaiveDate;
use guichet_domain::account::{PaymentMeansKind, ServiceStatus};
use guichet_domain::casework::{CaseDeed, ContactChannel};
use guichet_domain::command::LineQuantity;
use guichet_domain::non_payment::MeasureKind;
use guichet_domain::totals::{Totals, line_net};
use guichet_domain::{CaseStatus, CustomerCase, CustomerRecord, Order, ServiceAccount};

use super::claim::{carrier_name, step_words};
use super::{Person, article_name, line, reason, say, tender};
use crate::model::{ClaimPaper, CopySection, CopyValue, CustomerCopy, Document, Language, Party};

/// Everything that is kept of one customer.
#[derive(Debug, Clone, Copy)]
pub struct KnownOfCustomer<'a> {
    /// Who they are and how to reach them.
    pub record: &'a CustomerRecord,
    /// Their orders, the newest first.
    pub orders: &'a [Order],
    /// Their service account, where they have one.
    pub account: Option<&'a ServiceAccount>,
    /// Their contacts.
    pub cases: &'a [CustomerCase],
    /// Orders that the copy does not tell, because they are not at this place.
    pub is_part: bool,
}

/// The copy for the customer, in their language, as of a day. `seller` keeps the data and sits in the country `home`.
#[must_use]
pub fn customer_copy(
    seller: &Party,
    home: &str,
    language: Language,
    known: KnownOfCustomer<'_>,
    on: NaiveDate,
) -> Document {
    let (customer, contact) = (&known.record.customer, &known.record.contact);
    let words = Words(language);
    let mut sections = vec![words.person(known.record)];
    sections.extend(words.orders(known.orders));
    sections.extend(known.account.map(|account| words.account(account)).unwrap_or_default());
    sections.extend(words.cases(known.cases));
    Document::CustomerCopy(CustomerCopy {
        language,
        paper: if contact.country == "US" { ClaimPaper::Letter } else { ClaimPaper::A4 },
        number: customer.id.clone(),
        made_on: on.to_string(),
        seller: seller.clone(),
        customer: Person::from(known.record).party(home, &customer.id),
        notes: words.notes(known.is_part),
        sections,
    })
}

/// What something is called in the copy's language.
#[derive(Clone, Copy)]
struct Words(Language);

fn text(words: impl Into<String>) -> CopyValue {
    CopyValue::Text(words.into())
}

fn day(on: NaiveDate) -> CopyValue {
    CopyValue::Day(on.to_string())
}

fn heading(title: String) -> CopySection {
    CopySection { title, below: false, note: None, facts: Vec::new(), heads: Vec::new(), rows: Vec::new() }
}

impl Words {
    fn say(self, english: &str, french: &str) -> String {
        say(self.0, english, french)
    }

    /// The heading of a part whose pieces stand below it.
    fn part(self, english: &str, french: &str, is_empty: bool) -> CopySection {
        let note = is_empty.then(|| self.say("Nothing is kept.", "Rien n’est conservé."));
        CopySection { note, ..heading(self.say(english, french)) }
    }

    fn notes(self, is_part: bool) -> Vec<String> {
        let mut notes = vec![self.say(
            "This is what we keep of you: who you are, what you bought, what became of it, your services, and what was \
             written down when you were in contact with us. Card and account numbers are not kept here.",
            "Voici ce que nous conservons à votre sujet\u{202f}: qui vous êtes, ce que vous avez acheté et ce qu’il en est \
             advenu, vos services, et ce qui a été noté lors de nos échanges. Les numéros de carte et de compte ne sont \
             pas conservés ici.",
        )];
        if is_part {
            notes.push(self.say(
                "Older orders may be missing from this copy: they are kept elsewhere by us and are given on request.",
                "Des commandes plus anciennes peuvent manquer dans cette copie\u{202f}: nous les conservons ailleurs et les \
                 communiquons sur demande.",
            ));
        }
        notes
    }

    fn person(self, record: &CustomerRecord) -> CopySection {
        let accepted = record.customer.accepted_terms.iter();
        let rows = accepted.map(|terms| vec![day(terms.on), text(&terms.id)]).collect::<Vec<_>>();
        let mut person = CopySection {
            facts: vec![(
                self.say("Language", "Langue"),
                text(match record.contact.language {
                    guichet_domain::names::Language::En => self.say("English", "anglais"),
                    guichet_domain::names::Language::Fr => self.say("French", "français"),
                }),
            )],
            heads: vec![self.say("Terms accepted on", "Conditions acceptées le"), self.say("Edition", "Édition")],
            rows,
            ..heading(self.say("About you", "Vous concernant"))
        };
        let disputes = record.customer.open_disputes;
        if disputes > 0 {
            person.facts.push((self.say("Open disputes", "Litiges en cours"), text(disputes.to_string())));
        }
        person
    }

    fn orders(self, orders: &[Order]) -> Vec<CopySection> {
        let mut sections = vec![self.part("Orders", "Commandes", orders.is_empty())];
        for order in orders {
            let title = format!("{} {}", self.say("Order", "Commande"), order.number);
            sections.push(CopySection {
                below: true,
                facts: self.order_facts(order),
                heads: vec![
                    self.say("Quantity", "Quantité"),
                    self.say("Article", "Article"),
                    self.say("Net", "Hors taxes"),
                ],
                rows: order
                    .lines
                    .iter()
                    .map(|line| {
                        let net = line_net(line, order.currency).to_string();
                        let name = [article_name(line), &line.serials.join(", ")].join(" ");
                        vec![
                            text(line.quantity.to_string()),
                            text(name.trim()),
                            CopyValue::Money(net, order.currency.to_string()),
                        ]
                    })
                    .collect(),
                ..heading(title)
            });
        }
        sections
    }

    fn order_facts(self, order: &Order) -> Vec<(String, CopyValue)> {
        let money = |amount: String| CopyValue::Money(amount, order.currency.to_string());
        let units = |lines: &[LineQuantity]| self.units(order, lines);
        let mut facts = vec![
            (self.say("Ordered on", "Commandée le"), day(order.time_zone.day(order.placed_at))),
            (self.say("Total, tax included", "Total TTC"), money(Totals::of(order).total.to_string())),
        ];
        for number in &order.invoices {
            facts.push((self.say("Invoice", "Facture"), text(number)));
        }
        for payment in &order.payments {
            facts.push((tender(self.0, payment.method), money(payment.captured.money(order.currency).to_string())));
        }
        for parcel in &order.shipments {
            let what = [carrier_name(&parcel.carrier), parcel.tracking.clone().unwrap_or_default()].join(" ");
            facts.push((self.say("Parcel", "Colis"), text(format!("{} · {}", what.trim(), units(&parcel.lines)))));
            for (on, label) in [
                (parcel.shipped_on, self.say("Shipped on", "Expédié le")),
                (parcel.delivered_on, self.say("Delivered on", "Livré le")),
                (parcel.refused_on, self.say("Refused on", "Refusé le")),
            ] {
                facts.extend(on.map(|on| (label, day(on))));
            }
        }
        for cancelled in &order.cancelled {
            let lines = [LineQuantity { line: cancelled.line.clone(), quantity: cancelled.quantity }];
            facts.push((self.say("Cancelled", "Annulé"), text(units(&lines))));
        }
        for rma in &order.rmas {
            let lines: Vec<LineQuantity> = rma
                .lines
                .iter()
                .map(|entry| LineQuantity { line: entry.line.clone(), quantity: entry.quantity })
                .collect();
            let why = rma.reason.map(|given| reason(self.0, given)).unwrap_or_default();
            let told = [rma.number.clone(), units(&lines), why].into_iter().filter(|part| !part.is_empty());
            facts.push((self.say("Return", "Retour"), text(told.collect::<Vec<_>>().join(" · "))));
            facts.push((self.say("Notified on", "Notifié le"), day(rma.notified_on)));
        }
        for claim in &order.claims {
            let told = [claim.name().to_owned(), units(&claim.lines), step_words(self.0, claim.status)];
            facts.push((self.say("Damaged parcel", "Colis endommagé"), text(told.join(" · "))));
            let words = [
                (claim.account.as_ref(), self.say("What you reported", "Ce que vous avez signalé")),
                (claim.reserves.as_ref(), self.say("Reserves", "Réserves")),
            ];
            for (said, label) in words {
                facts.extend(said.filter(|said| !said.is_empty()).map(|said| (label, text(said))));
            }
            if !claim.evidence.is_empty() {
                let count = claim.evidence.len().to_string();
                facts.push((self.say("Photos and papers", "Photos et documents"), text(count)));
            }
        }
        for credit in &order.credits {
            let label = self.say("Credited", "Crédité");
            facts.push((label, money(credit.total.money(order.currency).to_string())));
        }
        for exception in &order.exceptions {
            facts.push((self.say("Exception, its reason", "Exception, son motif"), text(&exception.reason)));
        }
        for given in &order.goodwill {
            let label = self.say("Goodwill", "Geste commercial");
            facts.push((label, money(given.amount.money(order.currency).to_string())));
        }
        facts
    }

    fn units(self, order: &Order, lines: &[LineQuantity]) -> String {
        let unit = |entry: &LineQuantity| {
            let name = line(order, &entry.line).map_or(entry.line.as_str(), article_name);
            format!("{} × {name}", entry.quantity)
        };
        lines.iter().map(unit).collect::<Vec<_>>().join(", ")
    }

    fn account(self, account: &ServiceAccount) -> Vec<CopySection> {
        let currency = account.currency;
        let rows = account.services.iter().map(|service| {
            let status = match service.status {
                ServiceStatus::Active => self.say("active", "actif"),
                ServiceStatus::Ending => self.say("ending", "s’arrête"),
                ServiceStatus::Ended => self.say("ended", "terminé"),
            };
            let mut what = vec![service.id.clone(), status];
            what.extend((!service.cameras.is_empty()).then(|| service.cameras.join(", ")));
            let price = CopyValue::Money(service.price.money(currency).to_string(), currency.to_string());
            vec![day(service.started_on), text(what.join(" · ")), price]
        });
        let mut facts = Vec::new();
        if let Some(means) = &account.payment_method {
            let kind = match means.kind {
                PaymentMeansKind::Card => self.say("Card", "Carte bancaire"),
                PaymentMeansKind::SepaDebit => self.say("Direct debit", "Prélèvement SEPA"),
                PaymentMeansKind::Transfer => self.say("Bank transfer", "Virement"),
            };
            let last4 = means.last4.as_ref().map(|last4| format!(" … {last4}")).unwrap_or_default();
            facts.push((self.say("Paid by", "Payé par"), text(kind + &last4)));
        }
        for owed in &account.unpaid {
            let amount = CopyValue::Money(owed.amount.money(currency).to_string(), currency.to_string());
            facts.push((self.say("Unpaid", "Impayé"), amount));
            facts.push((self.say("Due on", "Exigible le"), day(owed.due_on)));
        }
        for measure in &account.measures {
            let what = match measure.kind {
                MeasureKind::ReminderLetter => self.say("Reminder by letter", "Relance par courrier"),
                MeasureKind::ReminderCall => self.say("Reminder by telephone", "Relance par téléphone"),
                MeasureKind::Interruption => self.say("Services interrupted", "Services interrompus"),
                MeasureKind::Suspension => self.say("Free services suspended", "Services gratuits suspendus"),
                MeasureKind::EndOfAccount => self.say("Account ended", "Fin du compte"),
            };
            facts.push((what, day(measure.on)));
        }
        vec![CopySection {
            facts,
            heads: vec![self.say("Since", "Depuis"), self.say("Service", "Service"), self.say("Price", "Prix")],
            rows: rows.collect(),
            ..heading(self.say("Services", "Services"))
        }]
    }

    fn cases(self, cases: &[CustomerCase]) -> Vec<CopySection> {
        let mut sections = vec![self.part("Contacts", "Échanges", cases.is_empty())];
        for case in cases {
            let channel = match case.channel {
                ContactChannel::Phone => self.say("by telephone", "par téléphone"),
                ContactChannel::Email => self.say("by e-mail", "par e-mail"),
                ContactChannel::Chat => self.say("in the chat", "par messagerie"),
                ContactChannel::Counter => self.say("in person", "en personne"),
            };
            let status = match case.status {
                CaseStatus::Open => self.say("open", "ouvert"),
                CaseStatus::Waiting => self.say("waiting for you", "en attente de votre réponse"),
                CaseStatus::Closed => self.say("closed", "clos"),
            };
            let mut facts = vec![
                (self.say("Opened on", "Ouvert le"), day(case.opened_at.date_naive())),
                (self.say("Subject", "Objet"), text(&case.subject)),
                (self.say("How", "Comment"), text(format!("{channel} · {status}"))),
            ];
            facts.extend(case.tasks.iter().map(|task| (self.say("To be done", "À faire"), text(&task.text))));
            let rows = case.log.iter().filter_map(|entry| {
                let said = match &entry.what {
                    CaseDeed::Noted { text } => text,
                    CaseDeed::HandedOver { word: Some(word), .. } => word,
                    _ => return None,
                };
                Some(vec![day(entry.at.date_naive()), text(said)])
            });
            sections.push(CopySection {
                below: true,
                facts,
                heads: vec![self.say("Day", "Jour"), self.say("What was written down", "Ce qui a été noté")],
                rows: rows.collect(),
                ..heading(case.number.clone())
            });
        }
        sections
    }
}
