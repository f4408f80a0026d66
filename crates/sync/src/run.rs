//! Deciding a command and laying it on a body: what a desk does at once and the centre does again.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::decision::Tender;
use guichet_domain::money::Amount;
use guichet_domain::order::Order;
use guichet_domain::totals::Totals;
use guichet_domain::{
    AccountCommand, Basket, Catalogue, Customer, Decision, Fault, OrderCommand, Outcome, ServiceAccount, TermsPack,
    apply, apply_account, decide_account, decide_order, purchase_date, terms,
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
}

impl Ran {
    /// Where the money goes.
    #[must_use]
    pub fn tenders(&self) -> &[Tender] {
        self.decision.refund.as_ref().map_or(&[], |refund| &refund.tenders)
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

/// Decides an action on a body and applies it. `rma` names the RMA that a return request issues; the catalogue prices a
/// new order.
///
/// # Errors
/// [`Refusal`]; nothing is changed then.
pub fn run(
    body: Option<&Body>,
    customer: Option<&Customer>,
    packs: &[TermsPack],
    action: &Action,
    at: DateTime<FixedOffset>,
    rma: Option<&str>,
    catalogue: Option<&Catalogue>,
) -> Result<Ran, Refusal> {
    match (body, action) {
        (Some(Body::Order(order)), Action::Order(command)) => on_order(order, customer, packs, command, at, rma),
        (Some(Body::Account(account)), Action::Account(command)) => on_account(account, customer, packs, command, at),
        (None, Action::Place(basket)) => on_placing(basket, customer, packs, catalogue, at),
        _ => Err(Refusal::Missing),
    }
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
    Ok(Ran { body: Body::Order(Arc::new(order)), decision, upshot, credit: None })
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
        Body::Terms(_) | Body::Customer(_) | Body::Catalogue(_) => None,
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
    rma: Option<&str>,
) -> Result<Ran, Refusal> {
    let (pack, _) = pack_of_order(packs, order, customer).ok_or(Refusal::NoTerms)?;
    let decision = allowed(decide_order(order, customer, &pack.parameters, command, at)?)?;
    let today = order.time_zone.day(at);
    let applied = apply(order, &pack.parameters, command, &decision, rma, today)?;
    let issued = matches!(command, OrderCommand::RequestReturn(_)).then(|| rma.map(str::to_owned)).flatten();
    let total = decision.refund.as_ref().map(|refund| Amount::from(refund.total));
    let deadlines = decision.deadlines.clone();
    let upshot = Upshot { pack: pack.id.clone(), total, rma: issued, deadlines, ..Upshot::default() };
    Ok(Ran { body: Body::Order(Arc::new(applied.order)), decision, upshot, credit: applied.credit })
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
    Ok(Ran { body: Body::Account(Arc::new(applied)), decision, upshot, credit: None })
}

fn allowed(decision: Decision) -> Result<Decision, Refusal> {
    match decision.outcome {
        Outcome::Allowed => Ok(decision),
        Outcome::Refused | Outcome::ChoiceRequired => Err(Refusal::Refused(Box::new(decision))),
    }
}
