//! What a draft of the terms would have changed: the orders on which commands were given, worked out as they were before
//! each ([`guichet_sync::retracing`]), decided again under it and compared. The draft rules nothing and is kept nowhere.

use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use guichet_domain::case::{Case, Subject};
use guichet_domain::what_if::{Difference, Flow, Replayed, Tally, Upshot, replay};
use guichet_domain::{Order, TermsPack};
use guichet_sync::replica::Entry;
use guichet_sync::retracing::{Done, retrace};
use guichet_sync::run::pack_of_order;
use guichet_sync::{Action, Event, Happening, Key, Verdict};
use serde::Serialize;
use uuid::Uuid;

use super::figures::admit;
use super::not_found;
use crate::Desk;
use crate::ipc::types::{CallCode, CallError};
use crate::ipc::what_if::{
    ChangedDecision, DecidedSo, KindCount, MoneyBothWays, Moved, OutcomeCount, RuleCount, WhatIfArgs, WhatIfFound,
    WhatIfStep,
};
use crate::runs::Run;
use crate::table::{Cell, Table};

/// The longest way back, in months.
const LONGEST: u32 = 36;
/// Orders looked at in one step: a window asks again, so that it can show how far it is.
const PAGE: u32 = 100;
/// Changes that are shown; all of them are in the file.
const SHOWN: usize = 200;

/// A comparison in the making, or made.
pub(crate) struct WhatIfRun {
    draft: TermsPack,
    from: NaiveDate,
    to: NaiveDate,
    looked_at: u32,
    of: Option<u32>,
    after: String,
    tally: Tally,
    changed: Vec<ChangedDecision>,
    on_services: u64,
    done: bool,
}

/// Compares a few orders more; what was found comes with the last of them.
pub async fn what_if(desk: &Desk, args: WhatIfArgs) -> Result<WhatIfStep, CallError> {
    admit(desk)?;
    let run = match desk.runs().get(args.run) {
        Some(run) => run,
        None => {
            let begun = WhatIfRun::begin(desk, &args)?;
            desk.runs().get_or_begin(args.run, || Run::WhatIf(Box::new(begun)))
        }
    };
    let mut run = run.lock().await;
    match &mut *run {
        Run::WhatIf(run) => run.step(desk).await,
        Run::Figures(_) => Err(not_found("what_if")),
    }
}

impl WhatIfRun {
    fn begin(desk: &Desk, args: &WhatIfArgs) -> Result<Self, CallError> {
        let at = |path: &str| CallError::of(CallCode::BadInput).at(path);
        let draft = args.draft.as_ref().ok_or_else(|| at("draft"))?;
        let draft = TermsPack::from_json(draft.as_bytes()).map_err(|fault| CallError::from(fault.inside("draft")))?;
        let to = desk.today();
        let months = Some(args.months).filter(|months| (1..=LONGEST).contains(months));
        let from = months.and_then(|months| to.checked_sub_months(Months::new(months))).ok_or_else(|| at("months"))?;
        Ok(Self {
            draft,
            from,
            to,
            looked_at: 0,
            of: None,
            after: String::new(),
            tally: Tally::default(),
            changed: Vec::new(),
            on_services: 0,
            done: false,
        })
    }

