//! From an order's facts to its papers: the same facts always make the same document, at a desk and at the centre.
//!
//! Who the parties are is passed in; what is printed of an order is chosen here, once. Amounts are the order's own: of a
//! credit, what was decided (MON-6, REF-6), never computed anew.

mod claim;
mod copy;

use std::collections::BTreeMap;

use chrono::Days;
use guichet_domain::command::ReturnReason;
use guichet_domain::order::{Credit, Line, LineKind, PaymentMethod, Rma};
use guichet_domain::totals::{Totals, line_net};
use guichet_domain::{CustomerRecord, Money, Order, TermsPack};
use rust_decimal::Decimal;

pub use claim::{KnownOfClaim, claim_file};
pub use copy::{KnownOfCustomer, customer_copy};

use crate::model::{
    Adjustment, Document, Invoice, InvoiceKind, InvoiceLine, Language, Paper, Party, Piece, ReturnSlip, RmaLabel,
    TaxLine, Tender,
};

/// Who stands on a paper, and in which language.
#[derive(Debug, Clone)]
pub struct Parties {
    /// Who sells.
    pub seller: Party,
    /// Where parcels go back to.
    pub returns: Party,
    /// Who bought.
    pub customer: Party,
    /// The customer's language.
    pub language: Language,
}

/// What is known of a person that a paper is for.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// Their name.
    pub name: &'a str,
    /// E-mail address.
    pub email: Option<&'a str>,
    /// Telephone.
    pub phone: Option<&'a str>,
    /// House and street.
    pub street: Option<&'a str>,
    /// Postcode.
    pub postcode: Option<&'a str>,
    /// Town.
    pub town: Option<&'a str>,
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
}

impl<'a> From<&'a CustomerRecord> for Person<'a> {
    fn from(CustomerRecord { customer, contact }: &'a CustomerRecord) -> Self {
        Self {
            name: &customer.name,
            email: customer.email.as_deref(),
            phone: contact.phone.as_deref(),
            street: contact.street.as_deref(),
            postcode: contact.postcode.as_deref(),
            town: contact.town.as_deref(),
            country: &contact.country,
        }
    }
}

impl Person<'_> {
    /// As they are written on a paper of this order out of the country `home`, which is named only abroad. Whoever has no
    /// name goes by the order's number.
    #[must_use]
    pub fn party(&self, home: &str, order: &str) -> Party {
        let (town, postcode) = (self.town.unwrap_or_default(), self.postcode.unwrap_or_default());
        let town = match self.country {
            "US" | "CA" | "GB" | "IE" | "AU" => format!("{town} {postcode}"),
            _ => format!("{postcode} {town}"),
        };
        let abroad = if self.country == home { String::new() } else { self.country.to_owned() };
        let lines = [self.street.unwrap_or_default().to_owned(), town.trim().to_owned(), abroad];
        Party {
            name: if self.name.trim().is_empty() { order.to_owned() } else { self.name.to_owned() },
            lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
            email: self.email.map(str::to_owned),
            phone: self.phone.map(str::to_owned),
            identifiers: Vec::new(),
        }
    }
}

fn say(language: Language, english: &str, french: &str) -> String {
    match language {
        Language::En => english.to_owned(),
        Language::Fr => french.to_owned(),
    }
}

/// An article as it is called: its name, or its number where it has none.
fn article_name(line: &Line) -> &str {
    line.name.as_deref().unwrap_or(&line.sku)
}

fn rma<'a>(order: &'a Order, number: &str) -> Option<&'a Rma> {
    order.rmas.iter().find(|rma| rma.number == number)
}

fn line<'a>(order: &'a Order, id: &str) -> Option<&'a Line> {
    order.lines.iter().find(|line| line.id == id)
}

