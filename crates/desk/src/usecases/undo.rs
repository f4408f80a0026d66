//! Taking a command back, while nothing of it has left the desk.

use guichet_sync::Key;
use guichet_sync::replica::{self, ReplicaTx};

use super::not_found;
use super::take::UNDO_MINUTES;
use crate::Desk;
use crate::ipc::types::{CallCode, CallError, UndoArgs, Undone};
use crate::store::{Entry, EntryKind};

/// Puts the order back to what it was. The number that was issued stays used, and the history keeps both entries.
pub async fn undo(desk: &Desk, args: UndoArgs) -> Result<Undone, CallError> {
    let mut batch = desk.store().begin().await?;
    let nothing = || CallError::of(CallCode::NothingToUndo);
    let entry = batch.entry(args.command_id).await?.filter(replica::Entry::is_waiting).ok_or_else(nothing)?;
    let Key::Order(number) = &entry.intent.key else { return Err(nothing()) };
    let now = desk.now();
    if now - entry.taken_at > chrono::Duration::minutes(UNDO_MINUTES) {
        return Err(CallError::of(CallCode::UndoTooLate));
    }
    let before = batch.order(number).await?.ok_or_else(|| not_found("order"))?.version;
    replica::withdraw(&mut batch, args.command_id).await?;
    let version = batch.order(number).await?.ok_or_else(|| not_found("order"))?.version;
    batch
        .record(&Entry {
            kind: EntryKind::Undone,
            at: now,
            agent: &desk.agent().name,
            order: number,
            command_id: None,
            undoes: Some(args.command_id),
            command: None,
            outcome: None,
            version_before: before,
            version_after: version,
        })
        .await?;
    batch.commit().await?;
    desk.changed(vec![format!("order:{number}"), "outbox".into(), "history".into()]);
    Ok(Undone { version })
}
