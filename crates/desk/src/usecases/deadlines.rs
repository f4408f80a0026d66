//! What is due: returns that are awaited, refused parcels, carriers to be told, pre-orders that ship soon.

use guichet_domain::Order;
use guichet_domain::agenda::{Due, agenda};
use guichet_domain::calendar::days_between;
use guichet_domain::decision::Deadline;
use guichet_sync::run::pack_of_order;

use crate::Desk;
use crate::ipc::deadlines::{Deadlines, DueItem};
use crate::ipc::types::{CallError, Nothing};
use crate::summary;

/// How many orders with something open are looked at.
const LOOKED_AT: u32 = 5_000;

/// Everything that is due, the first day first. Each order's days are those of the terms that it is judged under.
pub async fn deadlines(desk: &Desk, _: Nothing) -> Result<Deadlines, CallError> {
    let (now, packs) = (desk.now().fixed_offset(), desk.packs());
    let open = desk.store().due(LOOKED_AT).await?;
    let mut items = Vec::new();
    for (order, customer) in &open {
        let Some((pack, _)) = pack_of_order(&packs, order, customer.as_ref()) else { continue };
        let today = order.time_zone.day(now);
        items.extend(agenda(order, &pack.parameters).into_iter().map(|due| DueItem {
            deadline: due.deadline,
            on: due.on,
            days_left: days_between(today, due.on),
            of: told_as(order, due),
            order: order.number.clone(),
            article: summary::first_article(order),
            customer: order.customer.clone(),
            customer_name: customer.as_ref().map(|known| known.name.clone()),
        }));
    }
    items.sort_by(|a, b| (a.days_left, &a.order).cmp(&(b.days_left, &b.order)));
    let more = u32::try_from(open.len()).is_ok_and(|looked_at| looked_at >= LOOKED_AT);
    Ok(Deadlines { today: desk.today(), items, more })
}

/// A parcel is known by its tracking number, everything else by its own.
fn told_as(order: &Order, due: Due) -> Option<String> {
    match due.deadline {
        Deadline::RefusedDeliveryRefund => {
            let parcel = order.shipments.iter().find(|parcel| Some(&parcel.id) == due.of.as_ref());
            parcel.and_then(|parcel| parcel.tracking.clone())
        }
        _ => due.of,
    }
}
