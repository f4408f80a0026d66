//! Order documents, one a line (JSON Lines), as the case format writes them.

use std::collections::HashSet;
use std::io::BufRead;

use guichet_domain::Order;

use super::IncomingOrder;
use super::error::{ImportError, InputFault, InputReason};
use super::progress::{Phase, Watch, tell};

/// Lines between two words to whoever watches.
const PACE: usize = 500;

/// Reads every line and checks every order; empty lines say nothing.
///
/// # Errors
/// [`ImportError::Input`] with the line, the path inside the document and why; [`ImportError::Interrupted`].
pub fn read(mut file: impl BufRead, mut watch: Watch<'_>) -> Result<Vec<IncomingOrder>, ImportError> {
    let mut orders = Vec::new();
    let mut numbers: HashSet<String> = HashSet::new();
    let mut text = Vec::new();
    let mut line = 0;
    loop {
        line += 1;
        text.clear();
        let count = file
            .read_until(b'\n', &mut text)
            .map_err(|error| InputFault::new(line, "", InputReason::Unreadable(error.kind())))?;
        if count == 0 {
            return Ok(orders);
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        let order = Order::from_json(text.trim_ascii()).map_err(|fault| InputFault::of_document(line, fault))?;
        if order.number.trim().is_empty() {
            return Err(InputFault::new(line, "number", InputReason::Empty).into());
        }
        if !numbers.insert(order.number.clone()) {
            return Err(InputFault::new(line, "number", InputReason::DuplicateOrder).into());
        }
        orders.push(IncomingOrder { order, customer: None });
        if orders.len().is_multiple_of(PACE) {
            tell(&mut watch, Phase::Reading, orders.len(), None)?;
        }
    }
}
