//! Figures for supervisors: reading the orders a few at a time, and the files that are saved of them.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};
use guichet_domain::crediting::rests_on;
use guichet_domain::decision::Effect;
use guichet_domain::{Order, Rule};
use guichet_sync::policy;
use serde::Deserialize;
use uuid::Uuid;

use super::not_found;
use crate::Desk;
use crate::figures::{Bar, BehindBar, Counting, Figures, Range, Rest, Told};
use crate::ipc::figures::{BehindArgs, FiguresArgs, FiguresRange, FiguresStep, SavedTable};
use crate::ipc::types::{CallCode, CallError};
use crate::runs::Run;
use crate::store::Place;
use crate::table::{Cell, Table};

/// Orders read at once.
const PAGE: u32 = 250;
/// Pages read in one step: a window asks again, so that it can show how far it is.
const PAGES: u32 = 4;

/// Figures in the making, or made.
pub(crate) struct FiguresRun {
    range: Range,
    looked_at: u32,
    of: Option<u32>,
    stage: Stage,
}

enum Stage {
    Reading(Box<Counting>, Place),
    Done(Box<Figures>, BTreeMap<Bar, BehindBar>),
}

/// Figures tell of agents too: they are for those who answer for them.
pub(crate) fn admit(desk: &Desk) -> Result<(), CallError> {
    match policy::may_see_figures(desk.agent().role) {
        true => Ok(()),
        false => Err(CallError::of(CallCode::RoleForbids)),
    }
}

/// Counts a few orders more; the figures come with the last of them.
pub async fn figures(desk: &Desk, args: FiguresArgs) -> Result<FiguresStep, CallError> {
    admit(desk)?;
    let range = range_of(args.range, desk.today()).ok_or_else(|| CallError::of(CallCode::BadInput).at("range"))?;
    let run = desk.runs().get_or_begin(args.run, || Run::Figures(FiguresRun::over(range)));
    let mut run = run.lock().await;
    match &mut *run {
        Run::Figures(run) => run.step(desk).await,
        Run::WhatIf(_) => Err(not_found("figures")),
    }
}

fn range_of(asked: FiguresRange, today: NaiveDate) -> Option<Range> {
    match asked {
        FiguresRange::Weeks4 => Range::weeks(4, today),
        FiguresRange::Weeks13 => Range::weeks(13, today),
        FiguresRange::Months12 => Range::months(12, today),
        FiguresRange::Days { from, to } => Range::new(from, to),
    }
}

impl FiguresRun {
    fn over(range: Range) -> Self {
        // Nothing happens to an order before it is placed; a day more than enough for every time zone.
        let after = range.to().checked_add_days(Days::new(2)).unwrap_or(range.to());
        let until = after.and_time(NaiveTime::MIN).and_utc().timestamp();
        let stage = Stage::Reading(Box::new(Counting::of(range)), Place::until(until));
        Self { range, looked_at: 0, of: None, stage }
    }

    async fn step(&mut self, desk: &Desk) -> Result<FiguresStep, CallError> {
        for _ in 0..PAGES {
            let Stage::Reading(counting, place) = &mut self.stage else { break };
            if self.of.is_none() {
                let of = desk.store().told_orders(*place).await?;
                self.of = Some(u32::try_from(of).unwrap_or(u32::MAX));
            }
            let (orders, next) = desk.store().told_page(*place, PAGE).await?;
            for order in &orders {
                let told = match counting.asks_history(order) {
                    true => told(desk, order).await?,
                    false => Told::new(),
                };
                counting.add(order, &told);
            }
            self.looked_at = self.looked_at.saturating_add(u32::try_from(orders.len()).unwrap_or(u32::MAX));
            match next {
                Some(next) => *place = next,
                None => {
                    let counted = std::mem::replace(&mut **counting, Counting::of(self.range));
                    let (figures, behind) = counted.done();
                    self.stage = Stage::Done(Box::new(figures), behind);
                }
            }
        }
        let of = self.of.unwrap_or_default().max(self.looked_at);
        let figures = match &self.stage {
            Stage::Done(figures, _) => Some(Figures::clone(figures)),
            Stage::Reading(..) => None,
        };
        Ok(FiguresStep { looked_at: self.looked_at, of, figures })
    }
}

/// What a history's outcome says of the credit that it made.
#[derive(Deserialize)]
struct Outcome {
    credit: Option<usize>,
    decision: Weighed,
}

