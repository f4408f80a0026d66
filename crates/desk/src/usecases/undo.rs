//! Taking a command back, while nothing of it has left the desk.

use guichet_sync::Key;
use guichet_sync::replica::{self, ReplicaTx};

use super::take::UNDO_MINUTES;
use crate::Desk;
use crate::ipc::types::{CallCode, CallError, UndoArgs, Undone};
use crate::store::{Batch, Entry, EntryKind, Subject};

/// Puts the order or the account back to what it was. The number that was issued stays used, and the history keeps both
/// entries.
pub async fn undo(desk: &Desk, args: UndoArgs) -> Result<Undone, CallError> {
    let mut batch = desk.store().begin().await?;
    let nothing = || CallError::of(CallCode::NothingToUndo);
    let entry = batch.entry(args.command_id).await?.filter(replica::Entry::is_waiting).ok_or_else(nothing)?;
    let key = &entry.intent.key;
    let about = Subject::of(key).ok_or_else(nothing)?;
    let now = desk.now();
    if now - entry.taken_at > chrono::Duration::minutes(UNDO_MINUTES) {
        return Err(CallError::of(CallCode::UndoTooLate));
    }
    let before = version(&mut batch, key).await?;
    replica::withdraw(&mut batch, args.command_id).await?;
    let version = version(&mut batch, key).await?;
    batch
        .record(&Entry {
            kind: EntryKind::Undone,
            at: now,
            agent: &desk.agent().name,
            about,
            command_id: None,
            undoes: Some(args.command_id),
            command: None,
            outcome: None,
            version_before: before,
            version_after: version,
        })
        .await?;
    batch.commit().await?;
    desk.changed(vec![key.to_string(), "outbox".into(), "history".into()]);
    Ok(Undone { version })
}

async fn version(batch: &mut Batch, key: &Key) -> Result<i64, CallError> {
    Ok(match key {
        // An account whose opening is taken back is there no more.
        Key::Account(customer) => batch.account(customer).await?.map_or(0, |stored| stored.version),
        Key::Customer(id) => batch.customer(id).await?.map_or(0, |stored| stored.version),
        // A case and a parcel have no version that a window names: what they hold only grows.
        Key::Case(_) | Key::Stray(_) => 0,
        // An order whose placing is taken back is there no more.
        key => batch.order(key.id()).await?.map_or(0, |stored| stored.version),
    })
}
