//! What an agent does at a desk, one use a module.

pub mod account;
pub mod answers;
pub mod approvals;
pub mod casework;
pub mod centre;
mod claims;
pub mod customers;
pub mod deadlines;
pub mod documents;
pub mod evidence;
pub mod figures;
pub mod finding;
pub mod offers;
pub mod orders;
pub mod pages;
pub mod personal;
pub mod placing;
pub mod quarantine;
pub mod take;
pub mod timeline;
pub mod undo;
mod units;
pub mod what_if;

use guichet_domain::{Order, TermsPack};
use guichet_sync::Key;
use guichet_sync::run::pack_of_order;
use uuid::Uuid;

use crate::Desk;
use crate::ipc::types::{CallCode, CallError};
use crate::records::CustomerRecord;
use crate::store::StoredOrder;

/// An order with whom it belongs to and the terms it is judged under.
pub(crate) struct Opened {
    pub stored: StoredOrder,
    pub customer: Option<CustomerRecord>,
    pub pack: TermsPack,
    pub accepted_on: Option<chrono::NaiveDate>,
}

pub(crate) fn not_found(what: &str) -> CallError {
    CallError::of(CallCode::NotFound).with("what", what)
}

/// TRM-1: the edition that this order is judged under.
pub(crate) fn pack_of(
    desk: &Desk,
    order: &Order,
    customer: Option<&CustomerRecord>,
) -> Result<(TermsPack, Option<chrono::NaiveDate>), CallError> {
    let packs = desk.packs();
    let (pack, accepted) =
        pack_of_order(&packs, order, customer.map(|record| &record.customer)).ok_or_else(|| not_found("terms"))?;
    Ok((pack.clone(), accepted))
}

/// Reads an order with what its decisions need.
pub(crate) async fn open(desk: &Desk, number: &str) -> Result<Opened, CallError> {
    let stored = desk.store().order(number).await?.ok_or_else(|| not_found("order"))?;
    let customer = match &stored.order.customer {
        Some(id) => desk.store().customer(id).await?.map(|found| found.record),
        None => None,
    };
    let (pack, accepted_on) = pack_of(desk, &stored.order, customer.as_ref())?;
    Ok(Opened { stored, customer, pack, accepted_on })
}

/// Which commands on an aggregate the centre has not heard of. Where there is no centre nobody else has to.
async fn unheard(desk: &Desk, key: &Key, commands: impl Iterator<Item = &String>) -> Result<Vec<String>, CallError> {
    let mut waiting = Vec::new();
    if desk.is_enrolled() && desk.store().waiting_on(key).await? > 0 {
        for command in commands {
            if let Ok(id) = Uuid::parse_str(command)
                && desk.store().is_waiting(id).await?
            {
                waiting.push(command.clone());
            }
        }
    }
    Ok(waiting)
}
