//! `guichetctl what-if`: the cases of a file, or what was decided at a desk, decided again under a draft of the terms.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use guichet_desk::ipc::what_if::{DecidedSo, WhatIfFound, WhatIfStep};
use guichet_desk::{Desk, Role, ipc};
use guichet_domain::case::Case;
use guichet_domain::expectation::differences;
use guichet_domain::money::Currency;
use guichet_domain::what_if::{BothWays, Difference, Flow, Kind, Replayed, Tally, Upshot, replay};
use guichet_domain::{Decision, Fault, Outcome, TermsPack};
use serde::Serialize;
use serde_json::json;

use crate::decide::read;
use crate::desk::{Replica, in_runtime, progress_bar};
use crate::report::Failure;

/// The arguments of `what-if`.
#[derive(Args)]
pub struct WhatIf {
    /// The draft: a whole terms pack. It rules nothing, it is only compared with.
    #[arg(long, value_name = "FILE")]
    pack: PathBuf,
    /// A file with one case a line, as for `decide`. A case that states what it expects is compared only where its
    /// own terms give that.
    #[arg(long, value_name = "FILE.jsonl", required_unless_present = "months", conflicts_with = "months")]
    cases: Option<PathBuf>,
    /// The decisions of so many months that a replica knows of, instead of cases.
    #[arg(long, value_name = "MONTHS", value_parser = clap::value_parser!(u32).range(1..=36))]
    months: Option<u32>,
    #[command(flatten)]
    replica: Replica,
    /// Answer with one JSON object.
    #[arg(long)]
    json: bool,
}

/// What was found.
#[derive(Serialize)]
struct Report {
    /// The draft's id.
    pack: String,
    /// How often and how much.
    tally: Tally,
    /// The cases that change.
    changed: Vec<Changed>,
    /// The cases that could not be read or decided.
    faults: Vec<Faulty>,
}

#[derive(Serialize)]
struct Changed {
    line: usize,
    name: Option<String>,
    #[serde(flatten)]
    difference: Difference,
}

#[derive(Serialize)]
struct Faulty {
    line: usize,
    #[serde(flatten)]
    fault: Fault,
}

impl WhatIf {
    /// Compares; exit 0 whatever changes, or 1 where a case could not be read or decided.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let text = read(&self.pack)?;
        let draft = TermsPack::from_json(&text)?;
        let Some(cases) = &self.cases else {
            return in_runtime(self.of_replica(String::from_utf8_lossy(&text).into_owned()));
        };
        let report = replay_all(&read(cases)?, draft)?;
        let mut out = std::io::stdout().lock();
        // A reader that went away is not a bad case.
        let _ = if self.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&report).map_err(Failure::new)?)
        } else {
            tell(&mut out, &report)
        };
        Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl WhatIf {
    /// The same as the window's page, step by step.
    async fn of_replica(&self, draft: String) -> Result<ExitCode, Failure> {
        let desk = self.replica.open_as(false, false, Some(Role::Supervisor)).await?;
        let found = found(&desk, self.months.unwrap_or(1), draft).await;
        desk.close().await;
        let found = found?;
        let mut out = std::io::stdout().lock();
        let _ = if self.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&found).map_err(Failure::new)?)
        } else {
            tell_found(&mut out, &found)
        };
        Ok(ExitCode::SUCCESS)
    }
}

/// The name of the one comparison of this process.
const RUN: &str = "00000000-0000-4000-8000-000000000001";

async fn found(desk: &Desk, months: u32, draft: String) -> Result<WhatIfFound, Failure> {
    let bar = progress_bar(0);
    let mut args = json!({ "run": RUN, "months": months, "draft": draft });
    loop {
        let step: WhatIfStep = serde_json::from_value(ipc::call(desk, "what_if", args).await?).map_err(Failure::new)?;
        if let Some(found) = step.found {
            bar.finish_and_clear();
            return Ok(found);
        }
        bar.set_length(step.of.into());
        bar.set_position(step.looked_at.into());
        args = json!({ "run": RUN, "months": months, "draft": null });
    }
}

