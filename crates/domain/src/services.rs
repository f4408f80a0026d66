//! Decisions on a service account (SUB, EU-2, NPY).

use chrono::{DateTime, FixedOffset, NaiveDate};
use rust_decimal::Decimal;

use crate::account::{Service, ServiceAccount, ServiceStatus};
use crate::calendar::{Period, days_after, days_between};
use crate::command::{AccountCommand, AssessNonPayment, CancelService, EndMode, ServiceOn, Subscribe};
use crate::decide::{Draft, Override};
use crate::decision::{Alternative, Charge, Deadline, Decision, Obligation, Outcome};
use crate::fault::Fault;
use crate::money::Money;
use crate::non_payment;
use crate::order_check::minor;
use crate::rule::Rule;
use crate::terms::{CancellationDay, DayCount, Terms};

/// The service for which a duration and cameras are chosen (SUB-1).
const VIDEO: &str = "video";

/// Decides a command on a service account.
///
/// # Errors
/// A [`Fault`] whose path starts with `command` where the command names what is not there or states impossible
/// numbers.
pub fn decide_account(
    account: &ServiceAccount,
    terms: &Terms,
    command: &AccountCommand,
    at: DateTime<FixedOffset>,
) -> Result<Decision, Fault> {
    let case = Case { account, terms, today: account.time_zone.day(at) };
    match command {
        AccountCommand::Subscribe(c) => case.subscribe(c),
        AccountCommand::CancelService(c) => case.cancel(c),
        AccountCommand::ReactivateService(c) => case.reactivate(c),
        AccountCommand::ChangePaymentMethod(c) => Ok(case.change_payment_method(c.on.unwrap_or(case.today))),
        AccountCommand::DiscontinueService(c) => case.discontinue(c),
        AccountCommand::WithdrawService(c) => case.withdraw(c),
        AccountCommand::AssessNonPayment(c) => case.assess(c),
        AccountCommand::TakeMeasure(c) => Ok(non_payment::take(account, terms, c.kind, case.today)),
        AccountCommand::LiftMeasure(c) => Ok(non_payment::lift(account, c.kind)),
    }
    .map_err(|fault| fault.inside("command"))
}

struct Case<'a> {
    account: &'a ServiceAccount,
    terms: &'a Terms,
    today: NaiveDate,
}

