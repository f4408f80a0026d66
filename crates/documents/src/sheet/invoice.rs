//! An invoice or a credit note, ready to print.

use serde::Serialize;

use super::optional;
use crate::error::DocumentError;
use crate::locale::above_zero;
use crate::model::{Invoice, InvoiceKind, InvoiceLine, Language, Party};

/// What the invoice's template reads.
#[derive(Serialize)]
pub(super) struct InvoiceSheet<'a> {
    language: &'static str,
    kind: InvoiceKind,
    number: Option<&'a str>,
    corrects: Option<&'a str>,
    issued_on: String,
    order_number: &'a str,
    order_date: String,
    seller: &'a Party,
    buyer: &'a Party,
    currency: &'a str,
    lines: Vec<LineRow<'a>>,
    adjustments: Vec<Labelled<'a>>,
    bases: Vec<TaxRow>,
    net: String,
    tax: String,
    total: String,
    tenders: Vec<Labelled<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct LineRow<'a> {
    description: &'a str,
    sku: Option<&'a str>,
    quantity: Option<u32>,
    unit_price: Option<String>,
    net: String,
    tax_rate: String,
}

#[derive(Serialize)]
struct Labelled<'a> {
    label: &'a str,
    amount: String,
}

#[derive(Serialize)]
struct TaxRow {
    rate: String,
    base: String,
    tax: String,
}

impl<'a> InvoiceSheet<'a> {
    pub(super) fn of(invoice: &'a Invoice) -> Result<Self, DocumentError> {
        let language = invoice.language;
        check_currency(&invoice.currency)?;
        let total = language.money("total", &invoice.total, &invoice.currency)?;
        if invoice.kind == InvoiceKind::CreditNote && above_zero(&invoice.total) {
            return Err(DocumentError::CreditNoteAboveZero { value: invoice.total.clone() });
        }
        Ok(Self {
            language: language.code(),
            kind: invoice.kind,
            number: invoice.number.as_deref(),
            corrects: invoice.corrects.as_deref(),
            issued_on: language.date("issued_on", &invoice.issued_on)?,
            order_number: &invoice.order_number,
            order_date: language.date("order_date", &invoice.order_date)?,
            seller: &invoice.seller,
            buyer: &invoice.buyer,
            currency: &invoice.currency,
            lines: each(&invoice.lines, |index, line| LineRow::of(language, index, line))?,
            adjustments: each(&invoice.adjustments, |index, adjustment| {
                let amount = language.amount(&format!("adjustments[{index}].amount"), &adjustment.amount)?;
                Ok(Labelled { label: &adjustment.label, amount })
            })?,
            bases: each(&invoice.bases, |index, line| {
                Ok(TaxRow {
                    rate: language.rate(&format!("bases[{index}].rate"), &line.rate)?,
                    base: language.amount(&format!("bases[{index}].base"), &line.base)?,
                    tax: language.amount(&format!("bases[{index}].tax"), &line.tax)?,
                })
            })?,
            net: language.amount("net", &invoice.net)?,
            tax: language.amount("tax", &invoice.tax)?,
            total,
            tenders: each(&invoice.tenders, |index, tender| {
                let amount = language.amount(&format!("tenders[{index}].amount"), &tender.amount)?;
                Ok(Labelled { label: &tender.label, amount })
            })?,
            notes: &invoice.notes,
        })
    }
}

impl<'a> LineRow<'a> {
    fn of(language: Language, index: usize, line: &'a InvoiceLine) -> Result<Self, DocumentError> {
        Ok(Self {
            description: &line.description,
            sku: line.sku.as_deref().filter(|sku| !sku.trim().is_empty()),
            quantity: line.quantity,
            unit_price: optional(line.unit_price.as_ref(), |price| {
                language.amount(&format!("lines[{index}].unit_price"), price)
            })?,
            net: language.amount(&format!("lines[{index}].net"), &line.net)?,
            tax_rate: language.rate(&format!("lines[{index}].tax_rate"), &line.tax_rate)?,
        })
    }
}

pub(super) fn check_currency(code: &str) -> Result<(), DocumentError> {
    let known = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if known { Ok(()) } else { Err(DocumentError::Currency { value: code.to_owned() }) }
}

/// Maps items with their place, so that a refusal names it.
fn each<'a, T, U>(
    items: &'a [T],
    row: impl Fn(usize, &'a T) -> Result<U, DocumentError>,
) -> Result<Vec<U>, DocumentError> {
    items.iter().enumerate().map(|(index, item)| row(index, item)).collect()
}
