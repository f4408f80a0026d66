//! The documents that the replica stores, with the format that each is written in.

use guichet_domain::{Order, ServiceAccount};
pub use guichet_sync::record::{Contact, CustomerRecord, Language};
use serde::Serialize;
use serde_json::Value;

use crate::error::DeskError;

/// The format in which bodies are written today. An older one is brought up as it is read.
pub const FORMAT: i64 = 1;

/// Checks that a stored format is one that this program knows. Older formats are changed here, step by step.
fn upcast(format: i64, value: Value) -> Result<Value, DeskError> {
    match format {
        FORMAT => Ok(value),
        newer if newer > FORMAT => Err(DeskError::ReplicaNewer),
        _ => Err(DeskError::BodyDamaged),
    }
}

fn value(format: i64, body: &str) -> Result<Value, DeskError> {
    upcast(format, serde_json::from_str(body).map_err(|_| DeskError::BodyDamaged)?)
}

/// Reads a stored customer.
///
/// # Errors
/// [`DeskError::BodyDamaged`], [`DeskError::ReplicaNewer`].
pub fn customer(format: i64, body: &str) -> Result<CustomerRecord, DeskError> {
    serde_json::from_value(value(format, body)?).map_err(|_| DeskError::BodyDamaged)
}

/// Reads a stored order, checked whole.
///
/// # Errors
/// [`DeskError::BodyDamaged`], [`DeskError::ReplicaNewer`].
pub fn order(format: i64, body: &str) -> Result<Order, DeskError> {
    Order::from_value(value(format, body)?).map_err(|_| DeskError::BodyDamaged)
}

/// Reads a stored service account, checked whole.
///
/// # Errors
/// [`DeskError::BodyDamaged`], [`DeskError::ReplicaNewer`].
pub fn account(format: i64, body: &str) -> Result<ServiceAccount, DeskError> {
    ServiceAccount::from_value(value(format, body)?).map_err(|_| DeskError::BodyDamaged)
}

/// Writes a body in today's format.
///
/// # Errors
/// [`DeskError::BodyDamaged`] where the value has no JSON form.
pub fn body<T: Serialize>(record: &T) -> Result<String, DeskError> {
    serde_json::to_string(record).map_err(|_| DeskError::BodyDamaged)
}
