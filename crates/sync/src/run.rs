//! Deciding a command and laying it on a body: what a desk does at once and the centre does again.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::decision::Tender;
use guichet_domain::money::Amount;
use guichet_domain::order::Order;
use guichet_domain::totals::Totals;
use guichet_domain::{
    AccountCommand, Basket, CaseCommand, Catalogue, Customer, CustomerCase, CustomerCommand, CustomerRecord, Decision,
    Fault, NewCase, Opening, OrderCommand, Outcome, ServiceAccount, StrayParcel, Taking, TermsPack, apply,
    apply_account, decide_account, decide_case, decide_customer, decide_new_case, decide_new_stray, decide_order,
    decide_registration, decide_stray, purchase_date, terms,
};

use crate::action::Action;
use crate::body::Body;
use crate::intent::Upshot;
use crate::planted::{Bug, planted};

/// A command that is allowed, and what it makes of the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// The body afterwards.
    pub body: Body,
    /// The decision.
    pub decision: Decision,
    /// What came of it, in short.
    pub upshot: Upshot,
    /// The place of the new credit in the order's credits.
    pub credit: Option<usize>,
    /// The place of the new gift in the order's goodwill.
    pub goodwill: Option<usize>,
}

impl Ran {
    /// Where the money goes.
    #[must_use]
    pub fn tenders(&self) -> &[Tender] {
        self.decision.refund.as_ref().map_or(&[], |refund| &refund.tenders)
    }

    /// Where the goodwill goes.
    #[must_use]
    pub fn goodwill_tenders(&self) -> &[Tender] {
        self.decision.goodwill.as_ref().map_or(&[], |goodwill| &goodwill.tenders)
    }
}

/// Why a command does not run.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The rules refuse it, or ask the customer to choose first.
    Refused(Box<Decision>),
    /// It names what is not there, or the result would be impossible.
    Impossible(Fault),
    /// There is no such aggregate, or the command is for another sort.
    Missing,
    /// No edition of the terms applies.
    NoTerms,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Impossible(fault)
    }
}

/// Decides an action on a body and applies it. `taking` says who takes it and names the RMA that a return request issues;
/// the catalogue prices a new order.
///
/// # Errors
/// [`Refusal`]; nothing is changed then.
pub fn run(
    body: Option<&Body>,
    customer: Option<&Customer>,
    packs: &[TermsPack],
    action: &Action,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
    catalogue: Option<&Catalogue>,
) -> Result<Ran, Refusal> {
    match (body, action) {
        (Some(Body::Order(order)), Action::Order(command)) => on_order(order, customer, packs, command, at, taking),
        (Some(Body::Account(account)), Action::Account(command)) => on_account(account, customer, packs, command, at),
        (None, Action::Place(basket)) => on_placing(basket, customer, packs, catalogue, at),
        (Some(Body::Customer(record)), Action::Customer(command)) => on_customer(record, packs, command, at),
        (None, Action::Register(record)) => registered(record),
        // Somebody opened it meanwhile: what is wanted is the service.
        (Some(Body::Account(account)), Action::Open(opening)) => {
            on_account(account, customer, packs, &AccountCommand::Subscribe(opening.subscribe.clone()), at)
        }
        (None, Action::Open(opening)) => opened(opening, customer, packs, catalogue, at),
        (None, Action::OpenCase(asked)) => on_new_case(asked, customer, at, taking),
        (Some(Body::Case(case)), Action::Case(command)) => on_case(case, command, at, taking),
        (None, Action::PutAside(asked)) => Ok(of_stray(decide_new_stray(asked, at, taking)?)),
        (Some(Body::Stray(parcel)), Action::Stray(command)) => Ok(of_stray(decide_stray(parcel, command, at, taking)?)),
        _ => Err(Refusal::Missing),
    }
}

/// A new customer. No edition of the terms rules who may be one.
fn registered(record: &CustomerRecord) -> Result<Ran, Refusal> {
    let decision = decide_registration(record)?;
    let body = Body::Customer(Arc::new(record.clone()));
    Ok(Ran { body, decision, upshot: Upshot::default(), credit: None, goodwill: None })
}

