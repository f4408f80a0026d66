//! Deciding again, by the domain's own functions and nothing of the machines.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::decision::Deadline;
use guichet_domain::money::Amount;
use guichet_domain::non_payment::MeasureKind;
use guichet_domain::order::{Order, OrderKind};
use guichet_domain::stray::{StrayCommand, StrayEnd};
use guichet_domain::totals::Totals;
use guichet_domain::{
    AccountCommand, Basket, Catalogue, Customer, CustomerCase, CustomerRecord, Decision, OrderCommand, Outcome,
    ServiceAccount, StrayParcel, Taking, TermsPack, apply, apply_account, decide_account, decide_case, decide_customer,
    decide_new_case, decide_new_stray, decide_order, decide_registration, decide_stray,
};
use guichet_sync::{Action, Body, Role};

/// What an action makes of a body.
pub struct Made {
    /// The body afterwards; credits without a number.
    pub body: Body,
    /// The edition that ruled.
    pub pack: String,
    /// Paid back.
    pub total: Option<Amount>,
    /// What a new order costs.
    pub price: Option<Amount>,
    /// Days named.
    pub deadlines: BTreeMap<Deadline, NaiveDate>,
    /// The place of the new credit.
    pub credit: Option<usize>,
}

/// Runs an action; none where it is refused or impossible.
pub fn make(
    body: Option<&Body>,
    customer: Option<&Customer>,
    packs: &[Arc<TermsPack>],
    action: &Action,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
    catalogue: Option<&Catalogue>,
) -> Option<Made> {
    match (body, action) {
        (Some(Body::Order(order)), Action::Order(command)) => on_order(order, customer, packs, command, at, taking),
        (Some(Body::Account(account)), Action::Account(command)) => on_account(account, customer, packs, command, at),
        (None, Action::Place(basket)) => placed(basket, customer?, packs, catalogue?, at),
        (Some(Body::Customer(record)), Action::Customer(command)) => {
            let effective_on = |id: &str| packs.iter().find(|pack| pack.id == id).map(|pack| pack.effective_on);
            decide_customer(record, effective_on, command, at).ok().map(|(_, after)| of_customer(after))
        }
        (None, Action::Register(record)) => decide_registration(record).ok().map(|_| of_customer((**record).clone())),
        (Some(Body::Account(account)), Action::Open(opening)) => {
            on_account(account, customer, packs, &AccountCommand::Subscribe(opening.subscribe.clone()), at)
        }
        (None, Action::Open(opening)) => {
            customer?;
            let account = opening.account(catalogue?).ok()?;
            on_account(&account, customer, packs, &AccountCommand::Subscribe(opening.subscribe.clone()), at)
        }
        (None, Action::OpenCase(asked)) => {
            customer?;
            decide_new_case(asked, at, taking).ok().map(|(_, case)| of_case(case))
        }
        (Some(Body::Case(case)), Action::Case(command)) => {
            decide_case(case, command, at, taking).ok().map(|(_, case)| of_case(case))
        }
        (None, Action::PutAside(asked)) => decide_new_stray(asked, at, taking).ok().map(|(_, parcel)| of_stray(parcel)),
        (Some(Body::Stray(parcel)), Action::Stray(command)) => {
            decide_stray(parcel, command, at, taking).ok().map(|(_, after)| of_stray(after))
        }
        _ => None,
    }
}

fn of_stray(parcel: StrayParcel) -> Made {
    let body = Body::Stray(Arc::new(parcel));
    Made { body, pack: String::new(), total: None, price: None, deadlines: BTreeMap::new(), credit: None }
}

fn of_case(case: CustomerCase) -> Made {
    let body = Body::Case(Arc::new(case));
    Made { body, pack: String::new(), total: None, price: None, deadlines: BTreeMap::new(), credit: None }
}

fn of_customer(record: CustomerRecord) -> Made {
    let body = Body::Customer(Arc::new(record));
    Made { body, pack: String::new(), total: None, price: None, deadlines: BTreeMap::new(), credit: None }
}

fn placed(
    basket: &Basket,
    customer: &Customer,
    packs: &[Arc<TermsPack>],
    catalogue: &Catalogue,
    at: DateTime<FixedOffset>,
) -> Option<Made> {
    let order = basket.order(catalogue, at).ok()?;
    let pack = edition(packs, Some(customer), order.time_zone.day(at))?;
    let asked = OrderCommand::PlaceOrder;
    let decision = decide_order(&order, Some(customer), &pack.parameters, &asked, at).ok().filter(allowed)?;
    let pack = pack.id.clone();
    let price = Some(Amount::from(Totals::of(&order).total));
    Some(Made {
        body: Body::Order(Arc::new(order)),
        pack,
        total: None,
        price,
        deadlines: decision.deadlines,
        credit: None,
    })
}

