//! Guichet's paper: typed documents in, PDF bytes and SVG pages out.
//!
//! Everything that reaches the page is passed in: the facts as one [`Document`], the fonts as files embedded in this
//! crate. There is no clock, no network, no system font and no package registry, so the same document always gives the
//! same bytes. Text that customers wrote travels as data, never as markup, and prints literally.
//!
//! ```
//! use guichet_documents::{Document, Engine, Language, Paper, Party, Piece, RmaLabel};
//!
//! # fn main() -> Result<(), guichet_documents::DocumentError> {
//! let engine = Engine::new()?;
//! let label = Document::RmaLabel(RmaLabel {
//!     language: Language::Fr,
//!     paper: Paper::Label100x150,
//!     rma_number: "R-K7-000231-M".into(),
//!     order_number: "1042".into(),
//!     from: Party::named("Zoé Lefèvre"),
//!     to: Party::named("Retours"),
//!     send_by: Some("2026-12-01".into()),
//!     prepaid: true,
//!     pieces: vec![Piece { quantity: 1, name: "Thermostat".into(), sku: "TH-1".into(), gift: false }],
//! });
//! assert!(engine.pdf(&label)?.starts_with(b"%PDF"));
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]

mod barcode;
mod engine;
mod error;
pub mod facts;
pub mod letter;
mod locale;
mod model;
mod picture;
mod sheet;
mod text;

pub use engine::Engine;
pub use error::{Diagnostic, DocumentError};
pub use model::{
    Adjustment, ClaimFile, ClaimLine, ClaimPaper, ClaimParcel, ClaimStage, CopySection, CopyValue, CustomerCopy,
    Document, EvidenceFile, FileBytes, Invoice, InvoiceKind, InvoiceLine, Language, Paper, Party, Piece, ReturnSlip,
    RmaLabel, TaxLine, Tender,
};
