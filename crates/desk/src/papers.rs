//! From stored facts to paper: the same facts always make the same document.

use std::collections::BTreeMap;

use guichet_documents::{
    Adjustment, Document, Invoice, InvoiceKind, InvoiceLine, Language as PaperLanguage, Paper as PaperSize, Party,
    Piece, ReturnSlip, RmaLabel, TaxLine, Tender,
};
use guichet_domain::command::ReturnReason;
use guichet_domain::order::{Credit, Line, LineKind, PaymentMethod, Rma};
use guichet_domain::totals::{Totals, line_net};
use guichet_domain::{Money, Order};
use rust_decimal::Decimal;

use crate::ipc::types::Paper;
use crate::numbering::credit_note_number;
use crate::records::{CustomerRecord, Language};
use crate::shop::Shop;
use crate::summary::article_name;
use crate::usecases::Opened;

/// The customer's language.
pub(crate) fn language_of(opened: &Opened) -> Language {
    let country = opened.stored.order.market;
    opened.customer.as_ref().map_or_else(|| Language::of_country(country.code()), |record| record.contact.language)
}

fn paper_language(language: Language) -> PaperLanguage {
    match language {
        Language::En => PaperLanguage::En,
        Language::Fr => PaperLanguage::Fr,
    }
}

fn say(language: Language, english: &str, french: &str) -> String {
    match language {
        Language::En => english.to_owned(),
        Language::Fr => french.to_owned(),
    }
}

fn party(shop: &Shop, customer: Option<&CustomerRecord>, order: &Order) -> Party {
    let Some(record) = customer else { return Party::named(order.number.clone()) };
    let contact = &record.contact;
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let town = match contact.country.as_str() {
        "US" | "CA" | "GB" | "IE" | "AU" => format!("{} {}", given(&contact.town), given(&contact.postcode)),
        _ => format!("{} {}", given(&contact.postcode), given(&contact.town)),
    };
    let abroad = if contact.country == shop.country { String::new() } else { contact.country.clone() };
    let lines = [given(&contact.street), town.trim().to_owned(), abroad];
    let name = if record.customer.name.trim().is_empty() { order.number.clone() } else { record.customer.name.clone() };
    Party {
        name,
        lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        email: record.customer.email.clone(),
        phone: contact.phone.clone(),
        identifiers: Vec::new(),
    }
}

fn rma<'a>(opened: &'a Opened, number: &str) -> Option<&'a Rma> {
    opened.stored.order.rmas.iter().find(|rma| rma.number == number)
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

fn send_by(opened: &Opened, rma: &Rma) -> Option<String> {
    let days = u64::from(opened.pack.parameters.return_shipping_days);
    rma.notified_on.checked_add_days(chrono::Days::new(days)).map(|day| day.to_string())
}

fn merchant_pays(rma: &Rma) -> bool {
    rma.reason.is_some_and(ReturnReason::is_merchants_fault)
}

/// The label of a return.
pub(crate) fn label(shop: &Shop, opened: &Opened, number: &str, language: Language, paper: Paper) -> Option<Document> {
    let rma = rma(opened, number)?;
    let order = &opened.stored.order;
    Some(Document::RmaLabel(RmaLabel {
        language: paper_language(language),
        paper: match paper {
            Paper::A4 => PaperSize::A4,
            Paper::Label => PaperSize::Label100x150,
        },
        rma_number: rma.number.clone(),
        order_number: order.number.clone(),
        from: party(shop, opened.customer.as_ref(), order),
        to: shop.returns.clone(),
        send_by: send_by(opened, rma),
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

/// The slip that goes into the parcel.
pub(crate) fn slip(shop: &Shop, opened: &Opened, number: &str, language: Language) -> Option<Document> {
    let rma = rma(opened, number)?;
    let order = &opened.stored.order;
    Some(Document::ReturnSlip(ReturnSlip {
        language: paper_language(language),
        rma_number: rma.number.clone(),
        order_number: order.number.clone(),
        customer: party(shop, opened.customer.as_ref(), order),
        to: shop.returns.clone(),
        notified_on: rma.notified_on.to_string(),
        send_by: send_by(opened, rma),
        reason: rma.reason.map(|given| reason(language, given)),
        pieces: pieces(order, rma),
        customer_pays_shipping: !merchant_pays(rma),
        terms_name: opened.pack.id.clone(),
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
fn sheet(shop: &Shop, opened: &Opened, language: Language, kind: InvoiceKind, issued_on: String) -> Invoice {
    let order = &opened.stored.order;
    Invoice {
        language: paper_language(language),
        kind,
        number: None,
        corrects: None,
        issued_on,
        order_number: order.number.clone(),
        order_date: order.time_zone.day(order.placed_at).to_string(),
        seller: shop.seller.clone(),
        buyer: party(shop, opened.customer.as_ref(), order),
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

/// The invoice of an order under this number.
pub(crate) fn invoice(shop: &Shop, opened: &Opened, number: &str, language: Language) -> Option<Document> {
    let order = &opened.stored.order;
    order.invoices.iter().find(|known| *known == number)?;
    let totals = Totals::of(order);
    let currency = order.currency;
    let shipped = order.shipments.iter().filter_map(|shipment| shipment.shipped_on).min();
    let issued = shipped.unwrap_or_else(|| order.time_zone.day(order.placed_at)).to_string();
    let mut paper = sheet(shop, opened, language, InvoiceKind::Invoice, issued);
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

/// The credit note of a credit, provisional until the centre numbers it.
pub(crate) fn credit_note(shop: &Shop, opened: &Opened, number: &str, language: Language) -> Option<Document> {
    let order = &opened.stored.order;
    let (at, credit) =
        order.credits.iter().enumerate().find(|(at, _)| credit_note_number(&order.number, *at) == number)?;
    let currency = order.currency;
    let placed = order.time_zone.day(order.placed_at);
    let issued = credit.on.unwrap_or(placed).to_string();
    let mut paper = sheet(shop, opened, language, InvoiceKind::CreditNote, issued);
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