impl Case<'_> {
    fn service(&self, id: &str) -> Result<&Service, Fault> {
        let found = self.account.services.iter().find(|s| s.id == id);
        found.ok_or_else(|| Fault::at("service", format!("names no service of the account: {id}")))
    }

    /// The billing period that holds a day: the stated one, or the anchor month (SUB-2).
    fn period(&self, on: NaiveDate) -> Option<Period> {
        let stated = self.account.period.filter(|p| p.contains(on));
        stated.or_else(|| self.account.anchor.and_then(|anchor| Period::anchored(anchor, on)))
    }

    /// `round(price × days / length)` under SUB-3a; `days` is what the calendar leaves of the period.
    fn share(&self, price: Money, period: Period, days: i64) -> Share {
        let (days, length) = match self.terms.day_count {
            DayCount::Actual => (days.clamp(0, period.length()), period.length()),
            DayCount::Fixed30 => ((30 - (period.length() - days)).clamp(0, 30), 30),
        };
        let net = price.currency().round(price.amount() * Decimal::from(days) / Decimal::from(length));
        Share { net, days, length }
    }

    fn charge(&self, net: Money) -> Charge {
        let tax = self.account.tax_rate.tax(net);
        Charge { net, tax, gross: net + tax, handling: None, late_charge: None }
    }

    /// Days left for SUB-3 and EU-2: from the day after the end, or from that day itself.
    fn days_left(&self, period: Period, on: NaiveDate) -> i64 {
        let left = days_between(on, period.end);
        match self.terms.cancellation_day {
            CancellationDay::Used => left - 1,
            CancellationDay::Credited => left,
        }
    }

    /// SUB-1, SUB-2.
    fn subscribe(&self, command: &Subscribe) -> Result<Decision, Fault> {
        minor(command.price, self.account.currency, || "price".into())?;
        if command.service.trim().is_empty() {
            return Err(Fault::at("service", "is empty"));
        }
        if command.service == VIDEO {
            check_video(command)?;
        }
        let on = command.on.unwrap_or(self.today);
        let mut draft = Draft::new();
        let running = self.account.services.iter().find(|s| s.id == command.service);
        if let Some(service) = running.filter(|s| s.status != ServiceStatus::Ended) {
            let stops = service.stops_on.filter(|stops| *stops <= on);
            if stops.is_none() {
                draft.forbid(Rule::Sub1, Override::Impossible, [("service", service.id.as_str().into())]);
                if service.status == ServiceStatus::Ending {
                    draft.instead(Alternative::ReactivateService);
                }
                return Ok(draft.done());
            }
        }
        // The first activation sets the anchor.
        let anchor = self.account.anchor.unwrap_or(on);
        let Some(period) = self.period(on).or_else(|| Period::anchored(anchor, on)) else {
            return Err(Fault::at("on", "is before the account's first activation"));
        };
        draft.permit(Rule::Sub1, [("service", command.service.as_str().into())]);
        draft.must(Obligation::TellRequirements);
        let share = self.share(command.price.money(self.account.currency), period, days_between(on, period.end));
        let facts = [
            ("start", period.start.into()),
            ("end", period.end.into()),
            ("days", share.days.into()),
            ("of", share.length.into()),
        ];
        draft.permit(Rule::Sub2, facts);
        draft.charge = Some(self.charge(share.net));
        draft.status = Some(ServiceStatus::Active);
        draft.period = Some(period);
        Ok(draft.done())
    }

    /// SUB-3, SUB-4.
    fn cancel(&self, command: &CancelService) -> Result<Decision, Fault> {
        let service = self.service(&command.service)?;
        let on = command.on.unwrap_or(self.today);
        let mut draft = Draft::new();
        let stopped = service.stops_on.is_some_and(|stops| stops <= on);
        if service.status == ServiceStatus::Ended || stopped {
            draft.forbid(Rule::Sub3, Override::Impossible, [("status", "ended".into())]);
            draft.instead(Alternative::Subscribe);
            return Ok(draft.done());
        }
        if service.status == ServiceStatus::Ending && command.mode != Some(EndMode::Immediate) {
            draft.forbid(Rule::Sub4, Override::Impossible, [("status", "ending".into())]);
            draft.instead(Alternative::ReactivateService);
            return Ok(draft.done());
        }
        let Some(period) = self.period(on) else {
            return Err(Fault::at("on", "is before the account's first activation"));
        };
        draft.period = Some(period);
        let active_paid = |s: &&Service| s.paid && s.status == ServiceStatus::Active && s.id != service.id;
        let others = self.account.services.iter().filter(active_paid).count() > 0;
        if !service.paid {
            draft.permit(Rule::Sub3, [("paid", false.into())]);
            stop(&mut draft, on);
        } else if others && service.status == ServiceStatus::Active {
            let left = self.days_left(period, on);
            let share = self.share(service.price.money(self.account.currency), period, left);
            draft.permit(Rule::Sub3, [("days", share.days.into()), ("of", share.length.into())]);
            self.name_day_count(&mut draft);
            draft.credit = Some(self.charge(share.net));
            stop(&mut draft, on);
        } else {
            draft.permit(Rule::Sub4, [("end", period.end.into())]);
            match command.mode {
                None => {
                    draft.outcome = Outcome::ChoiceRequired;
                    draft.choices = vec![EndMode::Immediate, EndMode::PeriodEnd];
                }
                Some(EndMode::Immediate) => stop(&mut draft, on),
                Some(EndMode::PeriodEnd) => {
                    draft.stops_on = Some(period.end);
                    draft.status = Some(ServiceStatus::Ending);
                }
            }
        }
        Ok(draft.done())
    }

    fn name_day_count(&self, draft: &mut Draft) {
        if self.terms.day_count == DayCount::Fixed30 {
            draft.limit(Rule::Sub3a, []);
        }
    }

    /// SUB-5.
    fn reactivate(&self, command: &ServiceOn) -> Result<Decision, Fault> {
        let service = self.service(&command.service)?;
        let on = command.on.unwrap_or(self.today);
        let mut draft = Draft::new();
        match (service.status, service.stops_on) {
            (ServiceStatus::Ending, Some(stops)) if on < stops => {
                draft.permit(Rule::Sub5, [("stops_on", stops.into())]);
                draft.status = Some(ServiceStatus::Active);
            }
            (ServiceStatus::Active, _) => draft.forbid(Rule::Sub5, Override::Impossible, [("status", "active".into())]),
            _ => {
                draft.forbid(Rule::Sub5, Override::Impossible, [("status", "ended".into())]);
                draft.instead(Alternative::Subscribe);
            }
        }
        Ok(draft.done())
    }

    /// SUB-7.
    fn change_payment_method(&self, on: NaiveDate) -> Decision {
        let mut draft = Draft::new();
        let runs = |s: &&Service| match s.status {
            ServiceStatus::Active => true,
            ServiceStatus::Ending => s.stops_on.is_some_and(|stops| on < stops),
            ServiceStatus::Ended => false,
        };
        let paid = self.account.services.iter().filter(|s| s.paid).find(runs);
        match paid {
            Some(service) => draft.permit(Rule::Sub7, [("service", service.id.as_str().into())]),
            None => {
                draft.forbid(Rule::Sub7, Override::Impossible, []);
                draft.instead(Alternative::Subscribe);
            }
        }
        draft.done()
    }

    /// SUB-9.
    fn discontinue(&self, command: &ServiceOn) -> Result<Decision, Fault> {
        let service = self.service(&command.service)?;
        let on = command.on.unwrap_or(self.today);
        let mut draft = Draft::new();
        let stopped = service.stops_on.is_some_and(|stops| stops <= on);
        if !service.paid || service.status == ServiceStatus::Ended || stopped {
            draft.forbid(Rule::Sub9, Override::Impossible, [("paid", service.paid.into())]);
            return Ok(draft.done());
        }
        let Some(period) = self.period(on) else {
            return Err(Fault::at("on", "is before the account's first activation"));
        };
        // The day of the end is the first day without it.
        let share = self.share(service.price.money(self.account.currency), period, days_between(on, period.end));
        draft.permit(Rule::Sub9, [("days", share.days.into()), ("of", share.length.into())]);
        self.name_day_count(&mut draft);
        draft.must(Obligation::NotifyCustomer);
        draft.credit = Some(self.charge(share.net));
        draft.period = Some(period);
        stop(&mut draft, on);
        Ok(draft.done())
    }

    /// EU-2.
    fn withdraw(&self, command: &ServiceOn) -> Result<Decision, Fault> {
        let service = self.service(&command.service)?;
        let on = command.on.unwrap_or(self.today);
        let mut draft = Draft::new();
        let statutory = self.account.market.in_european_union() && self.account.consumer;
        let calendar = self.terms.calendar(self.account.market);
        let end = calendar.statutory_end(days_after(service.started_on, self.terms.withdrawal_days));
        if statutory {
            draft.deadlines.insert(Deadline::WithdrawalEnd, end);
        }
        let stopped = service.status == ServiceStatus::Ended || service.stops_on.is_some_and(|stops| stops <= on);
        let facts = [("started_on", service.started_on.into()), ("until", end.into()), ("statutory", statutory.into())];
        if !statutory || stopped || !service.paid || on > end {
            draft.forbid(Rule::Eu2, Override::Impossible, facts);
            if !stopped {
                draft.instead(Alternative::CancelService);
            }
            return Ok(draft.done());
        }
        let Some(period) = self.period(on) else {
            return Err(Fault::at("on", "is before the account's first activation"));
        };
        let share = self.share(service.price.money(self.account.currency), period, self.days_left(period, on));
        draft.oblige(Rule::Eu2, Obligation::PayBack, facts);
        self.name_day_count(&mut draft);
        draft.credit = Some(self.charge(share.net));
        draft.period = Some(period);
        stop(&mut draft, on);
        Ok(draft.done())
    }

    /// NPY-1.
    fn assess(&self, command: &AssessNonPayment) -> Result<Decision, Fault> {
        let currency = self.account.currency;
        minor(command.amount, currency, || "amount".into())?;
        let mut handling = currency.zero();
        for (event, times) in &command.events {
            if *times > crate::money::MAX_QUANTITY {
                return Err(Fault::at("events", "is too many"));
            }
            let cost = self.terms.handling_costs.get(event).map_or(Decimal::ZERO, |c| c.value());
            handling += currency.round(cost * Decimal::from(*times));
        }
        let days_late = days_between(command.due_on, command.as_of).max(0);
        let rate = self.terms.late_annual_rate.get(&self.account.market).map_or(Decimal::ZERO, |r| r.value());
        let late = command.amount.value() * rate * Decimal::from(days_late) / Decimal::from(365);
        let late = currency.round(late);
        let mut draft = Draft::new();
        let facts = [
            ("handling", handling.into()),
            ("late_charge", late.into()),
            ("days_late", days_late.into()),
            ("annual_rate", rate.normalize().to_string().into()),
        ];
        draft.limit(Rule::Npy1, facts);
        let net = handling + late;
        draft.charge =
            Some(Charge { net, tax: currency.zero(), gross: net, handling: Some(handling), late_charge: Some(late) });
        Ok(draft.done())
    }
}

/// A part of a period's price.
struct Share {
    net: Money,
    days: i64,
    length: i64,
}

fn stop(draft: &mut Draft, on: NaiveDate) {
    draft.stops_on = Some(on);
    draft.status = Some(ServiceStatus::Ended);
}

/// SUB-1: video is sold by duration and cameras.
fn check_video(command: &Subscribe) -> Result<(), Fault> {
    match command.retention_days {
        None => return Err(Fault::at("retention_days", "missing field `retention_days`")),
        Some(0) => return Err(Fault::at("retention_days", "is not a positive whole number")),
        Some(_) => {}
    }
    match command.cameras.as_deref() {
        None => Err(Fault::at("cameras", "missing field `cameras`")),
        Some([]) => Err(Fault::at("cameras", "names no camera")),
        Some(cameras) => {
            crate::order_check::unique(cameras.iter().map(String::as_str), |i| format!("cameras[{i}]")).map(|_| ())
        }
    }
}
