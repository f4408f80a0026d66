//! Deciding a command, and taking it: one transaction from the order to the outbox.

use guichet_domain::order::RmaStatus;
use guichet_domain::{Decision, Order, OrderCommand, Outcome, apply, decide_order};
use serde_json::{Value, json};

use super::{Opened, documents, not_found, open, pack_of};
use crate::Desk;
use crate::desk::SERIES;
use crate::ipc::types::{CallCode, CallError, Preview, PreviewArgs, SideEffect, TakeArgs, Taken};
use crate::numbering::{self, credit_note_number};
use crate::records;
use crate::store::{Batch, Entry, EntryKind, StoredOrder};

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
    let at = desk.now().fixed_offset();
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
    if let Some(known) = batch.taken_already(args.command_id).await? {
        let same = known.command.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        // One id is one command: another under the same id is a fault of the caller, never a second command.
        if same != Some(stored_command(&command)?) || known.order.as_deref() != Some(&args.order) {
            return Err(CallError::of(CallCode::BadInput).at("command_id"));
        }
        let outcome = known.outcome.as_deref().and_then(|text| serde_json::from_str(text).ok());
        return outcome.ok_or_else(|| CallError::of(CallCode::OrderInvalid));
    }
    let stored = batch.order(&args.order).await?.ok_or_else(|| not_found("order"))?;
    if stored.version != args.version {
        return Err(CallError::of(CallCode::StaleVersion).with("version", stored.version));
    }
    let taken = commit(desk, batch, &args, stored, &command).await?;
    desk.changed(vec![format!("order:{}", args.order), "outbox".into(), "history".into()]);
    Ok(taken)
}

fn stored_command(command: &OrderCommand) -> Result<Value, CallError> {
    serde_json::to_value(command).map_err(|_| CallError::of(CallCode::BadInput).at("command"))
}

async fn commit(
    desk: &Desk,
    mut batch: Batch,
    args: &TakeArgs,
    stored: StoredOrder,
    command: &OrderCommand,
) -> Result<Taken, CallError> {
    let customer = match &stored.order.customer {
        Some(id) => batch.customer(id).await?.map(|found| found.record),
        None => None,
    };
    let (pack, accepted_on) = pack_of(desk, &stored.order, customer.as_ref())?;
    let opened = Opened { stored, customer, pack, accepted_on };
    let decision = decide(desk, &opened, command)?;
    if decision.outcome != Outcome::Allowed {
        return Err(CallError::of(CallCode::Refused));
    }
    let before = &opened.stored.order;
    let rma_number = match command {
        OrderCommand::RequestReturn(_) => Some(next_rma(&mut batch, before, args).await?),
        _ => None,
    };
    let now = desk.now();
    let today = before.time_zone.day(now.fixed_offset());
    let applied = apply(before, &opened.pack.parameters, command, &decision, rma_number.as_deref(), today)?;
    let version = batch.put_order(&applied.order).await?;
    let taken = Taken {
        decision: serde_json::to_value(&decision).map_err(|_| CallError::of(CallCode::OrderInvalid))?,
        credit: applied.credit.and_then(|at| u32::try_from(at).ok()),
        documents: new_documents(&applied.order, rma_number.as_deref(), applied.credit),
        rma_number,
        version,
        undo_until: Some((now + chrono::Duration::minutes(UNDO_MINUTES)).to_rfc3339()),
    };
    let command_text = stored_command(command)?.to_string();
    batch
        .record(&Entry {
            kind: EntryKind::Taken,
            at: now,
            agent: &desk.agent().name,
            order: &args.order,
            command_id: Some(args.command_id),
            undoes: None,
            command: Some(command_text.clone()),
            outcome: Some(records::body(&taken)?),
            version_before: opened.stored.version,
            version_after: version,
        })
        .await?;
    let payload = json!({
        "id": args.command_id, "order": args.order, "base_version": opened.stored.version, "claimed_at": now,
        "agent": desk.agent().name, "command": command_text, "rma_number": taken.rma_number,
    });
    batch.queue(args.command_id, &args.order, &payload.to_string(), &records::body(before)?).await?;
    batch.commit().await?;
    Ok(taken)
}

/// The next RMA number; one that a file brought in already is passed over.
async fn next_rma(batch: &mut Batch, order: &Order, args: &TakeArgs) -> Result<String, CallError> {
    loop {
        let number = numbering::rma_number(SERIES, batch.next_number(&format!("rma/{SERIES}")).await?);
        let used = order.rmas.iter().any(|rma| rma.number == number);
        if !used && batch.claim_rma(&number, &args.order, args.command_id).await? {
            return Ok(number);
        }
    }
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
