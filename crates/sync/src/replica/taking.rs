//! Taking a command at the desk, and taking it back.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_domain::order::Order;
use guichet_domain::{Catalogue, Customer, Taking};
use uuid::Uuid;

use super::laying::{self, lay};
use super::store::{Attention, Entry, EntryState, ReplicaState, ReplicaTx, Row, Standing};
use crate::action::Action;
use crate::body::{Body, Key};
use crate::intent::{FORM, Intent};
use crate::numbering;
use crate::policy::{self, Actor};
use crate::run::{Ran, Refusal, issues_rma, run};

/// The series of a replica that was never enrolled.
pub const LOCAL_SERIES: &str = "LOCAL";

/// What an agent asks for.
#[derive(Debug, Clone)]
pub struct Take<'a> {
    /// The command's id.
    pub id: Uuid,
    /// On what.
    pub key: Key,
    /// What.
    pub action: Action,
    /// Who.
    pub actor: &'a Actor,
    /// The desk's own clock.
    pub now: DateTime<Utc>,
}

/// A command that was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// As it was queued.
    pub entry: Entry,
    /// What it made of the body; none where it had been taken before.
    pub ran: Option<Ran>,
}

/// Why a command was not taken at the desk.
#[derive(Debug, thiserror::Error)]
pub enum TakeFault<E: std::error::Error> {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] E),
    /// The rules refuse it.
    #[error("the command is refused")]
    Refused(Refusal),
    /// The agent's role does not do this.
    #[error("the role does not do this")]
    Role,
    /// It pays back more than the agent may alone.
    #[error("it pays back more than the agent may")]
    Limit,
    /// Another command has this id.
    #[error("another command has this id")]
    IdReused,
    /// The device was revoked: nothing more is taken here.
    #[error("this device was revoked")]
    Revoked,
}

/// Takes a command: decides it on what is known, lays it on the body and queues it.
///
/// # Errors
/// [`TakeFault`]; the transaction must then be dropped.
pub async fn take<T: ReplicaTx>(tx: &mut T, take: Take<'_>) -> Result<Taken, TakeFault<T::Error>> {
    if let Some(known) = tx.entry(take.id).await? {
        let same = known.intent.key == take.key && known.intent.action == take.action;
        return if same { Ok(Taken { entry: known, ran: None }) } else { Err(TakeFault::IdReused) };
    }
    let state = tx.state().await?;
    if state.standing == Standing::Revoked {
        return Err(TakeFault::Revoked);
    }
    if !policy::may(take.actor.role, &take.action) {
        return Err(TakeFault::Role);
    }
    let Some(row) = row_for(tx, &take.key, [&take.action]).await? else {
        return Err(TakeFault::Refused(Refusal::Missing));
    };
    let customer = customer_of(tx, row.body.as_ref(), &take.key, &take.action).await?;
    let packs = tx.packs().await?;
    let claimed_at = state.corrected(take.now).fixed_offset();
    let rma = next_rma(tx, &state, &take, row.body.as_ref()).await?;
    let catalogue = catalogue_for(tx, &take.action).await?;
    let (id, agent) = (take.id.to_string(), take.actor.agent.to_string());
    let taking = Taking { command: &id, agent: &agent, name: &take.actor.name, rma: rma.as_deref() };
    let ran =
        run(row.body.as_ref(), customer.as_ref(), &packs, &take.action, claimed_at, &taking, catalogue.as_deref())
            .map_err(TakeFault::Refused)?;
    if !policy::within_limit(take.actor.refund_limit, ran.upshot.total) {
        return Err(TakeFault::Limit);
    }
    let intent = Intent {
        form: FORM,
        id: take.id,
        merchant: state.seat.as_ref().map(|seat| seat.merchant.clone()).unwrap_or_default(),
        agent: take.actor.agent,
        sign_in: take.actor.sign_in,
        key: take.key.clone(),
        action: take.action,
        base: row.version,
        cursor: state.cursor,
        server_epoch: state.server_epoch,
        claimed_at,
        upshot: ran.upshot.clone(),
    };
    let mut entry = Entry {
        place: 0,
        taken_at: take.now,
        agent: take.actor.name.clone(),
        intent,
        sealed: None,
        state: EntryState::Waiting,
        answered: None,
        doubt: None,
    };
    entry.place = tx.add_entry(&entry).await?;
    if tx.under(&take.key).await?.is_none() {
        tx.put_under(&take.key, Some(&row.body)).await?;
    }
    laying::show(tx, &take.key, &row, Some(ran.body.clone())).await?;
    Ok(Taken { entry, ran: Some(ran) })
}