/// What the parcel should hold: the units asked back, and the gifts that go with them.
fn pieces(order: &Order, rma: &Rma) -> Vec<Piece> {
    let piece = |line: &Line, quantity: u32| Piece {
        quantity,
        name: article_name(line).to_owned(),
        sku: line.sku.clone(),
        gift: line.kind == LineKind::Promotional,
    };
    let asked = rma.lines.iter().filter_map(|entry| Some(piece(line(order, &entry.line)?, entry.quantity)));
    let comes_along = |gift: &&Line| {
        let with = gift.granted_with.as_deref().unwrap_or_default();
        // A gift goes back with the last unit of what it came with: only then is it asked for.
        let whole = |id: &str| {
            let units = rma.lines.iter().find(|entry| entry.line == id).map_or(0, |entry| entry.quantity);
            line(order, id).is_some_and(|line| line.quantity == units)
        };
        let hardware = order.lines.iter().filter(|line| line.kind == LineKind::Hardware);
        gift.kind == LineKind::Promotional
            && if with.is_empty() {
                hardware.map(|line| line.id.as_str()).all(whole)
            } else {
                with.iter().map(String::as_str).all(whole)
            }
    };
    let gifts = order.lines.iter().filter(comes_along).map(|gift| piece(gift, gift.quantity));
    asked.chain(gifts).collect()
}

/// RET-6.
fn send_by(pack: &TermsPack, rma: &Rma) -> Option<String> {
    let days = u64::from(pack.parameters.return_shipping_days);
    rma.notified_on.checked_add_days(Days::new(days)).map(|day| day.to_string())
}

fn merchant_pays(rma: &Rma) -> bool {
    rma.reason.is_some_and(ReturnReason::is_merchants_fault)
}

/// The label of a return; none where the order has no such return.
#[must_use]
pub fn label(parties: Parties, order: &Order, pack: &TermsPack, number: &str, paper: Paper) -> Option<Document> {
    let rma = rma(order, number)?;
    Some(Document::RmaLabel(RmaLabel {
        language: parties.language,
        paper,
        rma_number: rma.number.clone(),
        order_number: order.number.clone(),
        from: parties.customer,
        to: parties.returns,
        send_by: send_by(pack, rma),
        prepaid: merchant_pays(rma),
        pieces: pieces(order, rma),
    }))
}

fn reason(language: Language, reason: ReturnReason) -> String {
    match reason {
        ReturnReason::ChangeOfMind => say(language, "Changed their mind", "Changement d’avis"),
        ReturnReason::Faulty => say(language, "It does not work", "Ne fonctionne pas"),
        ReturnReason::NotAsDescribed => say(language, "Not as described", "Non conforme à la description"),
        ReturnReason::IncompatibleRequirements => {
            say(language, "Does not suit the installation", "Ne convient pas à l’installation")
        }
        ReturnReason::Other => say(language, "Other", "Autre"),
    }
}

/// The slip that goes into the parcel; none where the order has no such return.
#[must_use]
pub fn slip(parties: Parties, order: &Order, pack: &TermsPack, number: &str) -> Option<Document> {
    let rma = rma(order, number)?;
    Some(Document::ReturnSlip(ReturnSlip {
        language: parties.language,
        rma_number: rma.number.clone(),
        order_number: order.number.clone(),
        customer: parties.customer,
        to: parties.returns,
        notified_on: rma.notified_on.to_string(),
        send_by: send_by(pack, rma),
        reason: rma.reason.map(|given| reason(parties.language, given)),
        pieces: pieces(order, rma),
        customer_pays_shipping: !merchant_pays(rma),
        terms_name: pack.id.clone(),
    }))
}

fn per_cent(rate: Decimal) -> String {
    (rate * Decimal::ONE_HUNDRED).normalize().to_string()
}

fn tender(language: Language, method: PaymentMethod) -> String {
    match method {
        PaymentMethod::Card => say(language, "Card", "Carte bancaire"),
        PaymentMethod::Cheque => say(language, "Cheque", "Chèque"),
        PaymentMethod::BankTransfer => say(language, "Bank transfer", "Virement"),
        PaymentMethod::Credit => say(language, "Credit organisation", "Organisme de crédit"),
    }
}

