//! Counting orders one by one: what is held is as large as what is shown, however many orders there are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use guichet_domain::calendar::days_between;
use guichet_domain::crediting::{Cause, explain};
use guichet_domain::exception::ExceptionState;
use guichet_domain::order::{ClaimStatus, Credit};
use guichet_domain::{Currency, Money, Order};

use super::range::monday;
use super::{
    AgentExceptions, AmountIn, Bar, Behind, BehindBar, CarrierClaims, ClauseRefunds, Figures, KEPT_BEHIND, Range,
    RefundsIn, Rest, Returned, Spread, TimeToRefund, Times, TimesOf, Told, Waited, is_accepted,
};
use crate::summary::article_name;

/// Where the time to refund is divided: the terms give 30 days for a return, 45 for a refused parcel.
const SPREAD: [(i64, Option<i64>); 6] =
    [(0, Some(7)), (8, Some(14)), (15, Some(21)), (22, Some(30)), (31, Some(45)), (46, None)];

/// The key of returns for which no reason was given.
const NOT_SAID: &str = "not_said";

#[derive(Default)]
struct Tally {
    name: Option<String>,
    returns: u32,
    units: u32,
}

#[derive(Default)]
struct Refunded {
    rules: BTreeSet<&'static str>,
    count: u32,
    total: Option<Money>,
}

#[derive(Default)]
struct ClaimTally {
    claimed: u32,
    accepted: u32,
    rejected: u32,
    open: u32,
    recovered: BTreeMap<Currency, Money>,
}

#[derive(Default)]
struct ExceptionTally {
    last: Option<(NaiveDate, String)>,
    asked: u32,
    granted: u32,
    declined: u32,
    waiting: u32,
    difference: BTreeMap<Currency, Money>,
}

/// Figures in the making.
pub struct Counting {
    range: Range,
    returns: u32,
    units: u32,
    reasons: BTreeMap<String, Tally>,
    articles: BTreeMap<String, Tally>,
    weeks: BTreeMap<NaiveDate, Tally>,
    refunds: BTreeMap<(Currency, String), Refunded>,
    waits: BTreeMap<Waited, Vec<i64>>,
    carriers: BTreeMap<String, ClaimTally>,
    agents: BTreeMap<String, ExceptionTally>,
    undated_credits: u32,
    undated_claims: u32,
    behind: BTreeMap<Bar, BehindBar>,
}

fn one_more(count: &mut u32) {
    *count = count.saturating_add(1);
}

fn add(to: &mut BTreeMap<Currency, Money>, money: Money) {
    let sum = to.entry(money.currency()).or_insert(money.currency().zero());
    *sum += money;
}

impl Counting {
    /// Nothing counted yet.
    #[must_use]
    pub fn of(range: Range) -> Self {
        Self {
            range,
            returns: 0,
            units: 0,
            reasons: BTreeMap::new(),
            articles: BTreeMap::new(),
            weeks: range.mondays().map(|day| (day, Tally::default())).collect(),
            refunds: BTreeMap::new(),
            waits: BTreeMap::new(),
            carriers: BTreeMap::new(),
            agents: BTreeMap::new(),
            undated_credits: 0,
            undated_claims: 0,
            behind: BTreeMap::new(),
        }
    }

    /// The days that are counted.
    #[must_use]
    pub fn range(&self) -> Range {
        self.range
    }

    /// Whether a credit of the range needs the history to be explained.
    #[must_use]
    pub fn asks_history(&self, order: &Order) -> bool {
        let mut counted = order.credits.iter().filter(|credit| credit.on.is_some_and(|day| self.range.holds(day)));
        counted.any(|credit| explain(order, credit).cause == Cause::Cancellation) || !order.exceptions.is_empty()
    }