fn tell_found(out: &mut impl Write, found: &WhatIfFound) -> std::io::Result<()> {
    let so = |decided: &DecidedSo, currency: Currency| {
        let moved = decided.money.iter();
        moved.fold(word(decided.outcome).to_owned(), |told, moved| {
            format!("{told}, {} {} {}", flow_word(moved.flow), moved.amount, currency.code())
        })
    };
    for one in &found.changed {
        let (before, after) = (so(&one.before, one.currency), so(&one.after, one.currency));
        let rules = one.rules.join(", ");
        writeln!(out, "{} {} {}: {before} -> {after} ({rules})", one.on, one.order, one.command)?;
    }
    if found.more > 0 {
        writeln!(out, "and {} more", found.more)?;
    }
    for one in &found.outcomes {
        writeln!(out, "{} -> {}: {}", word(one.before), word(one.after), one.count)?;
    }
    for one in &found.money {
        let way = flow_word(one.flow);
        writeln!(out, "{} {way}: {} -> {} ({})", one.currency.code(), one.before, one.after, one.difference)?;
    }
    let of = |kind| found.kinds.iter().find(|one| one.kind == kind).map_or(0, |one| one.count);
    let totals = totals(found.compared, found.same, of, found.not_reproduced);
    writeln!(out, "{} to {}: {totals}, {} on services", found.from, found.to, found.on_services)
}

/// How often what differs, in one line.
fn totals(compared: u64, same: u64, of: impl Fn(Kind) -> u64, not_reproduced: u64) -> String {
    let (outcome, money, terms) = (of(Kind::Outcome), of(Kind::Money), of(Kind::Terms));
    format!(
        "{compared} compared: {same} alike, {outcome} with another outcome, {money} with other money, {terms} with other \
         terms; {not_reproduced} not reproduced"
    )
}

fn replay_all(text: &[u8], draft: TermsPack) -> Result<Report, Failure> {
    let known = [TermsPack::shipped()?];
    let mut report = Report { pack: draft.id, tally: Tally::default(), changed: Vec::new(), faults: Vec::new() };
    let lines = text.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
    for (i, line) in lines {
        let line_number = i + 1;
        let replayed = Case::from_json(line, &known, None).and_then(|case| {
            let replayed = replay(&case, &draft.parameters, |decision| is_expected(&case, decision))?;
            Ok((case.name, replayed))
        });
        match replayed {
            Ok((name, replayed)) => {
                report.tally.count(&replayed);
                if let Replayed::Otherwise(difference) = replayed {
                    report.changed.push(Changed { line: line_number, name, difference });
                }
            }
            Err(fault) => report.faults.push(Faulty { line: line_number, fault }),
        }
    }
    Ok(report)
}

fn is_expected(case: &Case, decision: &Decision) -> bool {
    let expect = case.expect.clone().unwrap_or_default();
    serde_json::to_value(decision).is_ok_and(|decision| differences(&decision, &expect).is_empty())
}

fn tell(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    for changed in &report.changed {
        let Difference { before, after, rules, .. } = &changed.difference;
        let rules: Vec<&str> = rules.iter().map(|rule| rule.id()).collect();
        let name = changed.name.as_deref().unwrap_or("unnamed");
        writeln!(out, "line {}: {name}: {} -> {} ({})", changed.line, told(before), told(after), rules.join(", "))?;
    }
    for Faulty { line, fault } in &report.faults {
        writeln!(out, "{}", Failure::from(fault.clone()).in_line(*line))?;
    }
    let tally = &report.tally;
    for (before, to) in &tally.outcomes {
        for (after, cases) in to {
            writeln!(out, "{} -> {}: {cases}", word(*before), word(*after))?;
        }
    }
    for (currency, flows) in &tally.money {
        for (flow, BothWays { before, after, difference }) in flows {
            writeln!(out, "{} {}: {before} -> {after} ({difference})", currency.code(), flow_word(*flow))?;
        }
    }
    let of = |kind| tally.kinds.get(&kind).copied().unwrap_or_default();
    let totals = totals(tally.replayed, tally.same, of, tally.not_reproduced);
    writeln!(out, "{totals}, {} faulty", report.faults.len())
}

/// An outcome and what it moves, in one line.
fn told(upshot: &Upshot) -> String {
    let mut told = word(upshot.outcome).to_owned();
    for (flow, money) in &upshot.money {
        told.push_str(&format!(", {} {money} {}", flow_word(*flow), money.currency().code()));
    }
    told
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::Refused => "refused",
        Outcome::ChoiceRequired => "choice required",
    }
}

fn flow_word(flow: Flow) -> &'static str {
    match flow {
        Flow::PaidBack => "paid back",
        Flow::Expected => "expected",
        Flow::Credited => "credited",
        Flow::Charged => "charged",
    }
}
