//! What an agent does about the centre: looking at the queue, settling what needs a person, signing in.

use guichet_domain::Order;
use guichet_sync::replica::{self, Attention, Cause, EntryState, ReplicaTx};
use guichet_sync::{Action, Key, Verdict};

use super::{placing, take, units};
use crate::Desk;
use crate::ipc::centre::*;
use crate::ipc::types::{CallCode, CallError, Find, Nothing};
use crate::search::FindAnswer;
use crate::store::StoredOrder;

/// Commands of either sort that are listed.
const LISTED: u32 = 200;
/// Hits of a group of what the centre found.
const HITS: u32 = 20;
/// The longest hold.
const LONGEST_HOLD: u32 = 600;
/// The most months of orders that are told apart from all of them.
const MOST_MONTHS: u32 = 120;
/// The longest time without the agent.
const LONGEST_AWAY: u32 = 24 * 60;

/// How the desk and the centre stand.
pub async fn sync_state(desk: &Desk, _: Nothing) -> Result<SyncState, CallError> {
    desk.sync_state().await
}

/// What waits, and what was settled lately.
pub async fn queue(desk: &Desk, _: Nothing) -> Result<Queue, CallError> {
    let blocking: Vec<Key> =
        desk.store().attention().await?.into_iter().filter(Attention::blocks).map(|item| item.key).collect();
    let mut commands = Vec::new();
    let mut later: Vec<Key> = Vec::new();
    for entry in desk.store().queue(LISTED).await? {
        let key = entry.intent.key.clone();
        let is_resolution = matches!(entry.intent.action, Action::Resolve { .. });
        let state = match &entry.state {
            EntryState::Withdrawn => QueueState::Withdrawn,
            EntryState::Settled { .. } => QueueState::Settled,
            EntryState::Waiting if entry.answered.is_some() => QueueState::Answered,
            EntryState::Waiting if entry.sealed.is_some() => QueueState::Sealed,
            EntryState::Waiting if !is_resolution && blocking.contains(&key) => QueueState::Behind,
            EntryState::Waiting => QueueState::Waiting,
        };
        // Newest first: what was done on top of it was seen before it.
        let is_last = !later.contains(&key);
        let in_time = desk.now() - entry.taken_at <= chrono::Duration::minutes(take::UNDO_MINUTES);
        let can_undo =
            matches!(state, QueueState::Waiting | QueueState::Behind) && is_last && in_time && !is_resolution;
        if entry.is_waiting() {
            later.push(key.clone());
        }
        let verdict = match &entry.state {
            EntryState::Settled { verdict, .. } => Some((**verdict).clone()),
            _ => None,
        };
        let (about, order) = about(desk, &key, &entry.intent.action).await?;
        commands.push(QueuedCommand {
            id: entry.intent.id,
            about,
            doubt: entry.doubt.as_deref().cloned(),
            asked: asked(desk, entry, order.as_ref()).await?,
            state,
            verdict,
            can_undo,
        });
    }
    Ok(Queue { commands, waiting: desk.store().load().await?.0 })
}

/// What needs a person, oldest first.
pub async fn attention(desk: &Desk, _: Nothing) -> Result<Vec<AttentionItem>, CallError> {
    let mut items = Vec::new();
    for item in desk.store().attention().await? {
        let Some(entry) = desk.store().queued(item.command).await? else { continue };
        let behind = if item.blocks() { desk.store().waiting_on(&item.key).await? } else { 0 };
        let upshot = match &entry.state {
            EntryState::Settled { verdict, .. } => match &**verdict {
                Verdict::Applied { upshot } | Verdict::AppliedDifferently { upshot, .. } => Some(upshot.clone()),
                Verdict::Rejected { .. } => None,
            },
            _ => None,
        };
        let cause = match item.cause {
            Cause::Rejected { conflict } => AttentionCause::Rejected { conflict: *conflict },
            Cause::Differently { differences } => AttentionCause::Differently { differences, upshot },
        };
        let (about, order) = about(desk, &item.key, &entry.intent.action).await?;
        items.push(AttentionItem {
            command: item.command,
            about,
            asked: asked(desk, entry, order.as_ref()).await?,
            cause,
            since: item.since.to_rfc3339(),
            behind,
        });
    }
    Ok(items)
}

