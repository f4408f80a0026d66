//! What an allowed decision changes on a service account: the account afterwards, as a new checked one.

use chrono::NaiveDate;

use crate::account::{AccountFacts, Service, ServiceAccount, ServiceStatus};
use crate::command::{AccountCommand, Subscribe};
use crate::decision::{Decision, Outcome};
use crate::fault::Fault;
use crate::non_payment;

/// Applies an allowed decision; `today` is the day of the command in the account's zone.
///
/// # Errors
/// A [`Fault`] at `outcome` where the decision allows nothing, and in the account where the result would be
/// impossible: nothing is changed then.
pub fn apply_account(
    account: &ServiceAccount,
    command: &AccountCommand,
    decision: &Decision,
    today: NaiveDate,
) -> Result<ServiceAccount, Fault> {
    if decision.outcome != Outcome::Allowed {
        return Err(Fault::at("outcome", "only an allowed decision changes an account"));
    }
    let mut facts = account.clone().into_facts();
    match command {
        AccountCommand::Subscribe(c) => subscribe(&mut facts, c, decision, today),
        AccountCommand::CancelService(c) => settle(&mut facts, &c.service, decision),
        AccountCommand::ReactivateService(c)
        | AccountCommand::DiscontinueService(c)
        | AccountCommand::WithdrawService(c) => settle(&mut facts, &c.service, decision),
        AccountCommand::TakeMeasure(c) => non_payment::taken(&mut facts, c.kind, today),
        AccountCommand::LiftMeasure(c) => non_payment::lifted(&mut facts, c.kind, today),
        // The payment provider changes the means; an assessment changes nothing that is owed.
        AccountCommand::ChangePaymentMethod(_) | AccountCommand::AssessNonPayment(_) => {}
    }
    ServiceAccount::new(facts)
}

/// SUB-2: the first activation sets the anchor. A service that is over is taken up again in its old place.
fn subscribe(facts: &mut AccountFacts, command: &Subscribe, decision: &Decision, today: NaiveDate) {
    let on = command.on.unwrap_or(today);
    facts.anchor = facts.anchor.or(Some(on));
    facts.period = decision.period.or(facts.period);
    let service = Service {
        id: command.service.clone(),
        paid: !command.price.value().is_zero(),
        price: command.price,
        status: ServiceStatus::Active,
        started_on: on,
        stops_on: None,
        retention_days: command.retention_days,
        cameras: command.cameras.clone().unwrap_or_default(),
    };
    match facts.services.iter_mut().find(|known| known.id == service.id) {
        Some(known) => *known = service,
        None => facts.services.push(service),
    }
}

/// SUB-3 to SUB-5, SUB-9, EU-2: the status and the day that the decision states.
fn settle(facts: &mut AccountFacts, service: &str, decision: &Decision) {
    let Some(service) = facts.services.iter_mut().find(|known| known.id == service) else { return };
    if let Some(status) = decision.status {
        service.status = status;
        service.stops_on = decision.stops_on;
    }
}