    /// Counts an order, with what the history tells of its credits.
    pub fn add(&mut self, order: &Order, told: &Told) {
        let range = self.range;
        self.add_returns(order);
        for (at, credit) in order.credits.iter().enumerate() {
            match credit.on {
                Some(day) if self.range.holds(day) => self.add_credit(order, credit, day, told.get(&at).copied()),
                Some(_) => {}
                None => one_more(&mut self.undated_credits),
            }
        }
        for gift in order.goodwill.iter().filter(|gift| range.holds(gift.on)) {
            let amount = gift.amount.money(order.currency);
            self.add_refund(order, gift.on, "exception".to_owned(), "EXC-4", amount);
        }
        self.add_claims(order);
        self.add_exceptions(order);
    }

    fn keep(&mut self, bar: Bar, order: &Order, on: NaiveDate, fill: impl FnOnce(&mut Behind)) {
        let kept = self.behind.entry(bar).or_default();
        one_more(&mut kept.count);
        if kept.orders.len() >= KEPT_BEHIND {
            return;
        }
        let mut one =
            Behind { order: order.number.clone(), on, units: None, amount: None, days: None, customer_name: None };
        fill(&mut one);
        kept.orders.push(one);
    }

    fn add_returns(&mut self, order: &Order) {
        let range = self.range;
        for rma in order.rmas.iter().filter(|rma| range.holds(rma.notified_on)) {
            let on = rma.notified_on;
            let units = rma.lines.iter().map(|line| line.quantity).fold(0, u32::saturating_add);
            one_more(&mut self.returns);
            self.units = self.units.saturating_add(units);
            let reason = rma.reason.map_or_else(|| NOT_SAID.to_owned(), reason_key);
            let week = monday(on);
            for tally in [self.reasons.entry(reason.clone()).or_default(), self.weeks.entry(week).or_default()] {
                one_more(&mut tally.returns);
                tally.units = tally.units.saturating_add(units);
            }
            self.keep(Bar::Reason { key: reason }, order, on, |one| one.units = Some(units));
            self.keep(Bar::Week { key: week.to_string() }, order, on, |one| one.units = Some(units));
            // Two lines of one article in one return are one return of it.
            let mut by_article: BTreeMap<&str, (u32, &str)> = BTreeMap::new();
            for entry in &rma.lines {
                let Some(line) = order.lines.iter().find(|line| line.id == entry.line) else { continue };
                let (units, _) = by_article.entry(&line.sku).or_insert((0, article_name(line)));
                *units = units.saturating_add(entry.quantity);
            }
            for (sku, (units, name)) in by_article {
                let tally = self.articles.entry(sku.to_owned()).or_default();
                one_more(&mut tally.returns);
                tally.units = tally.units.saturating_add(units);
                tally.name.get_or_insert_with(|| name.to_owned());
                self.keep(Bar::Article { key: sku.to_owned() }, order, on, |one| one.units = Some(units));
            }
        }
    }

    fn add_credit(&mut self, order: &Order, credit: &Credit, on: NaiveDate, told: Option<Rest>) {
        let explained = explain(order, credit);
        let (clause, rule) = match (told, explained.rule) {
            (Some(Rest::OnException), _) => ("exception".to_owned(), "EXC-1"),
            // The order knows a return, a refused or a damaged parcel better than the first rule of a decision does.
            (_, Some(rule)) | (Some(Rest::On(rule)), None) => (rule.clause().to_owned(), rule.id()),
            (None, None) => ("unknown".to_owned(), ""),
        };
        let total = credit.total.money(order.currency);
        // Units that were cancelled before anything was captured are credited for nothing: no refund.
        if total.is_positive() {
            self.add_refund(order, on, clause, rule, total);
        }
        let waited = match explained.cause {
            Cause::Return => Waited::Return,
            Cause::RefusedDelivery => Waited::RefusedDelivery,
            Cause::Damage => Waited::Damage,
            Cause::Cancellation => return,
        };
        let Some(told_on) = explained.told_on.filter(|_| total.is_positive()) else { return };
        let days = days_between(told_on, on).max(0);
        self.waits.entry(waited).or_default().push(days);
        let from = SPREAD.iter().rev().map(|(from, _)| *from).find(|from| *from <= days).unwrap_or_default();
        self.keep(Bar::Days { from }, order, on, |one| {
            one.days = Some(days);
            one.amount = Some(total.into());
        });
    }