#[derive(Deserialize)]
struct Weighed {
    #[serde(default)]
    rules: Vec<Ground>,
    #[serde(default)]
    exception: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Ground {
    id: String,
    effect: Effect,
}

/// What this desk's history tells of an order's credits. What another desk decided is not in it.
async fn told(desk: &Desk, order: &Order) -> Result<Told, CallError> {
    let mut told = Told::new();
    for text in desk.store().outcomes_of(&order.number).await? {
        let Ok(outcome) = serde_json::from_str::<Outcome>(&text) else { continue };
        let Some(at) = outcome.credit else { continue };
        let weighed: Vec<(Rule, Effect)> = outcome
            .decision
            .rules
            .iter()
            .filter_map(|ground| Some((Rule::from_id(&ground.id)?, ground.effect)))
            .collect();
        let rest = match outcome.decision.exception {
            Some(_) => Some(Rest::OnException),
            None => rests_on(&weighed).map(Rest::On),
        };
        told.extend(rest.map(|rest| (at, rest)));
    }
    Ok(told)
}

/// The orders behind a bar, with whose they are.
pub async fn behind_figure(desk: &Desk, args: BehindArgs) -> Result<BehindBar, CallError> {
    admit(desk)?;
    let mut behind = read(desk, args.run, |_, behind| behind.get(&args.bar).cloned().unwrap_or_default()).await?;
    for one in &mut behind.orders {
        one.customer_name = match desk.store().order(&one.order).await?.and_then(|found| found.order.customer.clone()) {
            Some(id) => desk.store().customer(&id).await?.map(|known| known.record.customer.name),
            None => None,
        };
    }
    Ok(behind)
}

/// Figures that are made; one that went, or is not made yet, is not found.
async fn read<T>(
    desk: &Desk,
    run: Uuid,
    with: impl FnOnce(&Figures, &BTreeMap<Bar, BehindBar>) -> T,
) -> Result<T, CallError> {
    let run = desk.runs().get(run).ok_or_else(|| not_found("figures"))?;
    let run = run.lock().await;
    match &*run {
        Run::Figures(FiguresRun { stage: Stage::Done(figures, behind), .. }) => Ok(with(figures, behind)),
        Run::Figures(_) | Run::WhatIf(_) => Err(not_found("figures")),
    }
}

/// A table of the figures as a file, with the name that it should have.
pub async fn saved(desk: &Desk, run: Uuid, table: SavedTable) -> Result<(String, Vec<u8>), CallError> {
    admit(desk)?;
    read(desk, run, |figures, _| {
        let name = format!("{}-{}-{}.csv", name_of(table), figures.from, figures.to);
        (name, table_of(figures, table).to_csv())
    })
    .await
}

fn name_of(table: SavedTable) -> &'static str {
    match table {
        SavedTable::Reasons => "returns-by-reason",
        SavedTable::Articles => "returns-by-article",
        SavedTable::Weeks => "returns-by-week",
        SavedTable::Clauses => "refunds-by-clause",
        SavedTable::Times => "time-to-refund",
        SavedTable::Carriers => "claims-by-carrier",
        SavedTable::Agents => "exceptions-by-agent",
    }
}

fn table_of(figures: &Figures, table: SavedTable) -> Table {
    match table {
        SavedTable::Reasons => returned(vec!["reason", "returns", "units"], &figures.by_reason, false),
        SavedTable::Articles => returned(vec!["article", "name", "returns", "units"], &figures.by_article, true),
        SavedTable::Weeks => returned(vec!["week_from", "returns", "units"], &figures.by_week, false),
        SavedTable::Clauses => Table {
            heads: vec!["currency", "clause", "rules", "refunds", "amount"],
            rows: figures
                .refunds
                .iter()
                .flat_map(|refunds| refunds.by_clause.iter().map(move |one| (refunds.currency, one)))
                .map(|(currency, one)| {
                    let rules = Cell::text(one.rules.join(" "));
                    vec![
                        Cell::plain(currency),
                        Cell::text(&one.clause),
                        rules,
                        Cell::plain(one.count),
                        Cell::plain(&one.total),
                    ]
                })
                .collect(),
        },
        SavedTable::Times => Table {
            heads: vec!["days_from", "days_to", "refunds"],
            rows: figures
                .times
                .spread
                .iter()
                .map(|one| {
                    vec![Cell::plain(one.from), one.to.map_or_else(Cell::none, Cell::plain), Cell::plain(one.count)]
                })
                .collect(),
        },
        SavedTable::Carriers => Table {
            heads: vec!["carrier", "claimed", "accepted", "rejected", "open", "currency", "recovered"],
            rows: figures
                .claims
                .iter()
                .flat_map(|one| {
                    let counts = [one.claimed, one.accepted, one.rejected, one.open];
                    by_currency(&one.carrier, &counts, &one.recovered)
                })
                .collect(),
        },
        SavedTable::Agents => Table {
            heads: vec!["agent", "asked", "granted", "declined", "waiting", "currency", "difference"],
            rows: figures
                .exceptions
                .iter()
                .flat_map(|one| {
                    let counts = [one.asked, one.granted, one.declined, one.waiting];
                    by_currency(&one.name, &counts, &one.difference)
                })
                .collect(),
        },
    }
}

fn returned(heads: Vec<&'static str>, all: &[crate::figures::Returned], named: bool) -> Table {
    let row = |one: &crate::figures::Returned| {
        let name = named.then(|| Cell::text(one.name.clone().unwrap_or_default()));
        let counts = [Cell::plain(one.returns), Cell::plain(one.units)];
        std::iter::once(Cell::text(&one.key)).chain(name).chain(counts).collect()
    };
    Table { heads, rows: all.iter().map(row).collect() }
}

/// One row for each currency, the counts in the first alone: added up, a column is right.
fn by_currency(name: &str, counts: &[u32], amounts: &[crate::figures::AmountIn]) -> Vec<Vec<Cell>> {
    let rows = amounts.len().max(1);
    let row = |at: usize| {
        let counts = counts.iter().map(move |count| if at == 0 { Cell::plain(count) } else { Cell::none() });
        let amount = amounts.get(at);
        let money = [
            amount.map_or_else(Cell::none, |one| Cell::plain(one.currency)),
            amount.map_or_else(Cell::none, |one| Cell::plain(&one.amount)),
        ];
        std::iter::once(Cell::text(name)).chain(counts).chain(money).collect()
    };
    (0..rows).map(row).collect()
}