fn on_order(
    order: &Order,
    customer: Option<&Customer>,
    packs: &[Arc<TermsPack>],
    command: &OrderCommand,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Option<Made> {
    let placed = order.time_zone.day(order.placed_at);
    let bought = match order.kind {
        OrderKind::Regular => placed,
        OrderKind::PreOrder => order.accepted_on.unwrap_or(placed),
    };
    let pack = edition(packs, customer, bought)?;
    let decision = decide_order(order, customer, &pack.parameters, command, at).ok().filter(allowed)?;
    let today = order.time_zone.day(at);
    let applied = apply(order, &pack.parameters, command, &decision, taking, today).ok()?;
    Some(Made {
        body: Body::Order(Arc::new(applied.order)),
        pack: pack.id.clone(),
        total: decision.paid_back().map(Amount::from),
        price: None,
        deadlines: decision.deadlines,
        credit: applied.credit,
    })
}

fn on_account(
    account: &ServiceAccount,
    customer: Option<&Customer>,
    packs: &[Arc<TermsPack>],
    command: &AccountCommand,
    at: DateTime<FixedOffset>,
) -> Option<Made> {
    let today = account.time_zone.day(at);
    let pack = edition(packs, customer, account.anchor.unwrap_or(today))?;
    let decision = decide_account(account, &pack.parameters, command, at).ok().filter(allowed)?;
    let applied = apply_account(account, command, &decision, today).ok()?;
    Some(Made {
        body: Body::Account(Arc::new(applied)),
        pack: pack.id.clone(),
        total: decision.credit.as_ref().map(|credit| Amount::from(credit.gross)),
        price: None,
        deadlines: decision.deadlines,
        credit: None,
    })
}

fn allowed(decision: &Decision) -> bool {
    decision.outcome == Outcome::Allowed
}

/// TRM-1: the edition accepted last, else the one in force on the day of purchase, else the oldest.
fn edition<'a>(packs: &'a [Arc<TermsPack>], customer: Option<&Customer>, bought: NaiveDate) -> Option<&'a TermsPack> {
    let mut accepted: Option<(NaiveDate, &TermsPack)> = None;
    for acceptance in customer.map(|customer| customer.accepted_terms.as_slice()).unwrap_or_default() {
        let Some(pack) = packs.iter().find(|pack| pack.id == acceptance.id) else { continue };
        if accepted.is_none_or(|(on, _)| acceptance.on >= on) {
            accepted = Some((acceptance.on, pack));
        }
    }
    if let Some((_, pack)) = accepted {
        return Some(pack);
    }
    let mut by_day: Vec<&Arc<TermsPack>> = packs.iter().collect();
    by_day.sort_by_key(|pack| pack.effective_on);
    let in_force = by_day.iter().rev().find(|pack| pack.effective_on <= bought);
    in_force.or(by_day.first()).map(|pack| &***pack)
}

/// Who may ask for what, told once more.
pub fn may(role: Role, action: &Action) -> bool {
    let name = action.name();
    match role {
        Role::Supervisor | Role::Admin => true,
        _ if name == "resolve" => true,
        Role::Warehouse => {
            let parcels =
                ["release_shipment", "deliver_shipment", "refuse_delivery", "receive_refused", "receive_return"];
            let besides = ["ask_exception", "add_evidence", "ship_replacement"];
            let in_cases = ["note_case", "hand_over_case", "relate_case", "add_task", "give_task", "finish_task"];
            let is_stray = matches!(action, Action::PutAside(_) | Action::Stray(_));
            (is_stray && !throws_away(action))
                || parcels.contains(&name)
                || besides.contains(&name)
                || in_cases.contains(&name)
        }
        Role::Agent => {
            if let Action::Account(AccountCommand::TakeMeasure(asked)) = action {
                return matches!(asked.kind, MeasureKind::ReminderLetter | MeasureKind::ReminderCall);
            }
            let beyond = ["discontinue_service", "make_exception", "grant_exception", "decline_exception", "goodwill"];
            !beyond.contains(&name) && !throws_away(action)
        }
    }
}

fn throws_away(action: &Action) -> bool {
    matches!(action, Action::Stray(StrayCommand::SettleStray { how: StrayEnd::Disposed { .. }, .. }))
}