    fn add_refund(&mut self, order: &Order, on: NaiveDate, clause: String, rule: &'static str, amount: Money) {
        let refunded = self.refunds.entry((order.currency, clause.clone())).or_default();
        one_more(&mut refunded.count);
        refunded.total = Some(refunded.total.map_or(amount, |sum| sum + amount));
        if !rule.is_empty() {
            refunded.rules.insert(rule);
        }
        let bar = Bar::Clause { key: clause, currency: order.currency };
        self.keep(bar, order, on, |one| one.amount = Some(amount.into()));
    }

    fn add_claims(&mut self, order: &Order) {
        for claim in &order.claims {
            let Some(on) = claim.reported_on else {
                one_more(&mut self.undated_claims);
                continue;
            };
            let parcel = order.shipments.iter().find(|parcel| parcel.id == claim.shipment);
            let (Some(parcel), true) = (parcel, self.range.holds(on)) else { continue };
            let tally = self.carriers.entry(parcel.carrier.clone()).or_default();
            one_more(&mut tally.claimed);
            if is_accepted(claim) {
                one_more(&mut tally.accepted);
            }
            match claim.status {
                ClaimStatus::Rejected => one_more(&mut tally.rejected),
                ClaimStatus::Reported | ClaimStatus::Filed | ClaimStatus::Accepted => one_more(&mut tally.open),
                ClaimStatus::Paid | ClaimStatus::Closed => {}
            }
            let recovered = claim.recovered.map(|amount| amount.money(order.currency));
            if let Some(money) = recovered {
                add(&mut tally.recovered, money);
            }
            let bar = Bar::Carrier { key: parcel.carrier.clone() };
            self.keep(bar, order, on, |one| one.amount = recovered.map(AmountIn::from));
        }
    }

    fn add_exceptions(&mut self, order: &Order) {
        let range = self.range;
        for known in order.exceptions.iter().filter(|known| range.holds(known.asked_on)) {
            let tally = self.agents.entry(known.asked_by.id.clone()).or_default();
            one_more(&mut tally.asked);
            if tally.last.as_ref().is_none_or(|(on, _)| *on <= known.asked_on) {
                tally.last = Some((known.asked_on, known.asked_by.name.clone()));
            }
            let difference = known.granted.money(order.currency) - known.by_terms.money(order.currency);
            match known.state {
                ExceptionState::Waiting => one_more(&mut tally.waiting),
                ExceptionState::Declined => one_more(&mut tally.declined),
                ExceptionState::Granted => {
                    one_more(&mut tally.granted);
                    add(&mut tally.difference, difference);
                }
            }
            let amount = (known.state == ExceptionState::Granted).then(|| difference.into());
            let bar = Bar::Agent { key: known.asked_by.id.clone() };
            self.keep(bar, order, known.asked_on, |one| one.amount = amount);
        }
    }

    /// The figures, and the orders behind each of their bars.
    #[must_use]
    pub fn done(self) -> (Figures, BTreeMap<Bar, BehindBar>) {
        let figures = Figures {
            from: self.range.from(),
            to: self.range.to(),
            returns: self.returns,
            units: self.units,
            by_reason: most_first(self.reasons, |tally| tally.returns),
            by_article: most_first(self.articles, |tally| tally.units),
            by_week: self.weeks.into_iter().map(|(day, tally)| returned(day.to_string(), tally)).collect(),
            refunds: refunds(self.refunds),
            times: times(self.waits),
            claims: claims(self.carriers),
            exceptions: exceptions(self.agents),
            undated_credits: self.undated_credits,
            undated_claims: self.undated_claims,
        };
        (figures, self.behind)
    }
}

fn reason_key(reason: guichet_domain::command::ReturnReason) -> String {
    let name = serde_json::to_value(reason).ok();
    name.as_ref().and_then(|name| name.as_str()).map_or_else(|| NOT_SAID.to_owned(), str::to_owned)
}

fn returned(key: String, tally: Tally) -> Returned {
    Returned { key, name: tally.name, returns: tally.returns, units: tally.units }
}