    async fn step(&mut self, desk: &Desk) -> Result<WhatIfStep, CallError> {
        if self.of.is_none() {
            let of = desk.store().commanded_orders().await?;
            self.of = Some(u32::try_from(of).unwrap_or(u32::MAX));
            self.on_services = desk.store().account_commands_since(self.since()).await?;
        }
        if !self.done {
            let numbers = desk.store().commanded_page(&self.after, PAGE).await?;
            for number in &numbers {
                self.compare(desk, number).await?;
            }
            self.looked_at = self.looked_at.saturating_add(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
            match numbers.into_iter().next_back() {
                Some(last) => self.after = last,
                None => {
                    self.changed.sort_by(|a, b| (a.kind, b.on, &a.order).cmp(&(b.kind, a.on, &b.order)));
                    self.done = true;
                }
            }
        }
        let of = self.of.unwrap_or_default().max(self.looked_at);
        Ok(WhatIfStep { looked_at: self.looked_at, of, found: self.done.then(|| self.found()) })
    }

    /// Nothing of the first day is before this, in any zone.
    fn since(&self) -> DateTime<Utc> {
        self.from.pred_opt().unwrap_or(self.from).and_time(NaiveTime::MIN).and_utc()
    }

    async fn compare(&mut self, desk: &Desk, number: &str) -> Result<(), CallError> {
        let key = Key::Order(number.to_owned());
        let (events, waiting) = (desk.store().events_of(&key).await?, desk.store().laid_on(&key).await?);
        let done: Vec<Done> = events.iter().filter_map(told).chain(waiting.iter().filter_map(taken)).collect();
        let order = desk.store().order(number).await?.map(|found| found.order);
        // An order that is not here has no zone: the day is the desk's that asked.
        let day = |one: &Done| order.as_ref().map_or(one.at.date_naive(), |order| order.time_zone.day(one.at));
        let asked = done.iter().filter(|one| (self.from..=self.to).contains(&day(one)));
        let asked = u64::try_from(asked.count()).unwrap_or(u64::MAX);
        if asked == 0 {
            return Ok(());
        }
        // A desk that holds a part of the orders has heard of commands on others.
        let Some(order) = &order else {
            self.tally.not_reproduced += asked;
            return Ok(());
        };
        let customer = match &order.customer {
            Some(id) => desk.store().customer(id).await?.map(|found| found.record.customer),
            None => None,
        };
        let packs = desk.packs();
        let Some(before) = retrace(order, customer.as_ref(), &packs, &done) else {
            self.tally.not_reproduced += asked;
            return Ok(());
        };
        for (before, one) in before.into_iter().zip(&done) {
            let on = day(one);
            if !(self.from..=self.to).contains(&on) {
                continue;
            }
            let Some((pack, _)) = pack_of_order(&packs, &before, customer.as_ref()) else { continue };
            let case = Case {
                name: None,
                at: one.at,
                terms: pack.clone(),
                customer: customer.clone(),
                subject: Subject::Order(Box::new(before), one.command.clone()),
                expect: None,
            };
            // The facts are those of then: they gave the order of today.
            let replayed = replay(&case, &self.draft.parameters, |_| true).unwrap_or(Replayed::NotReproduced);
            self.tally.count(&replayed);
            if let Replayed::Otherwise(difference) = replayed {
                self.changed.push(changed(order, one, on, &difference));
            }
        }
        Ok(())
    }

    fn found(&self) -> WhatIfFound {
        let tally = &self.tally;
        let money = tally.money.iter().flat_map(|(currency, flows)| flows.iter().map(move |one| (*currency, one)));
        let mut rules: Vec<RuleCount> =
            tally.rules.iter().map(|(rule, count)| RuleCount { rule: rule.id().to_owned(), count: *count }).collect();
        rules.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.rule.cmp(&b.rule)));
        let outcomes = tally.outcomes.iter().flat_map(|(before, to)| to.iter().map(move |to| (*before, to)));
        WhatIfFound {
            draft: self.draft.id.clone(),
            from: self.from,
            to: self.to,
            compared: tally.replayed,
            same: tally.same,
            not_reproduced: tally.not_reproduced,
            on_services: self.on_services,
            kinds: tally.kinds.iter().map(|(kind, count)| KindCount { kind: *kind, count: *count }).collect(),
            outcomes: outcomes
                .map(|(before, (after, count))| OutcomeCount { before, after: *after, count: *count })
                .collect(),
            money: money
                .map(|(currency, (flow, both))| MoneyBothWays {
                    currency,
                    flow: *flow,
                    before: both.before.to_string(),
                    after: both.after.to_string(),
                    difference: both.difference.to_string(),
                })
                .collect(),
            rules,
            changed: self.changed.iter().take(SHOWN).cloned().collect(),
            more: self.changed.len().saturating_sub(SHOWN),
        }
    }
}