fn on_customer(
    record: &CustomerRecord,
    packs: &[TermsPack],
    command: &CustomerCommand,
    at: DateTime<FixedOffset>,
) -> Result<Ran, Refusal> {
    let effective_on = |id: &str| packs.iter().find(|pack| pack.id == id).map(|pack| pack.effective_on);
    let (decision, after) = decide_customer(record, effective_on, command, at)?;
    Ok(Ran { body: Body::Customer(Arc::new(after)), decision, upshot: Upshot::default(), credit: None, goodwill: None })
}

/// A new case of somebody who is known.
fn on_new_case(
    asked: &NewCase,
    customer: Option<&Customer>,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Result<Ran, Refusal> {
    customer.ok_or(Refusal::Missing)?;
    Ok(of_case(decide_new_case(asked, at, taking)?))
}

fn on_case(
    case: &CustomerCase,
    command: &CaseCommand,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Result<Ran, Refusal> {
    Ok(of_case(decide_case(case, command, at, taking)?))
}

/// No edition of the terms rules what is written down of a contact.
fn of_case((decision, case): (Decision, CustomerCase)) -> Ran {
    Ran { body: Body::Case(Arc::new(case)), decision, upshot: Upshot::default(), credit: None, goodwill: None }
}

/// RET-8 rules it whatever the edition: nothing is lost.
fn of_stray((decision, parcel): (Decision, StrayParcel)) -> Ran {
    Ran { body: Body::Stray(Arc::new(parcel)), decision, upshot: Upshot::default(), credit: None, goodwill: None }
}

/// A new account with its first service (SUB-1, SUB-2).
fn opened(
    opening: &Opening,
    customer: Option<&Customer>,
    packs: &[TermsPack],
    catalogue: Option<&Catalogue>,
    at: DateTime<FixedOffset>,
) -> Result<Ran, Refusal> {
    let (Some(_), Some(catalogue)) = (customer, catalogue) else { return Err(Refusal::Missing) };
    let account = opening.account(catalogue)?;
    on_account(&account, customer, packs, &AccountCommand::Subscribe(opening.subscribe.clone()), at)
}

/// A new order, priced by the catalogue and judged by ORD-1 and ORD-2.
fn on_placing(
    basket: &Basket,
    customer: Option<&Customer>,
    packs: &[TermsPack],
    catalogue: Option<&Catalogue>,
    at: DateTime<FixedOffset>,
) -> Result<Ran, Refusal> {
    let (Some(customer), Some(catalogue)) = (customer, catalogue) else { return Err(Refusal::Missing) };
    let order = basket.order(catalogue, at).map_err(|fault| fault.inside("basket"))?;
    let (pack, _) = pack_of_order(packs, &order, Some(customer)).ok_or(Refusal::NoTerms)?;
    let decision = allowed(decide_order(&order, Some(customer), &pack.parameters, &OrderCommand::PlaceOrder, at)?)?;
    let price = Some(Amount::from(Totals::of(&order).total));
    let deadlines = decision.deadlines.clone();
    let upshot = Upshot { pack: pack.id.clone(), price, deadlines, ..Upshot::default() };
    Ok(Ran { body: Body::Order(Arc::new(order)), decision, upshot, credit: None, goodwill: None })
}

/// The edition that rules an order (TRM-1), and the day it was accepted.
#[must_use]
pub fn pack_of_order<'a>(
    packs: &'a [TermsPack],
    order: &Order,
    customer: Option<&Customer>,
) -> Option<(&'a TermsPack, Option<NaiveDate>)> {
    // An offer that is not accepted yet has no day of purchase: the day it was made stands in.
    let purchased = purchase_date(order).unwrap_or_else(|| order.time_zone.day(order.placed_at));
    applicable(packs, customer, purchased)
}

/// TRM-1.
fn applicable<'a>(
    packs: &'a [TermsPack],
    customer: Option<&Customer>,
    purchased: NaiveDate,
) -> Option<(&'a TermsPack, Option<NaiveDate>)> {
    if planted(Bug::NewestTerms) {
        return packs.iter().max_by_key(|pack| pack.effective_on).map(|pack| (pack, None));
    }
    terms::applicable(packs, customer, purchased)
}

