//! Exceptions that wait for a supervisor, as the window shows them.

use guichet_domain::Currency;
use guichet_domain::exception::Exception;
use serde::Serialize;
use ts_rs::TS;

use super::types::NamedQuantity;

/// One exception that was asked for and is not answered yet.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Approval {
    /// The order's number.
    pub order: String,
    /// The order's version here, which an answer names.
    #[ts(type = "number")]
    pub version: i64,
    /// Whose order it is.
    pub customer: Option<String>,
    /// Their name, where they are known here.
    pub customer_name: Option<String>,
    /// What its amounts are in.
    pub currency: Currency,
    /// What was asked for, by whom and why.
    pub exception: Exception,
    /// The units that it is about.
    pub units: Vec<NamedQuantity>,
    /// It was asked for at this desk, and the centre has not heard of it yet.
    pub provisional: bool,
    /// Whoever sits here may answer it.
    pub may_answer: bool,
}
