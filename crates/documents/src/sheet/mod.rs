//! What the templates read: a document with its dates, amounts and barcodes ready to print.

mod claim;
mod copy;
mod invoice;
mod returns;

use serde::Serialize;

use crate::error::DocumentError;
use crate::model::{Document, Paper};
use crate::text::printable;

/// A document on its way to the typesetter.
pub(crate) struct Sheet {
    /// The template that lays it out.
    pub(crate) template: Template,
    /// The JSON that the template reads.
    pub(crate) data: Vec<u8>,
    /// Pictures and attachments that the template names by their place.
    pub(crate) files: Vec<Vec<u8>>,
    /// What identifies it in its PDF: stable for the same document.
    pub(crate) ident: String,
}

/// The templates that are documents (the others are their parts).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    Label,
    LabelOnA4,
    Slip,
    Invoice,
    Claim,
    Copy,
}

impl Sheet {
    pub(crate) fn of(document: &Document) -> Result<Self, DocumentError> {
        let mut files = Vec::new();
        let (template, kind, number, data) = match document {
            Document::RmaLabel(label) => {
                let template = match label.paper {
                    Paper::Label100x150 => Template::Label,
                    Paper::A4 => Template::LabelOnA4,
                };
                (template, "rma-label", &label.rma_number, json(&returns::LabelSheet::of(label)?)?)
            }
            Document::ReturnSlip(slip) => {
                (Template::Slip, "return-slip", &slip.rma_number, json(&returns::SlipSheet::of(slip)?)?)
            }
            Document::Invoice(invoice) => {
                let number = invoice.number.as_ref().unwrap_or(&invoice.order_number);
                (Template::Invoice, "invoice", number, json(&invoice::InvoiceSheet::of(invoice)?)?)
            }
            Document::ClaimFile(claim) => {
                let (sheet, shown) = claim::ClaimSheet::of(claim)?;
                files = shown;
                (Template::Claim, "claim-file", &claim.number, json(&sheet)?)
            }
            Document::CustomerCopy(copy) => {
                (Template::Copy, "customer-copy", &copy.number, json(&copy::CopySheet::of(copy)?)?)
            }
        };
        Ok(Self { template, data, files, ident: format!("guichet/{kind}/{number}") })
    }
}

fn json(sheet: &impl Serialize) -> Result<Vec<u8>, DocumentError> {
    let value = serde_json::to_value(sheet).map_err(|_| DocumentError::Data)?;
    serde_json::to_vec(&printable(value)).map_err(|_| DocumentError::Data)
}

/// An amount, a date or a rate that may be absent.
fn optional<T>(
    value: Option<&T>,
    written: impl FnOnce(&T) -> Result<String, DocumentError>,
) -> Result<Option<String>, DocumentError> {
    value.map(written).transpose()
}