/// What a command is about, and the order where it is one that is known here.
async fn about(desk: &Desk, key: &Key, action: &Action) -> Result<(About, Option<Order>), CallError> {
    let order = match key {
        Key::Order(number) => desk.store().order(number).await?.map(|stored| stored.order),
        _ => None,
    };
    let (kind, customer) = match key {
        Key::Order(_) => (AboutKind::Order, whose(order.as_ref(), action)),
        Key::Account(id) => (AboutKind::Account, Some(id.clone())),
        Key::Customer(id) => (AboutKind::Customer, Some(id.clone())),
        Key::Terms(_) => (AboutKind::Terms, None),
        Key::Catalogue(_) => (AboutKind::Catalogue, None),
        Key::Case(number) => (AboutKind::Case, whose_case(desk, number, action).await?),
        Key::Stray(number) => (AboutKind::Stray, desk.store().stray(number).await?.and_then(|parcel| parcel.customer)),
    };
    let known = match &customer {
        Some(id) => desk.store().customer(id).await?,
        None => None,
    };
    let currency = match (&order, kind, &known) {
        (Some(order), ..) => Some(order.currency),
        (None, AboutKind::Account, Some(known)) => {
            desk.store().accounts_of(known.row).await?.first().map(|account| account.currency)
        }
        _ => None,
    };
    let customer_name = known.map(|stored| stored.record.customer.name);
    Ok((About { kind, id: key.id().to_owned(), customer, customer_name, currency }, order))
}

/// Whose case it is, or would have been.
async fn whose_case(desk: &Desk, number: &str, action: &Action) -> Result<Option<String>, CallError> {
    Ok(match (desk.store().case(number).await?, action) {
        (Some(case), _) => Some(case.customer),
        (None, Action::OpenCase(asked)) => Some(asked.customer.clone()),
        (None, _) => None,
    })
}

/// Whose order it is, or would have been.
fn whose(order: Option<&Order>, action: &Action) -> Option<String> {
    match (order, action) {
        (Some(order), _) => order.customer.clone(),
        (None, Action::Place(basket)) => Some(basket.customer.clone()),
        (None, _) => None,
    }
}

async fn asked(desk: &Desk, entry: replica::Entry, order: Option<&Order>) -> Result<Asked, CallError> {
    let units = units::queued(desk, &entry, order).await?;
    let intent = entry.intent;
    let name = intent.action.name().to_owned();
    let command = match &intent.action {
        Action::Order(command) => serde_json::to_value(command),
        Action::Account(command) => serde_json::to_value(command),
        Action::Place(basket) => serde_json::to_value(basket),
        Action::Customer(command) => serde_json::to_value(command),
        Action::Register(record) => serde_json::to_value(record),
        Action::Open(opening) => serde_json::to_value(opening),
        Action::OpenCase(asked) => serde_json::to_value(asked),
        Action::Case(command) => serde_json::to_value(command),
        Action::PutAside(asked) => serde_json::to_value(asked),
        Action::Stray(command) => serde_json::to_value(command),
        Action::Resolve { of, how } => Ok(serde_json::json!({ "of": of, "how": how })),
    };
    Ok(Asked {
        name,
        command: command.map_err(|_| CallError::of(CallCode::OrderInvalid))?,
        units,
        upshot: intent.upshot,
        agent: entry.agent,
        taken_at: entry.taken_at.to_rfc3339(),
    })
}

/// Settles something that needs a person.
pub async fn resolve(desk: &Desk, args: ResolveArgs) -> Result<Resolved, CallError> {
    let actor = desk.actor()?;
    let new = [desk.ids().next(), desk.ids().next()];
    let mut batch = desk.store().begin().await?;
    let key = batch.attention(args.command).await?.map(|item| item.key);
    let before = match &key {
        Some(Key::Order(number)) => batch.order(number).await?,
        _ => None,
    };
    let again = replica::resolve(&mut batch, args.command, args.how.into(), new, &actor, desk.now()).await?;
    if let Some(entry) = &again
        && let Key::Order(number) = &entry.intent.key
    {
        remember(&mut batch, number, entry, before.as_ref()).await?;
    }
    batch.commit().await?;
    desk.wake_exchange();
    let mut changed = vec!["attention".into(), "outbox".into(), "history".into(), "sync".into()];
    changed.extend(key.map(|key| key.to_string()));
    desk.changed(changed);
    Ok(Resolved { asked: again.map(|entry| entry.intent.id) })
}

