//! What can be printed, as plain data.
//!
//! Dates are ISO (`2026-11-01`), amounts decimal strings with their sign and a point (`-1234.50`), rates per cent
//! (`20`, `5.5`). They are formatted for the document's language here, in one place, and refused with the field's name
//! when they are malformed.

mod claim;
mod copy;
mod invoice;
mod returns;

pub use claim::{ClaimFile, ClaimLine, ClaimPaper, ClaimParcel, ClaimStage, EvidenceFile, FileBytes};
pub use copy::{CopySection, CopyValue, CustomerCopy};
pub use invoice::{Adjustment, Invoice, InvoiceKind, InvoiceLine, TaxLine, Tender};
pub use returns::{Piece, ReturnSlip, RmaLabel};
use serde::{Deserialize, Serialize};

/// A document that can be laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "document", rename_all = "snake_case")]
pub enum Document {
    /// The label that goes on the outside of a parcel that comes back.
    RmaLabel(RmaLabel),
    /// The slip that goes inside it.
    ReturnSlip(ReturnSlip),
    /// An invoice, or the credit note that corrects one.
    Invoice(Invoice),
    /// What a carrier needs to judge a damaged parcel.
    ClaimFile(ClaimFile),
    /// What is kept of a customer.
    CustomerCopy(CustomerCopy),
}

impl Document {
    /// The language in which the document is printed: the customer's.
    #[must_use]
    pub fn language(&self) -> Language {
        match self {
            Self::RmaLabel(label) => label.language,
            Self::ReturnSlip(slip) => slip.language,
            Self::Invoice(invoice) => invoice.language,
            Self::ClaimFile(file) => file.language,
            Self::CustomerCopy(copy) => copy.language,
        }
    }
}

/// The language of a document, with its typography: separators, dates, spaces before punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// British English.
    En,
    /// French as in France.
    Fr,
}

impl From<guichet_domain::names::Language> for Language {
    fn from(language: guichet_domain::names::Language) -> Self {
        match language {
            guichet_domain::names::Language::En => Self::En,
            guichet_domain::names::Language::Fr => Self::Fr,
        }
    }
}

/// What the RMA label is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paper {
    /// A sheet from an office printer: the label to cut out, and what to do with it.
    #[serde(rename = "a4")]
    A4,
    /// A roll of 100 × 150 mm labels (a thermal printer of 203 dpi).
    #[serde(rename = "label_100x150")]
    Label100x150,
}

/// A person or a company with where to find them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Name as it is written on a parcel.
    pub name: String,
    /// Address lines below the name, in the order of the party's country.
    #[serde(default)]
    pub lines: Vec<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone, as it should be printed.
    pub phone: Option<String>,
    /// Registered identifiers with their labels, e.g. `("SIREN", "552 100 554")`.
    #[serde(default)]
    pub identifiers: Vec<(String, String)>,
}

impl Party {
    /// A party of which only the name is known.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), lines: Vec::new(), email: None, phone: None, identifiers: Vec::new() }
    }
}
