//! Deciding a command, and taking it: one transaction from the order to the queue.

use guichet_domain::order::RmaStatus;
use guichet_domain::{Decision, Order, OrderCommand, decide_order};
use guichet_sync::replica::{self, Take};
use guichet_sync::{Action, Body, Key};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::{Opened, documents, evidence, not_found, open};
use crate::Desk;
use crate::ipc::types::{CallCode, CallError, Preview, PreviewArgs, SideEffect, TakeArgs, Taken};
use crate::numbering::credit_note_number;
use crate::store::{Batch, StoredOrder, Subject};
use crate::usecases::units::{self, Outcome};

/// Minutes in which what was taken can be undone, as long as it has not left the desk.
pub(crate) const UNDO_MINUTES: i64 = 10;

fn read(command: &Value) -> Result<OrderCommand, CallError> {
    OrderCommand::from_value(command.clone()).map_err(|fault| CallError::from(fault.inside("command")))
}

/// Decides without writing.
pub async fn preview(desk: &Desk, args: PreviewArgs) -> Result<Preview, CallError> {
    let command = read(&args.command)?;
    let opened = open(desk, &args.order).await?;
    let decision = decide(desk, &opened, &command)?;
    let effects = effects(desk, &opened, &command).await?;
    Ok(Preview { decision, version: opened.stored.version, effects })
}

pub(crate) fn decide(desk: &Desk, opened: &Opened, command: &OrderCommand) -> Result<Decision, CallError> {
    let customer = opened.customer.as_ref().map(|record| &record.customer);
    let at = desk.corrected_now().fixed_offset();
    Ok(decide_order(&opened.stored.order, customer, &opened.pack.parameters, command, at)?)
}

/// Services that lose cameras when these units go.
async fn effects(desk: &Desk, opened: &Opened, command: &OrderCommand) -> Result<Vec<SideEffect>, CallError> {
    let OrderCommand::RequestReturn(asked) = command else { return Ok(Vec::new()) };
    let Some(customer) = opened.stored.customer else { return Ok(Vec::new()) };
    let order = &opened.stored.order;
    let is_camera = |id: &str| order.lines.iter().any(|line| line.id == id && line.sku.starts_with("CAM"));
    let cameras: u32 = asked.lines.iter().filter(|entry| is_camera(&entry.line)).map(|entry| entry.quantity).sum();
    if cameras == 0 {
        return Ok(Vec::new());
    }
    let accounts = desk.store().accounts_of(customer).await?;
    let stays = guichet_domain::account::ServiceStatus::Ended;
    let records = accounts.iter().any(|account| account.services.iter().any(|s| s.id == "video" && s.status != stays));
    let effect = SideEffect { service: "video".into(), text_code: "cameras_leave".into(), cameras };
    Ok(if records { vec![effect] } else { Vec::new() })
}

/// Takes a command: known id → what was stored; else decide, change, remember and queue, all or nothing.
pub async fn take(desk: &Desk, args: TakeArgs) -> Result<Taken, CallError> {
    let command = read(&args.command)?;
    let mut batch = desk.store().begin().await?;
    let asked = stored_command(&command)?;
    if let Some(known) = taken_before(&mut batch, args.command_id, Some(Subject::Order(&args.order)), &asked).await? {
        return Ok(known);
    }
    let actor = desk.actor()?;
    let stored = batch.order(&args.order).await?.ok_or_else(|| not_found("order"))?;
    if stored.version != args.version {
        return Err(CallError::of(CallCode::StaleVersion).with("version", stored.version));
    }
    let take = Take {
        id: args.command_id,
        key: Key::Order(args.order.clone()),
        action: Action::Order(command.clone()),
        actor: &actor,
        now: desk.now(),
    };
    // A return that is taken in calls them photos.
    let path = if matches!(command, OrderCommand::ReceiveReturn(_)) { "command.photos" } else { "command.evidence" };
    evidence::keep(desk, &mut batch, &args.order, evidence::named(&command), path).await?;
    let taken = replica::take(&mut batch, take).await?;
    let taken = remember(&mut batch, &args.order, &taken, &stored).await?;
    batch.commit().await?;
    evidence::kept(desk, evidence::named(&command));
    desk.changed(vec![format!("order:{}", args.order), "outbox".into(), "history".into()]);
    Ok(taken)
}

/// What was stored of a command that was taken already. One id is one command: another under the same id, or on another
/// order or account, is a fault of the caller, never a second command. What is new has no number to compare.
pub(crate) async fn taken_before<T: DeserializeOwned>(
    batch: &mut Batch,
    id: Uuid,
    about: Option<Subject<'_>>,
    command: &Value,
) -> Result<Option<T>, CallError> {
    let Some(known) = batch.taken_already(id).await? else { return Ok(None) };
    let stored = known.command.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    if stored.as_ref() != Some(command) || about.is_some_and(|about| known.about() != Some(about)) {
        return Err(CallError::of(CallCode::BadInput).at("command_id"));
    }
    let outcome = known.outcome.as_deref().and_then(|text| serde_json::from_str(text).ok());
    outcome.map(Some).ok_or_else(|| CallError::of(CallCode::OrderInvalid))
}

fn stored_command(command: &OrderCommand) -> Result<Value, CallError> {
    serde_json::to_value(command).map_err(|_| CallError::of(CallCode::BadInput).at("command"))
}

/// Writes what was taken on an order into the history, in the transaction that took it, and says what came of it.
async fn remember(
    batch: &mut Batch,
    number: &str,
    taken: &replica::Taken,
    before: &StoredOrder,
) -> Result<Taken, CallError> {
    let broken = || CallError::of(CallCode::OrderInvalid);
    let (entry, ran) = (&taken.entry, taken.ran.as_ref().ok_or_else(broken)?);
    let (Body::Order(order), Action::Order(command)) = (&ran.body, &entry.intent.action) else {
        return Err(broken());
    };
    let version = batch.order(number).await?.ok_or_else(|| not_found("order"))?.version;
    let rma = ran.upshot.rma.clone();
    let outcome = Taken {
        decision: serde_json::to_value(&ran.decision).map_err(|_| broken())?,
        credit: ran.credit.and_then(|at| u32::try_from(at).ok()),
        documents: new_documents(order, rma.as_deref(), ran.credit),
        rma_number: rma,
        version,
        undo_until: Some((entry.taken_at + chrono::Duration::minutes(UNDO_MINUTES)).to_rfc3339()),
    };
    batch
        .record_taken(
            entry,
            Subject::Order(number),
            &stored_command(command)?,
            &Outcome { what: &outcome, units: units::taken(command, &before.order, order) },
            (before.version, version),
        )
        .await?;
    Ok(outcome)
}

fn new_documents(order: &Order, rma: Option<&str>, credit: Option<usize>) -> Vec<crate::ipc::types::DocumentRef> {
    let mut all = documents::of_order(order);
    let note = credit.map(|at| credit_note_number(&order.number, at));
    all.retain(|document| Some(document.number.as_str()) == rma || Some(&document.number) == note.as_ref());
    all
}

/// Whether an RMA awaits units.
pub(crate) fn awaits(rma: &guichet_domain::order::Rma) -> bool {
    rma.status == RmaStatus::Open
}
