//! What can be wrong with a file, and where.

use std::io;

use guichet_domain::Fault;
use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::error::DeskError;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file says something that it cannot mean.
    #[error(transparent)]
    Input(#[from] InputFault),
    /// Whoever watches asked to stop. What was written before stands, and a further run goes on from there.
    #[error("the import was interrupted")]
    Interrupted,
    /// The replica refused.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// One value that cannot be meant: its line (from 1, the heading included), its column or path, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, {path}: {reason}")]
pub struct InputFault {
    /// The line of the file.
    pub line: u64,
    /// The column's heading, or the path inside a JSON document; empty where the line as a whole is meant.
    pub path: String,
    /// Why.
    pub reason: InputReason,
}

impl InputFault {
    pub(super) fn new(line: u64, path: impl Into<String>, reason: InputReason) -> Self {
        Self { line, path: path.into(), reason }
    }
}

/// As it travels: `{"line", "path", "code", "message"}`.
impl Serialize for InputFault {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("InputFault", 4)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("path", &self.path)?;
        fields.serialize_field("code", self.reason.code())?;
        fields.serialize_field("message", &self.reason.to_string())?;
        fields.end()
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $(($($field:ty),+))? = $code:literal, $text:literal;)+) => {
        /// Why a value cannot be meant.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum InputReason {$(
            $(#[$doc])*
            #[error($text)]
            $name $(($($field),+))?,
        )+}

        impl InputReason {
            /// The stable code by which other programs know it.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(reasons!(@pattern $name $(($($field),+))?) => $code,)+ }
            }
        }
    };
    (@pattern $name:ident) => { Self::$name };
    (@pattern $name:ident ($($field:ty),+)) => { Self::$name(..) };
}

reasons! {
    /// The file ends or breaks off where it may not, or is not compressed as it says.
    Unreadable(io::ErrorKind) = "unreadable", "cannot be read: {0}";
    /// A column is missing.
    MissingColumn = "missing_column", "the column is missing";
    /// A column stands twice.
    DuplicateColumn = "duplicate_column", "the column stands twice";
    /// A column that this kind of file does not have.
    UnknownColumn = "unknown_column", "the column is unknown";
    /// More or fewer fields than the heading.
    Width(u64, u64) = "width", "has {1} fields where the heading has {0}";
    /// Not UTF-8.
    NotUtf8 = "not_utf8", "is not UTF-8";
    /// Nothing where something must be.
    Empty = "empty", "is empty";
    /// Not a whole number.
    NotWhole = "not_whole", "is not a whole number";
    /// Not a plain decimal number.
    NotDecimal = "not_decimal", "is not a plain decimal number such as 12.50";
    /// Below zero.
    Negative = "negative", "is negative";
    /// Nothing or below.
    NotPositive = "not_positive", "is not positive";
    /// Beyond reason.
    TooLarge = "too_large", "is too large";
    /// More digits after the point than may be.
    TooFine(u32) = "too_fine", "has more than {0} digits after the point";
    /// Not a date and time that exists.
    NotAnInstant = "not_an_instant", "is not a date and time that exists";
    /// Not an invoice number.
    NotAnInvoice = "not_an_invoice", "is not an invoice number";
    /// Not a customer number.
    NotACustomer = "not_a_customer", "is not a customer number";
    /// Not a country that is known.
    UnknownCountry = "unknown_country", "is not a country that is known";
    /// Not a currency that is known.
    UnknownCurrency = "unknown_currency", "is not a currency that is known";
    /// Not one of the values that this column can have.
    UnknownValue = "unknown_value", "is not a value that is known here";
    /// Differs from what an earlier line of the same order says.
    Contradiction = "contradiction", "contradicts an earlier line of the same order";
    /// Two orders with one number.
    DuplicateOrder = "duplicate_order", "the order stands twice";
    /// The lines and discounts do not lead to this subtotal.
    SubtotalDiffers = "subtotal_differs", "does not follow from the lines and discounts";
    /// No tax rate leads from the lines to these taxes.
    RateUnknown = "rate_unknown", "no tax rate leads exactly to these taxes";
    /// The order's parts do not lead to this total.
    TotalDiffers = "total_differs", "does not follow from the lines, discounts, carriage and taxes";
    /// It cannot be told which units this is about.
    UnitsUnknown = "units_unknown", "does not say how many units it is about";
    /// The order's rules refuse the document, in their own words.
    Document(String) = "document", "{0}";
}

impl InputFault {
    /// A fault that the rules found in a document of this line.
    pub(super) fn of_document(line: u64, fault: Fault) -> Self {
        Self::new(line, fault.path, InputReason::Document(fault.message))
    }
}