/// The row that actions are laid on: what one of them places has none until then.
pub(super) async fn row_for<T: ReplicaTx>(
    tx: &mut T,
    key: &Key,
    actions: impl IntoIterator<Item = &Action>,
) -> Result<Option<Row>, T::Error> {
    let places = actions.into_iter().any(|action| action.places(key));
    let none = || places.then_some(Row { version: 0, digest: 0, body: None });
    // What the centre says is gone is not made anew.
    let gone = |row: &Row| row.body.is_none() && row.version > 0 && places;
    Ok(tx.row(key).await?.or_else(none).filter(|row| !gone(row)))
}

/// What the merchant sells, where the action is priced by it.
pub(super) async fn catalogue_for<T: ReplicaTx>(
    tx: &mut T,
    action: &Action,
) -> Result<Option<Arc<Catalogue>>, T::Error> {
    let Some(key) = action.catalogue_behind() else { return Ok(None) };
    Ok(match tx.row(&key).await?.and_then(|row| row.body) {
        Some(Body::Catalogue(catalogue)) => Some(catalogue),
        _ => None,
    })
}

/// The customer behind a body or a new order, as decisions need them.
async fn customer_of<T: ReplicaTx>(
    tx: &mut T,
    body: Option<&Body>,
    key: &Key,
    action: &Action,
) -> Result<Option<Customer>, T::Error> {
    let Some(key) = action.customer_behind(key, body) else { return Ok(None) };
    Ok(match tx.row(&key).await?.and_then(|row| row.body) {
        Some(Body::Customer(record)) => Some(record.customer.clone()),
        _ => None,
    })
}

/// The next RMA number of this desk's series; one that a file brought in already is passed over.
async fn next_rma<T: ReplicaTx>(
    tx: &mut T,
    state: &ReplicaState,
    take: &Take<'_>,
    body: Option<&Body>,
) -> Result<Option<String>, T::Error> {
    let (Action::Order(command), Some(Body::Order(order))) = (&take.action, body) else { return Ok(None) };
    if !issues_rma(command, order) {
        return Ok(None);
    }
    let series = state.seat.as_ref().map_or(LOCAL_SERIES, |seat| &seat.series);
    loop {
        let counter = tx.next_number(&format!("rma/{series}")).await?;
        let number = numbering::rma_number(series, counter);
        if !has_rma(order, &number) && tx.claim_rma(&number, &order.number, take.id).await? {
            return Ok(Some(number));
        }
    }
}

fn has_rma(order: &Order, number: &str) -> bool {
    order.rmas.iter().any(|rma| rma.number == number)
}

/// Whether something that was taken after this place was decided for this customer, who is perhaps known here by that
/// command alone.
async fn is_built_on<T: ReplicaTx>(tx: &mut T, customer: &Key, place: u64) -> Result<bool, T::Error> {
    for entry in tx.waiting(None).await?.into_iter().filter(|entry| entry.place > place) {
        let (key, action) = (&entry.intent.key, &entry.intent.action);
        let body = tx.row(key).await?.and_then(|row| row.body);
        if action.customer_behind(key, body.as_ref()).as_ref() == Some(customer) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Why a command cannot be taken back.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawFault<E: std::error::Error> {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] E),
    /// There is no such command, or it is not waiting.
    #[error("there is nothing to take back")]
    Nothing,
    /// It has its place in the chain: it may have left the desk.
    #[error("the command may have left the desk")]
    Sealed,
    /// Something was done on top of it.
    #[error("something was done on top of it")]
    NotLast,
}

/// Takes a command back that has not been sealed. The number that it issued stays used.
///
/// # Errors
/// [`WithdrawFault`]; nothing is changed then.
pub async fn withdraw<T: ReplicaTx>(tx: &mut T, id: Uuid) -> Result<Entry, WithdrawFault<T::Error>> {
    let entry = tx.entry(id).await?.filter(Entry::is_waiting).ok_or(WithdrawFault::Nothing)?;
    if entry.sealed.is_some() {
        return Err(WithdrawFault::Sealed);
    }
    let key = entry.intent.key.clone();
    if tx.waiting(Some(&key)).await?.last().map(|last| last.place) != Some(entry.place) {
        return Err(WithdrawFault::NotLast);
    }
    if matches!(key, Key::Customer(_)) && is_built_on(tx, &key, entry.place).await? {
        return Err(WithdrawFault::NotLast);
    }
    let entry = Entry { state: EntryState::Withdrawn, doubt: None, ..entry };
    tx.put_entry(&entry).await?;
    if let Action::Resolve { of, .. } = &entry.intent.action
        && let Some(item) = tx.attention(*of).await?
    {
        // The centre was not told, and lets nothing through: it is to be settled again.
        tx.put_attention(&Attention { resolved: None, ..item }).await?;
    }
    lay(tx, &key).await?;
    Ok(entry)
}