/// The id of the edition that rules an aggregate.
#[must_use]
pub fn pack_id<'a>(
    packs: &'a [TermsPack],
    body: Option<&Body>,
    customer: Option<&Customer>,
    at: DateTime<FixedOffset>,
) -> Option<&'a str> {
    let pack = match body? {
        Body::Order(order) => pack_of_order(packs, order, customer).map(|(pack, _)| pack),
        Body::Account(account) => pack_of_account(packs, account, customer, at).map(|(pack, _)| pack),
        Body::Terms(_) | Body::Customer(_) | Body::Catalogue(_) | Body::Case(_) | Body::Stray(_) => None,
    };
    pack.map(|pack| pack.id.as_str())
}

/// The edition that rules a service account (TRM-1), and the day it was accepted. An account without a first
/// activation is judged by the day of the command.
#[must_use]
pub fn pack_of_account<'a>(
    packs: &'a [TermsPack],
    account: &ServiceAccount,
    customer: Option<&Customer>,
    at: DateTime<FixedOffset>,
) -> Option<(&'a TermsPack, Option<NaiveDate>)> {
    let since = account.anchor.unwrap_or_else(|| account.time_zone.day(at));
    applicable(packs, customer, since)
}

fn on_order(
    order: &Order,
    customer: Option<&Customer>,
    packs: &[TermsPack],
    command: &OrderCommand,
    at: DateTime<FixedOffset>,
    taking: &Taking<'_>,
) -> Result<Ran, Refusal> {
    let (pack, _) = pack_of_order(packs, order, customer).ok_or(Refusal::NoTerms)?;
    let decision = allowed(decide_order(order, customer, &pack.parameters, command, at)?)?;
    let today = order.time_zone.day(at);
    let applied = apply(order, &pack.parameters, command, &decision, taking, today)?;
    let issued = issues_rma(command, order).then(|| taking.rma.map(str::to_owned)).flatten();
    let total = decision.paid_back().map(Amount::from);
    let deadlines = decision.deadlines.clone();
    let upshot = Upshot { pack: pack.id.clone(), total, rma: issued, deadlines, ..Upshot::default() };
    let (credit, goodwill) = (applied.credit, applied.goodwill);
    Ok(Ran { body: Body::Order(Arc::new(applied.order)), decision, upshot, credit, goodwill })
}

/// Whether a command issues an RMA, by itself or as what an exception carries out.
#[must_use]
pub fn issues_rma(command: &OrderCommand, order: &Order) -> bool {
    matches!(command.carried_out(order), Some(OrderCommand::RequestReturn(_)))
}

fn on_account(
    account: &ServiceAccount,
    customer: Option<&Customer>,
    packs: &[TermsPack],
    command: &AccountCommand,
    at: DateTime<FixedOffset>,
) -> Result<Ran, Refusal> {
    let today = account.time_zone.day(at);
    let (pack, _) = pack_of_account(packs, account, customer, at).ok_or(Refusal::NoTerms)?;
    let decision = allowed(decide_account(account, &pack.parameters, command, at)?)?;
    let applied = apply_account(account, command, &decision, today)?;
    let total = decision.credit.as_ref().map(|credit| Amount::from(credit.gross));
    let upshot = Upshot { pack: pack.id.clone(), total, deadlines: decision.deadlines.clone(), ..Upshot::default() };
    Ok(Ran { body: Body::Account(Arc::new(applied)), decision, upshot, credit: None, goodwill: None })
}

fn allowed(decision: Decision) -> Result<Decision, Refusal> {
    match decision.outcome {
        Outcome::Allowed => Ok(decision),
        Outcome::Refused | Outcome::ChoiceRequired => Err(Refusal::Refused(Box::new(decision))),
    }
}
