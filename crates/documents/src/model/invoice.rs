//! Invoices and the credit notes that correct them.

use serde::{Deserialize, Serialize};

use super::{Language, Party};

/// An invoice or a credit note. All its amounts are in `currency` and print with the sign that they carry: a credit
/// note's are negative. Nothing is added up here; totals come from the one who computed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// The customer's language.
    pub language: Language,
    /// Invoice or credit note.
    pub kind: InvoiceKind,
    /// Its number. `None`: the centre has not numbered it yet, and *provisional* is printed clearly on each page.
    pub number: Option<String>,
    /// For a credit note, the number of the invoice that it corrects.
    pub corrects: Option<String>,
    /// Day (ISO date) of issue.
    pub issued_on: String,
    /// The order that it is for.
    pub order_number: String,
    /// Day (ISO date) of that order.
    pub order_date: String,
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: Party,
    /// ISO 4217 code, e.g. `EUR`.
    pub currency: String,
    /// Articles, delivery, discounts: whatever makes up the net amount, line by line.
    pub lines: Vec<InvoiceLine>,
    /// Amounts on the whole document, between the lines and the net amount.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// The tax by rate.
    pub bases: Vec<TaxLine>,
    /// Amount without tax.
    pub net: String,
    /// Tax.
    pub tax: String,
    /// Amount with tax. Not above zero on a credit note.
    pub total: String,
    /// How it was paid, or paid back.
    #[serde(default)]
    pub tenders: Vec<Tender>,
    /// Paragraphs below the totals: legal mentions, the reason of a credit.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// Asks for an amount.
    Invoice,
    /// Gives one back.
    CreditNote,
}

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceLine {
    /// What it is for.
    pub description: String,
    /// The article's number; none for delivery or a discount.
    pub sku: Option<String>,
    /// How many; none for delivery or a discount.
    pub quantity: Option<u32>,
    /// Price of one, without tax.
    pub unit_price: Option<String>,
    /// Amount of the line without tax.
    pub net: String,
    /// Tax rate in per cent.
    pub tax_rate: String,
}

/// An amount on the whole document, e.g. a voucher or a deduction for wear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// What it is, in the customer's language.
    pub label: String,
    /// Amount without tax.
    pub amount: String,
}

/// The tax at one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxLine {
    /// Rate in per cent.
    pub rate: String,
    /// Amount that it is taken of.
    pub base: String,
    /// The tax.
    pub tax: String,
}

/// A payment, or a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tender {
    /// The means, in the customer's language, e.g. `Carte bancaire`.
    pub label: String,
    /// The amount.
    pub amount: String,
}
