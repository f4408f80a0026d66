//! What waits for a supervisor: exceptions that were asked for, at any desk.

use guichet_domain::exception::{AnswerException, ExceptionState};
use guichet_domain::{Order, OrderCommand};
use guichet_sync::policy;
use guichet_sync::{Action, Role};
use uuid::Uuid;

use super::units;
use crate::Desk;
use crate::ipc::approvals::Approval;
use crate::ipc::types::{CallError, Nothing};

/// How many orders with something to answer are told of.
const LISTED: u32 = 500;

/// Everything that waits for an answer, the oldest first.
pub async fn approvals(desk: &Desk, _: Nothing) -> Result<Vec<Approval>, CallError> {
    let may_answer = may_answer(desk.agent().role);
    let mut waiting = Vec::new();
    for stored in desk.store().asking(LISTED).await? {
        let order = &stored.order;
        let customer_name = match &order.customer {
            Some(id) => desk.store().customer(id).await?.map(|known| known.record.customer.name),
            None => None,
        };
        let provisional = provisional(desk, order).await?;
        for exception in order.exceptions.iter().filter(|known| known.state == ExceptionState::Waiting) {
            waiting.push(Approval {
                order: order.number.clone(),
                version: stored.version,
                customer: order.customer.clone(),
                customer_name: customer_name.clone(),
                currency: order.currency,
                units: units::of(&exception.command, order),
                provisional: provisional.contains(&exception.id),
                exception: exception.clone(),
                may_answer,
            });
        }
    }
    waiting.sort_by(|a, b| (a.exception.asked_on, &a.exception.id).cmp(&(b.exception.asked_on, &b.exception.id)));
    Ok(waiting)
}

/// Whether this role answers exceptions.
fn may_answer(role: Role) -> bool {
    let answer = AnswerException { exception: String::new(), reason: String::new() };
    policy::may(role, &Action::Order(OrderCommand::GrantException(answer)))
}

/// The exceptions of an order of which the centre has not said yet that they are so. Where there is no centre nobody else
/// has to agree.
pub(crate) async fn provisional(desk: &Desk, order: &Order) -> Result<Vec<String>, CallError> {
    let mut found = Vec::new();
    if !desk.is_enrolled() {
        return Ok(found);
    }
    for known in &order.exceptions {
        for command in [Some(&known.id), known.answered_in.as_ref()].into_iter().flatten() {
            if is_pending(desk, command).await? {
                found.push(known.id.clone());
                break;
            }
        }
    }
    Ok(found)
}

async fn is_pending(desk: &Desk, command: &str) -> Result<bool, CallError> {
    let Ok(id) = Uuid::parse_str(command) else { return Ok(false) };
    Ok(desk.store().is_waiting(id).await?)
}
