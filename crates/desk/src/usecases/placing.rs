//! Placing an order for a customer on the phone (ORD-1): what it would be, and doing it.

use guichet_documents::letter::{Facts, Letter, Template, Told};
use guichet_domain::{Basket, Catalogue, Order, OrderCommand, decide_order};
use guichet_sync::replica::{self, Take};
use guichet_sync::{Action, Event, Key, Verdict};
use serde_json::{Value, json};

use super::pages::{amounts, ledger};
use super::take::{UNDO_MINUTES, taken_before};
use super::{not_found, pack_of};
use crate::Desk;
use crate::ipc::placing::{FormState, NewOrderPage, OrderForm, OrderPreview, PlaceOrderArgs, Placed, PreviewOrderArgs};
use crate::ipc::types::{ById, CallCode, CallError, OrderCustomer, OrderTerms};
use crate::numbering::order_number;
use crate::records::CustomerRecord;
use crate::store::{Batch, StoredEntry, Subject};

/// What the history calls it, beside the commands on an order that is there.
pub(crate) const NEW_ORDER: &str = "new_order";
/// Stands where the number will, until there is one.
const NO_NUMBER: &str = "—";

async fn catalogue(desk: &Desk) -> Result<Catalogue, CallError> {
    desk.store().catalogue().await?.ok_or_else(|| not_found("catalogue"))
}

async fn customer(desk: &Desk, id: &str) -> Result<CustomerRecord, CallError> {
    Ok(desk.store().customer(id).await?.ok_or_else(|| not_found("customer"))?.record)
}

/// What a new order for this customer begins with.
pub async fn new_order(desk: &Desk, args: ById) -> Result<NewOrderPage, CallError> {
    let record = customer(desk, &args.id).await?;
    let catalogue = catalogue(desk).await?;
    let market = record.contact.country.parse().ok().filter(|market| catalogue.markets.contains_key(market));
    Ok(NewOrderPage { customer: OrderCustomer::from(&record), market, catalogue })
}

/// The basket that is asked for, under this number.
fn basket(asked: &Value, number: &str) -> Result<Basket, CallError> {
    let mut whole = asked.clone();
    if let Some(fields) = whole.as_object_mut() {
        fields.insert("number".to_owned(), Value::from(number));
    }
    Basket::from_value(whole).map_err(|fault| CallError::from(fault.inside("basket")))
}

/// Prices and decides without writing.
pub async fn preview_order(desk: &Desk, args: PreviewOrderArgs) -> Result<OrderPreview, CallError> {
    let basket = basket(&args.basket, NO_NUMBER)?;
    let record = customer(desk, &basket.customer).await?;
    let at = desk.corrected_now().fixed_offset();
    let order = basket.order(&catalogue(desk).await?, at).map_err(|fault| CallError::from(fault.inside("basket")))?;
    let (pack, accepted_on) = pack_of(desk, &order, Some(&record))?;
    let decision = decide_order(&order, Some(&record.customer), &pack.parameters, &OrderCommand::PlaceOrder, at)?;
    let terms = OrderTerms { id: pack.id, accepted_on };
    let order_form = order_form(desk, &order, &OrderCustomer::from(&record), FormState::Shown);
    Ok(OrderPreview { decision, lines: ledger(&order)?, amounts: amounts(&order), terms, order_form, order })
}

/// The e-mail that confirms an order (ORD-1): composed by what the centre's outbox composes it by.
fn order_form(desk: &Desk, order: &Order, customer: &OrderCustomer, state: FormState) -> OrderForm {
    let facts = Facts {
        template: Template::OrderForm,
        language: customer.language,
        customer: &customer.name,
        shop: &desk.shop_name(),
        order,
        told: Told::nothing(),
    };
    let Letter { subject, body } = facts.letter();
    OrderForm { to: customer.email.clone(), language: customer.language, subject, body, state }
}

/// The e-mail of an order that an agent placed, and how it stands; none of any other order.
pub(super) fn order_form_of(
    desk: &Desk,
    order: &Order,
    customer: &OrderCustomer,
    history: &[StoredEntry],
    events: &[Event],
) -> Option<OrderForm> {
    let is_placing = |entry: &&StoredEntry| {
        let command = entry.command.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        command.is_some_and(|command| command.get("type").and_then(Value::as_str) == Some(NEW_ORDER))
    };
    let placed_here = history.iter().find(is_placing);
    let placed_elsewhere = events.iter().any(|event| {
        event
            .command()
            .is_some_and(|(_, _, action, verdict)| matches!(action, Action::Place(_)) && !verdict.is_rejected())
    });
    let state = match placed_here {
        Some(entry) if entry.verdict.as_ref().is_some_and(Verdict::is_rejected) => FormState::NotSent,
        Some(entry) if entry.waiting => FormState::Waiting,
        Some(_) => FormState::Queued,
        None if placed_elsewhere => FormState::Queued,
        None => return None,
    };
    Some(order_form(desk, order, customer, state))
}

/// Places the order: known id → what was stored; else number, price, decide, remember and queue, all or nothing.
pub async fn place_order(desk: &Desk, args: PlaceOrderArgs) -> Result<Placed, CallError> {
    let mut batch = desk.store().begin().await?;
    let asked = stored_command(&args.basket);
    if let Some(known) = taken_before(&mut batch, args.command_id, None, &asked).await? {
        return Ok(known);
    }
    let number = next_number(desk, &mut batch).await?;
    let basket = basket(&args.basket, &number)?;
    let customer = basket.customer.clone();
    let actor = desk.actor()?;
    let take = Take {
        id: args.command_id,
        key: Key::Order(number.clone()),
        action: Action::Place(Box::new(basket)),
        actor: &actor,
        now: desk.now(),
    };
    let taken = replica::take(&mut batch, take).await?;
    let placed = remember(&mut batch, &asked, number, &taken).await?;
    batch.commit().await?;
    desk.changed(vec![
        format!("order:{}", placed.number),
        format!("customer:{customer}"),
        "outbox".into(),
        "history".into(),
    ]);
    Ok(placed)
}

/// The next number of this desk's series; one that a file brought in already is passed over.
async fn next_number(desk: &Desk, batch: &mut Batch) -> Result<String, CallError> {
    let series = desk.series();
    loop {
        let counter = batch.next_number(&format!("order/{series}")).await?;
        let number = order_number(&series, counter);
        if batch.order(&number).await?.is_none() {
            return Ok(number);
        }
    }
}

/// As the history keeps it.
pub(crate) fn stored_command(basket: &Value) -> Value {
    json!({ "type": NEW_ORDER, "basket": basket })
}

async fn remember(
    batch: &mut Batch,
    asked: &Value,
    number: String,
    taken: &replica::Taken,
) -> Result<Placed, CallError> {
    let broken = || CallError::of(CallCode::OrderInvalid);
    let ran = taken.ran.as_ref().ok_or_else(broken)?;
    let version = batch.order(&number).await?.ok_or_else(broken)?.version;
    let placed = Placed {
        decision: serde_json::to_value(&ran.decision).map_err(|_| broken())?,
        version,
        undo_until: Some((taken.entry.taken_at + chrono::Duration::minutes(UNDO_MINUTES)).to_rfc3339()),
        number,
    };
    batch.record_taken(&taken.entry, Subject::Order(&placed.number), asked, &placed, (0, version)).await?;
    Ok(placed)
}
