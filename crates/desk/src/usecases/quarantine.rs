//! Parcels that nobody announced and nobody knows (RET-8): put aside, found out about, settled.

use chrono::NaiveDate;
use guichet_domain::order::Rma;
use guichet_domain::stray::{StrayCommand, StrayEnd};
use guichet_domain::{NewStray, StrayParcel};
use guichet_sync::replica::{self, ReplicaTx, Take};
use guichet_sync::{Action, Key, policy};
use serde_json::{Value, json};
use uuid::Uuid;

use super::casework::name_of;
use super::take::{UNDO_MINUTES, awaits};
use super::{evidence, not_found, unheard};
use crate::Desk;
use crate::ipc::quarantine::*;
use crate::ipc::types::{ByNumber, CallCode, CallError};
use crate::numbering::stray_number;
use crate::store::{Batch, Strays, Subject};

/// Parcels of a list.
const LISTED: u32 = 500;

/// A list of parcels in quarantine.
pub async fn strays(desk: &Desk, args: StraysArgs) -> Result<StraysPage, CallError> {
    let listed = match (args.called.as_deref(), args.scope) {
        (Some(number), _) => Strays::Called(number),
        (None, StrayScope::Waiting) => Strays::Waiting,
        (None, StrayScope::Settled) => Strays::Settled,
    };
    Ok(StraysPage { waiting: desk.store().strays_waiting().await?, rows: rows(desk, listed).await? })
}

pub(crate) async fn rows(desk: &Desk, listed: Strays<'_>) -> Result<Vec<StrayRow>, CallError> {
    let today = desk.today();
    let mut rows = Vec::new();
    for parcel in desk.store().strays(listed, LISTED).await? {
        let customer_name = match &parcel.customer {
            Some(id) => name_of(desk, id).await?,
            None => None,
        };
        rows.push(StrayRow {
            days: days(&parcel, today),
            customer_name,
            number: parcel.number,
            arrived_on: parcel.arrived_on,
            scanned: parcel.scanned,
            carrier: parcel.carrier,
            tracking: parcel.tracking,
            sender: parcel.sender,
            place: parcel.place,
            goods: parcel.goods,
            photos: u32::try_from(parcel.photos.len()).unwrap_or(u32::MAX),
            order: parcel.order,
            settled: parcel.settled,
        });
    }
    Ok(rows)
}

/// Whole days that a parcel has lain here, or lay here until it was settled.
fn days(parcel: &StrayParcel, today: NaiveDate) -> u32 {
    let until = parcel.settled.as_ref().map_or(today, |settled| settled.on);
    u32::try_from((until - parcel.arrived_on).num_days()).unwrap_or(0)
}

/// A parcel, whole.
pub async fn open_stray(desk: &Desk, args: ByNumber) -> Result<StrayPage, CallError> {
    let parcel = desk.store().stray(&args.number).await?.ok_or_else(|| not_found("stray"))?;
    let order = match &parcel.order {
        Some(number) => order(desk, number).await?,
        None => None,
    };
    let photos_here = match parcel.photos.is_empty() {
        true => Vec::new(),
        false => desk.store().evidence_here(&parcel.number).await?,
    };
    let key = Key::Stray(parcel.number.clone());
    let disposing = Action::Stray(StrayCommand::SettleStray {
        how: StrayEnd::Disposed { reason: String::new() },
        on: parcel.arrived_on,
    });
    Ok(StrayPage {
        days: days(&parcel, desk.today()),
        order,
        photos_here,
        provisional: unheard(desk, &key, parcel.log.iter().map(|entry| &entry.id)).await?,
        waiting: match desk.is_enrolled() {
            true => u32::try_from(desk.store().waiting_on(&key).await?).unwrap_or(u32::MAX),
            false => 0,
        },
        may_dispose: desk.actor().is_ok_and(|actor| policy::may(actor.role, &disposing)),
        today: desk.today(),
        parcel,
    })
}

async fn order(desk: &Desk, number: &str) -> Result<Option<StrayOrder>, CallError> {
    let Some(known) = desk.store().order(number).await? else { return Ok(None) };
    let order = known.order;
    let customer_name = match &order.customer {
        Some(id) => name_of(desk, id).await?,
        None => None,
    };
    let open = order.rmas.iter().filter(|rma| awaits(rma)).map(|rma| rma.number.clone());
    let came = |rma: &&Rma| !awaits(rma) && rma.lines.iter().any(|line| line.received > 0);
    let refused = order.shipments.iter().filter(|parcel| parcel.refused_on.is_some() && parcel.back_on.is_none());
    Ok(Some(StrayOrder {
        rmas: open.collect(),
        issued: order.rmas.iter().map(|rma| rma.number.clone()).collect(),
        taken_in: order.rmas.iter().filter(came).map(|rma| rma.number.clone()).collect(),
        refused: refused.map(|parcel| parcel.id.clone()).collect(),
        number: order.number.clone(),
        customer: order.customer.clone(),
        customer_name,
    }))
}

