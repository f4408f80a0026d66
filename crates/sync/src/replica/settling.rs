//! What becomes of a queued command, and how a person settles one that came back otherwise.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::laying::lay;
use super::store::{Attention, Cause, Entry, EntryState, ReplicaTx};
use super::taking::{Take, TakeFault, take};
use crate::action::{Action, Resolution};
use crate::conflict::ConflictKind;
use crate::intent::{FORM, Intent, Upshot};
use crate::planted::{Bug, planted};
use crate::policy::Actor;
use crate::verdict::Verdict;

/// Writes down what became of a command, and raises what needs a person. The caller lays its key anew.
pub(super) async fn settle<T: ReplicaTx>(
    tx: &mut T,
    entry: Entry,
    verdict: &Verdict,
    version: u64,
    at: DateTime<Utc>,
) -> Result<(), T::Error> {
    let intent = &entry.intent;
    let dropped = planted(Bug::DroppedRejects) && verdict.is_rejected();
    if verdict.asks_for_attention() && !dropped {
        let cause = match verdict {
            Verdict::Rejected { conflict } => Cause::Rejected { conflict: conflict.clone() },
            Verdict::AppliedDifferently { differences, .. } => Cause::Differently { differences: differences.clone() },
            Verdict::Applied { .. } => return Ok(()),
        };
        let item = Attention { command: intent.id, key: intent.key.clone(), cause, since: at, resolved: None };
        tx.put_attention(&item).await?;
    }
    let state = EntryState::Settled { verdict: Box::new(verdict.clone()), version };
    tx.put_entry(&Entry { state, doubt: None, ..entry }).await
}

/// Why something could not be settled.
#[derive(Debug, thiserror::Error)]
pub enum ResolveFault<E: std::error::Error> {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] E),
    /// Nothing of this command needs settling.
    #[error("nothing of this command needs settling")]
    Nothing,
    /// Asking it again was refused.
    #[error("asking it again was refused")]
    Again(TakeFault<E>),
}

/// Settles a command that came back rejected or otherwise. Where it was rejected, the centre is told, so that what
/// waits behind it may go on; asked again, it becomes a new command under `new`, decided on what is true now.
///
/// # Errors
/// [`ResolveFault`]; the transaction must then be dropped.
pub async fn resolve<T: ReplicaTx>(
    tx: &mut T,
    command: Uuid,
    how: Resolution,
    new: [Uuid; 2],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<Entry>, ResolveFault<T::Error>> {
    let item = tx.attention(command).await?.filter(|item| item.resolved.is_none()).ok_or(ResolveFault::Nothing)?;
    let blocks = item.blocks();
    tx.put_attention(&Attention { resolved: Some(how), ..item.clone() }).await?;
    let [resolving, again] = new;
    if blocks && !is_behind(&item.cause) {
        queue_resolution(tx, &item, how, resolving, actor, now).await?;
    }
    let Some(settled) = tx.entry(command).await? else { return Ok(None) };
    if how != Resolution::AskedAgain {
        return Ok(None);
    }
    let asked = Take { id: again, key: item.key, action: settled.intent.action, actor, now };
    Ok(Some(take(tx, asked).await.map_err(ResolveFault::Again)?.entry))
}

/// What merely waits behind another needs no word to the centre: only the first of them holds the rest up there.
fn is_behind(cause: &Cause) -> bool {
    matches!(cause, Cause::Rejected { conflict } if conflict.kind == ConflictKind::Behind)
}

async fn queue_resolution<T: ReplicaTx>(
    tx: &mut T,
    item: &Attention,
    how: Resolution,
    id: Uuid,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), T::Error> {
    let state = tx.state().await?;
    let intent = Intent {
        form: FORM,
        id,
        merchant: state.seat.as_ref().map(|seat| seat.merchant.clone()).unwrap_or_default(),
        agent: actor.agent,
        sign_in: actor.sign_in,
        key: item.key.clone(),
        action: Action::Resolve { of: item.command, how },
        base: tx.row(&item.key).await?.map_or(0, |row| row.version),
        cursor: state.cursor,
        server_epoch: state.server_epoch,
        claimed_at: state.corrected(now).fixed_offset(),
        upshot: Upshot::default(),
    };
    let entry = Entry {
        place: 0,
        taken_at: now,
        agent: actor.name.clone(),
        intent,
        sealed: None,
        state: EntryState::Waiting,
        answered: None,
        doubt: None,
    };
    tx.add_entry(&entry).await?;
    lay(tx, &item.key).await
}
