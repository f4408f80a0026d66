//! What is due: returns that are awaited, refused parcels, carriers to be told, pre-orders that ship soon, tasks.

use std::collections::BTreeMap;

use guichet_domain::agenda::{Due, agenda};
use guichet_domain::calendar::days_between;
use guichet_domain::decision::Deadline;
use guichet_domain::{CustomerCase, Order};
use guichet_sync::run::pack_of_order;

use super::casework::{me, name_of};
use crate::Desk;
use crate::ipc::deadlines::{Deadlines, DueAbout, DueItem};
use crate::ipc::types::{CallError, Nothing};
use crate::store::Listed;
use crate::summary;

/// How many orders, and how many cases, with something open are looked at.
const LOOKED_AT: u32 = 5_000;

/// Everything that is due, the first day first. Each order's days are those of the terms that it is judged under.
pub async fn deadlines(desk: &Desk, _: Nothing) -> Result<Deadlines, CallError> {
    let open = desk.store().due(LOOKED_AT).await?;
    let cases = desk.store().cases(Listed::Due, "", LOOKED_AT).await?;
    let is_full = |rows: usize| u32::try_from(rows).is_ok_and(|looked_at| looked_at >= LOOKED_AT);
    let more = is_full(open.len()) || is_full(cases.len());
    let mut items = of_orders(desk, &open);
    items.extend(of_cases(desk, &cases).await?);
    items.sort_by(|a, b| (a.days_left, place(&a.about)).cmp(&(b.days_left, place(&b.about))));
    Ok(Deadlines { today: desk.today(), items, more })
}

fn place(about: &DueAbout) -> &str {
    match about {
        DueAbout::Order { order, .. } => order,
        DueAbout::Task { case, .. } => case,
    }
}

fn of_orders(desk: &Desk, open: &[(Order, Option<guichet_domain::Customer>)]) -> Vec<DueItem> {
    let (now, packs) = (desk.now().fixed_offset(), desk.packs());
    let mut items = Vec::new();
    for (order, customer) in open {
        let Some((pack, _)) = pack_of_order(&packs, order, customer.as_ref()) else { continue };
        let today = order.time_zone.day(now);
        items.extend(agenda(order, &pack.parameters).into_iter().map(|due| DueItem {
            on: due.on,
            days_left: days_between(today, due.on),
            about: DueAbout::Order {
                deadline: due.deadline,
                of: told_as(order, due),
                order: order.number.clone(),
                article: summary::first_article(order),
            },
            customer: order.customer.clone(),
            customer_name: customer.as_ref().map(|known| known.name.clone()),
        }));
    }
    items
}

/// The tasks that are not done, everybody's: whoever looks may do what a colleague who is ill undertook.
async fn of_cases(desk: &Desk, cases: &[CustomerCase]) -> Result<Vec<DueItem>, CallError> {
    let (me, today) = (me(desk), desk.today());
    let mut names: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut items = Vec::new();
    for case in cases {
        if !names.contains_key(case.customer.as_str()) {
            names.insert(&case.customer, name_of(desk, &case.customer).await?);
        }
        let customer_name = names.get(case.customer.as_str()).cloned().flatten();
        items.extend(case.tasks.iter().filter(|task| task.done_by.is_none()).map(|task| DueItem {
            on: task.due,
            days_left: days_between(today, task.due),
            about: DueAbout::Task {
                case: case.number.clone(),
                task: task.id.clone(),
                text: task.text.clone(),
                subject: case.subject.clone(),
                mine: task.assignee.id == me.id,
                assignee: task.assignee.clone(),
            },
            customer: Some(case.customer.clone()),
            customer_name: customer_name.clone(),
        }));
    }
    Ok(items)
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