/// What an invoice and a credit note share.
fn sheet(parties: Parties, order: &Order, kind: InvoiceKind, issued_on: String) -> Invoice {
    Invoice {
        language: parties.language,
        kind,
        number: None,
        corrects: None,
        issued_on,
        order_number: order.number.clone(),
        order_date: order.time_zone.day(order.placed_at).to_string(),
        seller: parties.seller,
        buyer: parties.customer,
        currency: order.currency.to_string(),
        lines: Vec::new(),
        adjustments: Vec::new(),
        bases: Vec::new(),
        net: String::new(),
        tax: String::new(),
        total: String::new(),
        tenders: Vec::new(),
        notes: Vec::new(),
    }
}

/// The invoice of an order under this number; none where the order has no such invoice.
#[must_use]
pub fn invoice(parties: Parties, order: &Order, number: &str) -> Option<Document> {
    let language = parties.language;
    order.invoices.iter().find(|known| *known == number)?;
    let totals = Totals::of(order);
    let currency = order.currency;
    let shipped = order.shipments.iter().filter_map(|shipment| shipment.shipped_on).min();
    let issued = shipped.unwrap_or_else(|| order.time_zone.day(order.placed_at)).to_string();
    let mut paper = sheet(parties, order, InvoiceKind::Invoice, issued);
    paper.number = Some(number.to_owned());
    let sold = order.lines.iter().filter(|line| line.kind != LineKind::Promotional);
    for line in sold {
        let net = line_net(line, currency);
        // Quantity times price must be what the line says; a discount on the line has a line of its own.
        let gross = Line { line_discount: None, ..line.clone() };
        let gross = line_net(&gross, currency);
        paper.lines.push(InvoiceLine {
            description: article_name(line).to_owned(),
            sku: Some(line.sku.clone()),
            quantity: Some(line.quantity),
            unit_price: line.unit_price.map(|price| price.value().to_string()),
            net: gross.to_string(),
            tax_rate: per_cent(line.tax_rate.value()),
        });
        if net != gross {
            paper.lines.push(InvoiceLine {
                description: say(language, "Discount", "Remise"),
                sku: None,
                quantity: None,
                unit_price: None,
                net: (net - gross).to_string(),
                tax_rate: per_cent(line.tax_rate.value()),
            });
        }
    }
    if let Some(delivery) = &order.delivery {
        paper.lines.push(InvoiceLine {
            description: say(language, "Delivery", "Livraison"),
            sku: None,
            quantity: None,
            unit_price: None,
            net: delivery.price.money(currency).to_string(),
            tax_rate: per_cent(delivery.tax_rate.value()),
        });
    }
    paper.adjustments = order
        .discounts
        .iter()
        .map(|discount| Adjustment {
            label: format!("{} {}", say(language, "Discount", "Remise"), discount.code),
            amount: (-discount.amount.money(currency)).to_string(),
        })
        .collect();
    let pairs = totals.bases.iter().map(|(rate, base)| (rate.0.value(), *base, totals.taxes.get(rate).copied()));
    add_up(&mut paper, currency.zero(), pairs.map(|(rate, base, tax)| (rate, base, tax.unwrap_or(currency.zero()))));
    paper.total = totals.total.to_string();
    paper.tenders = order
        .payments
        .iter()
        .map(|payment| (payment, payment.captured.money(currency)))
        .filter(|(_, captured)| captured.is_positive())
        .map(|(payment, captured)| Tender { label: tender(language, payment.method), amount: captured.to_string() })
        .collect();
    Some(Document::Invoice(paper))
}

fn add_up(paper: &mut Invoice, nothing: Money, pairs: impl Iterator<Item = (Decimal, Money, Money)>) {
    let (mut net, mut taxes) = (nothing, nothing);
    for (rate, base, tax) in pairs {
        net += base;
        taxes += tax;
        paper.bases.push(TaxLine { rate: per_cent(rate), base: base.to_string(), tax: tax.to_string() });
    }
    paper.net = net.to_string();
    paper.tax = taxes.to_string();
}

