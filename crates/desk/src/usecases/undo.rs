//! Taking a command back, while nothing of it has left the desk.

use super::not_found;
use super::take::UNDO_MINUTES;
use crate::Desk;
use crate::ipc::types::{CallCode, CallError, UndoArgs, Undone};
use crate::records;
use crate::store::{Entry, EntryKind};

/// Puts the order back to what it was. The number that was issued stays used, and the history keeps both entries.
pub async fn undo(desk: &Desk, args: UndoArgs) -> Result<Undone, CallError> {
    let mut batch = desk.store().begin().await?;
    let nothing = || CallError::of(CallCode::NothingToUndo);
    let entry = batch.taken_already(args.command_id).await?.ok_or_else(nothing)?;
    let number = entry.order.ok_or_else(nothing)?;
    let before = batch.withdrawable(args.command_id).await?.ok_or_else(nothing)?;
    let now = desk.now();
    let taken_at = chrono::DateTime::parse_from_rfc3339(&entry.at).map_err(|_| nothing())?;
    if now - taken_at.to_utc() > chrono::Duration::minutes(UNDO_MINUTES) {
        return Err(CallError::of(CallCode::UndoTooLate));
    }
    let current = batch.order(&number).await?.ok_or_else(|| not_found("order"))?;
    if current.version != entry.version_after {
        return Err(CallError::of(CallCode::StaleVersion).with("version", current.version));
    }
    let version = batch.put_order(&records::order(records::FORMAT, &before)?).await?;
    batch.withdraw(args.command_id).await?;
    batch
        .record(&Entry {
            kind: EntryKind::Undone,
            at: now,
            agent: &desk.agent().name,
            order: &number,
            command_id: None,
            undoes: Some(args.command_id),
            command: None,
            outcome: None,
            version_before: current.version,
            version_after: version,
        })
        .await?;
    batch.commit().await?;
    desk.changed(vec![format!("order:{number}"), "outbox".into(), "history".into()]);
    Ok(Undone { version })
}
