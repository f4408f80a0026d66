//! Which units a command is about, by name: the queue lists thousands of commands and opens no order to tell them.

use guichet_domain::parcel::ReleaseShipment;
use guichet_domain::{LineQuantity, Order, OrderCommand};
use guichet_sync::Action;
use guichet_sync::replica::Entry;
use serde::{Deserialize, Serialize};

use super::timeline::named;
use crate::Desk;
use crate::ipc::types::{CallError, NamedQuantity};

/// What came of a command, as the history keeps it.
#[derive(Serialize)]
pub(crate) struct Outcome<T> {
    /// What was answered.
    #[serde(flatten)]
    pub what: T,
    /// The units that it took.
    pub units: Vec<NamedQuantity>,
}

/// The units in a history's outcome; those written by earlier versions have none.
#[derive(Default, Deserialize)]
struct Kept {
    #[serde(default)]
    units: Vec<NamedQuantity>,
}

/// What an exception is about, or the command itself.
pub(crate) fn about<'a>(command: &'a OrderCommand, order: Option<&'a Order>) -> Option<&'a OrderCommand> {
    match command {
        OrderCommand::AskException(asked) | OrderCommand::MakeException(asked) => Some(&asked.command),
        OrderCommand::GrantException(answer) | OrderCommand::DeclineException(answer) => {
            let known = order?.exceptions.iter().find(|known| known.id == answer.exception);
            known.map(|known| &known.command)
        }
        plain => Some(plain),
    }
}

/// The units that a command names.
fn asked(command: &OrderCommand, order: &Order) -> Option<Vec<LineQuantity>> {
    match about(command, Some(order))? {
        OrderCommand::CancelOrder(command) => command.lines.clone(),
        OrderCommand::RequestReturn(command) => Some(command.lines.clone()),
        OrderCommand::ReleaseShipment(command) => command.parcel.as_ref()?.lines.clone(),
        OrderCommand::ReportDamage(command) => Some(command.lines.clone()),
        OrderCommand::ReceiveReturn(command) => {
            let units = |line: &guichet_domain::command::ReceivedLine| LineQuantity {
                line: line.line.clone(),
                quantity: line.quantity,
            };
            Some(command.lines.iter().map(units).collect())
        }
        _ => None,
    }
}

/// The units that a command on an order names, by name.
pub(crate) fn of(command: &OrderCommand, order: &Order) -> Vec<NamedQuantity> {
    asked(command, order).map(|lines| named(order, &lines)).unwrap_or_default()
}

/// The units of a command that was just taken. One that cancels everything names none: they are what it cancelled.
pub(crate) fn taken(command: &OrderCommand, before: &Order, after: &Order) -> Vec<NamedQuantity> {
    match (asked(command, after), about(command, Some(after)).unwrap_or(command)) {
        (Some(lines), _) => named(after, &lines),
        (None, OrderCommand::CancelOrder(_)) => named(after, &cancelled_between(before, after)),
        (None, OrderCommand::ReleaseShipment(command)) => named(after, &inside(command, after)),
        _ => Vec::new(),
    }
}

/// What is in the parcel that a command let leave.
fn inside(command: &ReleaseShipment, order: &Order) -> Vec<LineQuantity> {
    let parcel = command.parcel.as_ref().and_then(|new| order.shipments.iter().find(|parcel| parcel.id == new.id));
    parcel.map(|parcel| parcel.lines.clone()).unwrap_or_default()
}

fn cancelled_between(before: &Order, after: &Order) -> Vec<LineQuantity> {
    let cancelled = |order: &Order, line: &str| -> u32 {
        order.cancelled.iter().filter(|units| units.line == line).map(|units| units.quantity).sum()
    };
    let more = after.lines.iter().map(|line| LineQuantity {
        line: line.id.clone(),
        quantity: cancelled(after, &line.id).saturating_sub(cancelled(before, &line.id)),
    });
    more.filter(|units| units.quantity > 0).collect()
}

/// Everything that was ordered, gifts too.
pub(crate) fn ordered(order: &Order) -> Vec<NamedQuantity> {
    let all = order.lines.iter();
    let all = all.map(|line| LineQuantity { line: line.id.clone(), quantity: line.quantity });
    named(order, &all.collect::<Vec<_>>())
}

/// The units of a command in the queue, as far as they are known here.
pub(crate) async fn queued(desk: &Desk, entry: &Entry, order: Option<&Order>) -> Result<Vec<NamedQuantity>, CallError> {
    let (action, Some(order)) = (&entry.intent.action, order) else { return Ok(Vec::new()) };
    let command = match action {
        Action::Order(command) => command,
        Action::Place(_) => return Ok(ordered(order)),
        _ => return Ok(Vec::new()),
    };
    if let Some(lines) = asked(command, order) {
        return Ok(named(order, &lines));
    }
    if let OrderCommand::ReleaseShipment(command) = command {
        return Ok(named(order, &inside(command, order)));
    }
    if !matches!(about(command, Some(order)), Some(OrderCommand::CancelOrder(_))) {
        return Ok(Vec::new());
    }
    let taken = desk.store().history_of_command(entry.intent.id).await?;
    let outcome = taken.and_then(|taken| taken.outcome);
    Ok(outcome.and_then(|text| serde_json::from_str::<Kept>(&text).ok()).unwrap_or_default().units)
}
