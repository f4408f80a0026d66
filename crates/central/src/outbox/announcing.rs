//! Telling customers that their pre-orders ship soon (PRE-4). No command asks for it: the day does.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use guichet_domain::agenda::pre_shipment_notice;
use guichet_domain::order::Order;
use guichet_domain::{Customer, TermsPack};
use guichet_sync::authority::{Authority, AuthorityTx, Effect, EffectKind, derived};
use guichet_sync::run::pack_of_order;
use guichet_sync::{Body, Key, Upshot};
use serde_json::json;
use uuid::Uuid;

use crate::state::Central;
use crate::store::{StoreError, stored_of};

/// Puts a letter into the outbox for each pre-order whose notice is due, once for each planned day; answers how many.
///
/// # Errors
/// What the database answers; what was put there before stays.
pub async fn announce_shipments(central: &Central) -> Result<u64, StoreError> {
    let now = central.now();
    let mut told = 0;
    for (merchant, number) in planned(central, now).await? {
        told += u64::from(announce(central, &merchant, number, now).await?);
    }
    Ok(told)
}

/// Whether a letter that waited is still true: nothing was cancelled whole, shipped or put off.
pub(super) async fn still_due(
    central: &Central,
    merchant: &str,
    order: &Order,
    customer: &Customer,
) -> Result<bool, StoreError> {
    let packs = central.store.read(merchant).await?.packs().await?;
    Ok(ruling(&packs, order, customer).is_some_and(|pack| is_due(order, pack, central.now())))
}

/// Whether an order with this plan is told of it now: from the day of its notice to the day on which it ships, where
/// the order's days are counted.
fn is_due(order: &Order, pack: &TermsPack, now: DateTime<Utc>) -> bool {
    let today = order.time_zone.day(now.fixed_offset());
    let notice = pre_shipment_notice(order, &pack.parameters);
    notice.is_some_and(|notice| notice <= today) && order.ships_on.is_some_and(|ships_on| today <= ships_on)
}

/// The plan that a letter tells of; another day is another letter.
fn business_key(number: &str, ships_on: NaiveDate) -> String {
    format!("email/pre_shipment_notice/{number}/{ships_on}")
}

/// Orders that ship within their merchant's longest notice, and of whose day nobody was told yet. Days differ by a day
/// around the world.
async fn planned(central: &Central, now: DateTime<Utc>) -> Result<Vec<(String, String)>, StoreError> {
    let day = TimeDelta::days(1);
    let mut all = Vec::new();
    let merchants: Vec<String> = sqlx::query_scalar("SELECT DISTINCT merchant FROM orders WHERE ships_on >= $1")
        .bind((now - day).date_naive())
        .fetch_all(&central.pool)
        .await?;
    for merchant in merchants {
        let packs = central.store.read(&merchant).await?.packs().await?;
        let longest = packs.iter().map(|pack| pack.parameters.pre_shipment_notice_days).max().unwrap_or(0);
        let numbers: Vec<String> = sqlx::query_scalar(
            "SELECT number FROM orders o WHERE merchant = $1 AND ships_on BETWEEN $2 AND $3 AND NOT EXISTS (
                 SELECT 1 FROM outbox WHERE merchant = o.merchant AND business_key =
                     'email/pre_shipment_notice/' || o.number || '/' || to_char(o.ships_on, 'YYYY-MM-DD'))
             ORDER BY ships_on, number",
        )
        .bind(&merchant)
        .bind((now - day).date_naive())
        .bind((now + day + TimeDelta::days(longest.into())).date_naive())
        .fetch_all(&central.pool)
        .await?;
        all.extend(numbers.into_iter().map(|number| (merchant.clone(), number)));
    }
    Ok(all)
}

/// Writes the letter's row while the order stands still.
async fn announce(central: &Central, merchant: &str, number: String, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let mut tx = central.store.begin(merchant).await?;
    let stored = tx.stored(&Key::Order(number), true).await?;
    let Some(Body::Order(order)) = stored.and_then(|stored| stored.body) else { return Ok(false) };
    let customer = match &order.customer {
        Some(id) => stored_of(tx.connection(), merchant, &Key::Customer(id.clone())).await?,
        None => None,
    };
    let Some(Body::Customer(record)) = customer.and_then(|stored| stored.body) else { return Ok(false) };
    let packs = tx.packs().await?;
    let Some((pack, ships_on)) = ruling(&packs, &order, &record.customer).zip(order.ships_on) else { return Ok(false) };
    if !is_due(&order, pack, now) {
        return Ok(false);
    }
    let upshot = Upshot { pack: pack.id.clone(), ..Upshot::default() };
    let business_key = business_key(&order.number, ships_on);
    let effect = Effect {
        // The same after the centre was put back from a copy: whoever gets the letter twice can tell.
        id: derived(Uuid::nil(), &format!("{merchant}/{business_key}")),
        kind: EffectKind::Email,
        business_key,
        payload: json!({ "template": "pre_shipment_notice", "order": order.number, "upshot": upshot,
                         "ships_on": ships_on }),
    };
    let added = tx.add_effect(&effect, now).await?;
    tx.commit().await?;
    Ok(added)
}

fn ruling<'a>(packs: &'a [TermsPack], order: &Order, customer: &Customer) -> Option<&'a TermsPack> {
    pack_of_order(packs, order, Some(customer)).map(|(pack, _)| pack)
}