fn most_first(tallies: BTreeMap<String, Tally>, by: impl Fn(&Tally) -> u32) -> Vec<Returned> {
    let mut all: Vec<(String, Tally)> = tallies.into_iter().collect();
    all.sort_by(|(a, left), (b, right)| (by(right), a).cmp(&(by(left), b)));
    all.into_iter().map(|(key, tally)| returned(key, tally)).collect()
}

fn refunds(tallies: BTreeMap<(Currency, String), Refunded>) -> Vec<RefundsIn> {
    let mut by_currency: BTreeMap<Currency, Vec<(String, Refunded)>> = BTreeMap::new();
    for ((currency, clause), refunded) in tallies {
        by_currency.entry(currency).or_default().push((clause, refunded));
    }
    let in_one = |(currency, mut clauses): (Currency, Vec<(String, Refunded)>)| {
        let amount = |refunded: &Refunded| refunded.total.unwrap_or(currency.zero());
        clauses.sort_by(|(a, left), (b, right)| {
            let larger_first = amount(right).amount().cmp(&amount(left).amount());
            larger_first.then_with(|| a.cmp(b))
        });
        RefundsIn {
            currency,
            count: clauses.iter().map(|(_, refunded)| refunded.count).fold(0, u32::saturating_add),
            total: guichet_domain::money::sum(currency, clauses.iter().map(|(_, one)| amount(one))).to_string(),
            by_clause: clauses
                .into_iter()
                .map(|(clause, refunded)| ClauseRefunds {
                    clause,
                    total: amount(&refunded).to_string(),
                    rules: refunded.rules.into_iter().map(str::to_owned).collect(),
                    count: refunded.count,
                })
                .collect(),
        }
    };
    by_currency.into_iter().map(in_one).collect()
}

fn times(waits: BTreeMap<Waited, Vec<i64>>) -> TimeToRefund {
    let mut all: Vec<i64> = waits.values().flatten().copied().collect();
    let spread = SPREAD.map(|(from, to)| {
        let within = |days: &&i64| **days >= from && to.is_none_or(|to| **days <= to);
        Spread { from, to, count: u32::try_from(all.iter().filter(within).count()).unwrap_or(u32::MAX) }
    });
    let by = waits.into_iter().filter_map(|(what, mut days)| Some(TimesOf { what, times: quantiles(&mut days)? }));
    TimeToRefund { by: by.collect(), spread: spread.to_vec(), all: quantiles(&mut all) }
}

/// By nearest rank: each is a time that a customer really waited.
fn quantiles(days: &mut [i64]) -> Option<Times> {
    days.sort_unstable();
    let rank = |percent: usize| days.get((days.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    Some(Times { median: rank(50)?, p90: rank(90)?, count: u32::try_from(days.len()).unwrap_or(u32::MAX) })
}

fn amounts(sums: BTreeMap<Currency, Money>) -> Vec<AmountIn> {
    sums.into_values().map(AmountIn::from).collect()
}

fn claims(tallies: BTreeMap<String, ClaimTally>) -> Vec<CarrierClaims> {
    let mut all: Vec<CarrierClaims> = tallies
        .into_iter()
        .map(|(carrier, tally)| CarrierClaims {
            carrier,
            claimed: tally.claimed,
            accepted: tally.accepted,
            rejected: tally.rejected,
            open: tally.open,
            recovered: amounts(tally.recovered),
        })
        .collect();
    all.sort_by(|a, b| (b.claimed, &a.carrier).cmp(&(a.claimed, &b.carrier)));
    all
}

fn exceptions(tallies: BTreeMap<String, ExceptionTally>) -> Vec<AgentExceptions> {
    let mut all: Vec<AgentExceptions> = tallies
        .into_iter()
        .map(|(agent, tally)| AgentExceptions {
            agent,
            name: tally.last.map(|(_, name)| name).unwrap_or_default(),
            asked: tally.asked,
            granted: tally.granted,
            declined: tally.declined,
            waiting: tally.waiting,
            difference: amounts(tally.difference),
        })
        .collect();
    all.sort_by(|a, b| (b.asked, &a.name).cmp(&(a.asked, &b.name)));
    all
}