/// A command that came in at the centre and was carried out by itself; what another had done already did nothing.
fn told(event: &Event) -> Option<Done> {
    let Happening::Command { id, action: Action::Order(command), claimed_at, verdict, .. } = &event.what else {
        return None;
    };
    if verdict.is_same_intent() {
        return None;
    }
    let (Verdict::Applied { upshot } | Verdict::AppliedDifferently { upshot, .. }) = &**verdict else { return None };
    Some(Done {
        id: id.to_string(),
        name: event.agent.clone().unwrap_or_default(),
        command: command.clone(),
        // A desk's clock may run ahead; the centre decided it by its own then.
        at: (*claimed_at).min(event.at.with_timezone(claimed_at.offset())),
        upshot: upshot.clone(),
    })
}

/// A command that waits here.
fn taken(entry: &Entry) -> Option<Done> {
    let Action::Order(command) = &entry.intent.action else { return None };
    Some(Done {
        id: entry.intent.id.to_string(),
        name: entry.agent.clone(),
        command: command.clone(),
        at: entry.intent.claimed_at,
        upshot: entry.intent.upshot.clone(),
    })
}

fn changed(order: &Order, one: &Done, on: NaiveDate, difference: &Difference) -> ChangedDecision {
    ChangedDecision {
        order: order.number.clone(),
        on,
        agent: one.name.clone(),
        command: one.command.name().to_owned(),
        kind: difference.kind,
        currency: order.currency,
        before: decided(&difference.before),
        after: decided(&difference.after),
        rules: difference.rules.iter().map(|rule| rule.id().to_owned()).collect(),
    }
}

fn decided(upshot: &Upshot) -> DecidedSo {
    let money = upshot.money.iter().map(|(flow, amount)| Moved { flow: *flow, amount: amount.to_string() });
    DecidedSo { outcome: upshot.outcome, money: money.collect() }
}

/// What changes, as a file, with the name that it should have.
pub async fn saved(desk: &Desk, run: Uuid) -> Result<(String, Vec<u8>), CallError> {
    admit(desk)?;
    let run = desk.runs().get(run).ok_or_else(|| not_found("what_if"))?;
    let run = run.lock().await;
    match &*run {
        Run::WhatIf(run) if run.done => Ok((
            format!("{}.csv", super::documents::file_name("what-if", &run.draft.id)),
            table_of(&run.changed).to_csv(),
        )),
        _ => Err(not_found("what_if")),
    }
}

/// A name as it travels.
fn word<T: Serialize>(value: &T) -> Cell {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(Cell::plain)).unwrap_or_else(Cell::none)
}

fn table_of(changed: &[ChangedDecision]) -> Table {
    let heads = vec![
        "order",
        "day",
        "agent",
        "command",
        "changes",
        "outcome_before",
        "outcome_after",
        "currency",
        "paid_back_before",
        "paid_back_after",
        "expected_before",
        "expected_after",
        "rules",
    ];
    let amount = |decided: &DecidedSo, flow: Flow| {
        let moved = decided.money.iter().find(|moved| moved.flow == flow);
        moved.map_or_else(Cell::none, |moved| Cell::plain(&moved.amount))
    };
    let row = |one: &ChangedDecision| {
        vec![
            Cell::text(&one.order),
            Cell::plain(one.on),
            Cell::text(&one.agent),
            Cell::plain(&one.command),
            word(&one.kind),
            word(&one.before.outcome),
            word(&one.after.outcome),
            Cell::plain(one.currency),
            amount(&one.before, Flow::PaidBack),
            amount(&one.after, Flow::PaidBack),
            amount(&one.before, Flow::Expected),
            amount(&one.after, Flow::Expected),
            Cell::text(one.rules.join(" ")),
        ]
    };
    Table { heads, rows: changed.iter().map(row).collect() }
}
