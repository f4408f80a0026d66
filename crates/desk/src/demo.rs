//! x
use crate::error::DeskError;
/// x
pub async fn fill(_desk: &crate::Desk) -> Result<(), DeskError> { Ok(()) }
