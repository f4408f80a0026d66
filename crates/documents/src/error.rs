//! Why a document could not be made.

use std::fmt;

/// Why a document could not be made. Each has a [`code`](Self::code) that the window translates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// An embedded font can't be read: a fault of this build.
    #[error("the embedded font {name} can't be read")]
    Font {
        /// The font's file.
        name: &'static str,
    },
    /// A virtual path of a template is malformed: a fault of this build.
    #[error("the template path {path} is malformed")]
    TemplatePath {
        /// The path.
        path: String,
    },
    /// The document can't be written as data: a fault of this build.
    #[error("the document's data can't be written")]
    Data,
    /// A template does not compile with this document: a fault of the template.
    #[error("the layout failed: {}", Diagnostic::list(.0))]
    Layout(Vec<Diagnostic>),
    /// The pages are laid out but can't be written as PDF.
    #[error("the PDF can't be written: {}", Diagnostic::list(.0))]
    Export(Vec<Diagnostic>),
    /// A date is not an ISO date of the calendar.
    #[error("{field}: {value:?} is not a date such as 2026-11-01")]
    Date {
        /// The field's path.
        field: String,
        /// What stood there.
        value: String,
    },
    /// An amount is not a decimal number.
    #[error("{field}: {value:?} is not an amount such as -1234.50")]
    Amount {
        /// The field's path.
        field: String,
        /// What stood there.
        value: String,
    },
    /// A tax rate is not a number of per cent.
    #[error("{field}: {value:?} is not a rate in per cent such as 5.5")]
    Rate {
        /// The field's path.
        field: String,
        /// What stood there.
        value: String,
    },
    /// A currency is not an ISO 4217 code.
    #[error("currency: {value:?} is not a code such as EUR")]
    Currency {
        /// What stood there.
        value: String,
    },
    /// A credit note asks for money.
    #[error("total: a credit note can't ask for {value}")]
    CreditNoteAboveZero {
        /// The total.
        value: String,
    },
    /// A number can't be printed as a barcode.
    #[error("rma_number: {value:?} can't be a barcode (1 to 32 visible ASCII characters)")]
    Barcode {
        /// What stood there.
        value: String,
    },
    /// A barcode is too wide for its paper at two dots a module.
    #[error("rma_number: {value:?} is too long for a barcode on this paper")]
    BarcodeTooWide {
        /// What stood there.
        value: String,
    },
}

impl DocumentError {
    /// The stable code under which the window finds its translation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Font { .. } => "document.font",
            Self::TemplatePath { .. } => "document.template_path",
            Self::Data => "document.data",
            Self::Layout(_) => "document.layout",
            Self::Export(_) => "document.export",
            Self::Date { .. } => "document.date",
            Self::Amount { .. } => "document.amount",
            Self::Rate { .. } => "document.rate",
            Self::Currency { .. } => "document.currency",
            Self::CreditNoteAboveZero { .. } => "document.credit_note_above_zero",
            Self::Barcode { .. } => "document.barcode",
            Self::BarcodeTooWide { .. } => "document.barcode_too_wide",
        }
    }
}

/// Where a template failed, for whoever mends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The template's path, if the place is known.
    pub template: Option<String>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// What the typesetter said.
    pub message: String,
}

impl Diagnostic {
    fn list(all: &[Self]) -> String {
        all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(template) = &self.template {
            write!(f, "{template}:")?;
        }
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.message)
    }
}