/// The history's entry of a command that was asked again. Its decision is not at hand: what is told of it is its upshot.
async fn remember(
    batch: &mut crate::store::Batch,
    number: &str,
    entry: &replica::Entry,
    before: Option<&StoredOrder>,
) -> Result<(), CallError> {
    let upshot = &entry.intent.upshot;
    let what = serde_json::json!({
        "rma_number": upshot.rma,
        "decision": { "refund": { "total": upshot.total } },
    });
    let Some(after) = batch.order(number).await? else { return Ok(()) };
    let broken = |_| CallError::of(CallCode::OrderInvalid);
    let (command, units) = match (&entry.intent.action, before) {
        (Action::Order(command), Some(before)) => {
            (serde_json::to_value(command).map_err(broken)?, units::taken(command, &before.order, &after.order))
        }
        (Action::Place(basket), _) => {
            let asked = serde_json::to_value(basket).map_err(broken)?;
            (placing::stored_command(&asked), units::ordered(&after.order))
        }
        _ => return Ok(()),
    };
    let outcome = units::Outcome { what, units };
    batch
        .record_taken(
            entry,
            crate::store::Subject::Order(number),
            &command,
            &outcome,
            (before.map_or(0, |before| before.version), after.version),
        )
        .await?;
    Ok(())
}

/// Enrols this desk at a centre.
pub async fn enrol(desk: &Desk, args: EnrolArgs) -> Result<SyncState, CallError> {
    desk.enrol(args).await?;
    desk.sync_state().await
}

/// Signs an agent in.
pub async fn sign_in(desk: &Desk, args: SignInArgs) -> Result<SyncState, CallError> {
    desk.sign_in(args).await?;
    desk.sync_state().await
}

/// How agents of the shop prove themselves.
pub async fn sign_in_ways(desk: &Desk, _: Nothing) -> Result<SignInWays, CallError> {
    desk.sign_in_ways().await
}

/// Sends the browser to the company's sign-in service.
pub async fn company_begin(desk: &Desk, args: CompanyBeginArgs) -> Result<CompanyPage, CallError> {
    desk.company_begin(args).await
}

/// Waits for the browser to come back.
pub async fn company_finish(desk: &Desk, args: CompanyFinishArgs) -> Result<SyncState, CallError> {
    desk.company_finish(args).await?;
    desk.sync_state().await
}

/// Waits for it no longer.
pub async fn company_cancel(desk: &Desk, _: Nothing) -> Result<SyncState, CallError> {
    desk.company_cancel();
    desk.sync_state().await
}

/// Signs out.
pub async fn sign_out(desk: &Desk, _: Nothing) -> Result<SyncState, CallError> {
    desk.sign_out().await?;
    desk.sync_state().await
}

/// Locks the desk.
pub async fn lock(desk: &Desk, _: Nothing) -> Result<SyncState, CallError> {
    desk.lock().await?;
    desk.sync_state().await
}

/// Unlocks it.
pub async fn unlock(desk: &Desk, args: UnlockArgs) -> Result<SyncState, CallError> {
    desk.unlock(args).await?;
    desk.sync_state().await
}

/// The agent is there, whatever they look at: asking it is what counts.
pub async fn present(desk: &Desk, _: Nothing) -> Result<SyncState, CallError> {
    desk.sync_state().await
}

/// Exchanges now, and sends also what could still be undone.
pub async fn sync_now(desk: &Desk, _: Nothing) -> Result<SyncState, CallError> {
    desk.exchange(chrono::TimeDelta::zero()).await?;
    desk.sync_state().await
}

/// Finds at the centre what this replica may not hold, keeps it, and looks for it here.
pub async fn search_at_centre(desk: &Desk, args: SearchAtCentre) -> Result<FindAnswer, CallError> {
    desk.look_up(args.text.trim()).await?;
    super::finding::find(desk, Find { query: args.text, limit: Some(HITS) }).await
}

/// How the desk deals with the centre.
pub async fn centre_settings(desk: &Desk, _: Nothing) -> Result<CentreSettings, CallError> {
    Ok(desk.centre().known().settings.clone())
}

/// Keeps that.
pub async fn set_centre_settings(desk: &Desk, args: SetCentreSettings) -> Result<CentreSettings, CallError> {
    let settings = args.settings;
    if settings.hold_seconds > LONGEST_HOLD {
        return Err(CallError::of(CallCode::BadInput).at("settings.hold_seconds"));
    }
    if settings.lock_after_minutes > LONGEST_AWAY {
        return Err(CallError::of(CallCode::BadInput).at("settings.lock_after_minutes"));
    }
    if settings.orders_months > MOST_MONTHS {
        return Err(CallError::of(CallCode::BadInput).at("settings.orders_months"));
    }
    desk.keep_centre_settings(settings.clone()).await?;
    Ok(settings)
}