/// Puts a parcel aside under the next number of this desk's series.
pub async fn put_aside(desk: &Desk, args: PutAsideArgs) -> Result<StrayTaken, CallError> {
    let mut batch = desk.store().begin().await?;
    let customer = match &args.order {
        Some(number) => customer_of(&mut batch, number).await?,
        None => None,
    };
    let number = match batch.entry(args.command_id).await?.map(|known| known.intent.key) {
        Some(Key::Stray(number)) => number,
        Some(_) => return Err(CallError::of(CallCode::BadInput).at("command_id")),
        None => next_number(desk, &mut batch).await?,
    };
    let PutAsideArgs { command_id, arrived_on, scanned, carrier, tracking, sender, place, goods, photos, order } = args;
    evidence::keep(desk, &mut batch, &number, &photos, "photos").await?;
    let asked = NewStray {
        number: number.clone(),
        arrived_on,
        scanned,
        carrier,
        tracking,
        sender,
        place,
        goods,
        photos: photos.clone(),
        order,
        customer,
    };
    let taken = take(desk, batch, command_id, number, Action::PutAside(Box::new(asked))).await?;
    evidence::kept(desk, &photos);
    Ok(taken)
}

/// Whose an order is that somebody found.
async fn customer_of(batch: &mut Batch, number: &str) -> Result<Option<String>, CallError> {
    let known = batch.order(number).await?.ok_or_else(|| not_found("order").at("order"))?;
    Ok(known.order.customer.clone())
}

/// The next number of this desk's series; one that is here already is passed over.
async fn next_number(desk: &Desk, batch: &mut Batch) -> Result<String, CallError> {
    let series = desk.series();
    loop {
        let counter = batch.next_number(&format!("stray/{series}")).await?;
        let number = stray_number(&series, counter);
        if batch.stray(&number).await?.is_none() {
            return Ok(number);
        }
    }
}

/// Does something on a parcel.
pub async fn on_stray(desk: &Desk, args: OnStrayArgs) -> Result<StrayTaken, CallError> {
    let mut batch = desk.store().begin().await?;
    if batch.stray(&args.stray).await?.is_none() {
        return Err(not_found("stray"));
    }
    let command = match args.command {
        StrayCommand::MatchStray { order: Some(order), .. } => {
            let customer = customer_of(&mut batch, &order).await?;
            StrayCommand::MatchStray { order: Some(order), customer }
        }
        other => other,
    };
    let photos = command.photos().to_vec();
    evidence::keep(desk, &mut batch, &args.stray, &photos, "command.photos").await?;
    let taken = take(desk, batch, args.command_id, args.stray, Action::Stray(command)).await?;
    evidence::kept(desk, &photos);
    Ok(taken)
}

async fn take(
    desk: &Desk,
    mut batch: Batch,
    id: Uuid,
    number: String,
    action: Action,
) -> Result<StrayTaken, CallError> {
    let actor = desk.actor()?;
    let before = batch.stray(&number).await?.and_then(|parcel| parcel.order);
    let asked = without_words(&action);
    let take = Take { id, key: Key::Stray(number.clone()), action, actor: &actor, now: desk.now() };
    let taken = replica::take(&mut batch, take).await?;
    let undo_until = (taken.entry.taken_at + chrono::Duration::minutes(UNDO_MINUTES)).to_rfc3339();
    let outcome = StrayTaken { stray: number.clone(), undo_until: Some(undo_until) };
    // Taken before: nothing is written twice.
    if taken.ran.is_some() {
        batch.record_taken(&taken.entry, Subject::Stray(&number), &asked, &outcome, (0, 0)).await?;
    }
    let after = batch.stray(&number).await?.and_then(|parcel| parcel.order);
    batch.commit().await?;
    let mut changed = vec![format!("stray:{number}"), "strays".into(), "outbox".into(), "history".into()];
    changed.extend([before, after].into_iter().flatten().map(|order| format!("order:{order}")));
    desk.changed(changed);
    Ok(outcome)
}

/// What the history keeps: what was done, never what was written.
fn without_words(action: &Action) -> Value {
    let mut kept = json!({ "type": action.name() });
    if let (Action::Stray(StrayCommand::SettleStray { how, .. }), Some(fields)) = (action, kept.as_object_mut()) {
        fields.insert("how".to_owned(), json!(end_of(how)));
    }
    kept
}

fn end_of(how: &StrayEnd) -> &'static str {
    match how {
        StrayEnd::Received { .. } => "received",
        StrayEnd::SentBack { .. } => "sent_back",
        StrayEnd::Disposed { .. } => "disposed",
    }
}