/// The credit note of the order's credit at this place; without a number it is provisional (INV-1).
#[must_use]
pub fn credit_note(parties: Parties, order: &Order, at: usize, number: Option<String>) -> Option<Document> {
    let language = parties.language;
    let credit = order.credits.get(at)?;
    let currency = order.currency;
    let placed = order.time_zone.day(order.placed_at);
    let issued = credit.on.unwrap_or(placed).to_string();
    let mut paper = sheet(parties, order, InvoiceKind::CreditNote, issued);
    paper.number = number;
    paper.corrects = order.invoices.first().cloned();
    let goods = goods(order, at);
    let mut listed = currency.zero();
    for (line, quantity, net) in goods {
        listed += net;
        paper.lines.push(InvoiceLine {
            description: article_name(line).to_owned(),
            sku: Some(line.sku.clone()),
            quantity: Some(quantity),
            unit_price: None,
            net: (-net).to_string(),
            tax_rate: per_cent(line.tax_rate.value()),
        });
    }
    let delivery = credit.delivery.money(currency);
    if let Some(rate) = order.delivery.as_ref().map(|d| d.tax_rate).filter(|_| delivery.is_positive()) {
        listed += delivery;
        paper.lines.push(InvoiceLine {
            description: say(language, "Delivery", "Livraison"),
            sku: None,
            quantity: None,
            unit_price: None,
            net: (-delivery).to_string(),
            tax_rate: per_cent(rate.value()),
        });
    }
    let base: Money = credit.bases.values().fold(currency.zero(), |sum, base| sum + currency.round(base.value()));
    let deducted = listed - base;
    if !deducted.is_zero() {
        paper.adjustments.push(Adjustment {
            label: say(language, "Deductions: wear, gifts kept", "Déductions : usure, cadeaux conservés"),
            amount: deducted.to_string(),
        });
    }
    let tax_of = |rate| credit.tax.get(rate).map_or(currency.zero(), |tax| currency.round(tax.value()));
    let pairs: BTreeMap<_, _> = credit
        .bases
        .iter()
        .map(|(rate, base)| (*rate, (rate.0.value(), -currency.round(base.value()), -tax_of(rate))))
        .collect();
    add_up(&mut paper, currency.zero(), pairs.into_values());
    // What is paid back beyond the invoiced part (REF-5) or less (REF-7) is no part of the credit note.
    let tax: Money = credit.tax.values().fold(currency.zero(), |sum, tax| sum + currency.round(tax.value()));
    paper.total = (-(base + tax)).to_string();
    if let Some(payment) = order.payments.iter().find(|payment| payment.refunded.money(currency).is_positive()) {
        let amount = (-credit.total.money(currency)).to_string();
        paper.tenders.push(Tender { label: tender(language, payment.method), amount });
    }
    if let Some(rma) = &credit.rma {
        paper.notes.push(format!("{} {rma}", say(language, "Return", "Retour")));
    }
    Some(Document::Invoice(paper))
}

/// The units of a credit with their net by MON-6: what is credited after it less what was before.
fn goods(order: &Order, at: usize) -> Vec<(&Line, u32, Money)> {
    let totals = Totals::of(order);
    let before = |id: &str| -> u32 {
        let earlier = order.credits.iter().take(at).flat_map(|credit: &Credit| &credit.lines);
        earlier.filter(|entry| entry.line == id).map(|entry| entry.quantity).sum()
    };
    let Some(credit) = order.credits.get(at) else { return Vec::new() };
    let priced = credit.lines.iter().filter_map(|entry| {
        let (place, line) = order.lines.iter().enumerate().find(|(_, line)| line.id == entry.line)?;
        let net = totals.nets.get(place)?;
        let up_to = |units: u32| {
            order.currency.round(net.amount() * Decimal::from(units) / Decimal::from(line.quantity.max(1)))
        };
        let earlier = before(&entry.line);
        Some((line, entry.quantity, up_to(earlier + entry.quantity) - up_to(earlier)))
    });
    priced.collect()
}
