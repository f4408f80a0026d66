//! `guichetctl what-if`: the cases of a file decided again under a draft of the terms.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use guichet_domain::case::Case;
use guichet_domain::expectation::differences;
use guichet_domain::what_if::{BothWays, Difference, Flow, Kind, Replayed, Tally, Upshot, replay};
use guichet_domain::{Decision, Fault, Outcome, TermsPack};
use serde::Serialize;

use crate::decide::read;
use crate::report::Failure;

/// The arguments of `what-if`.
#[derive(Args)]
pub struct WhatIf {
    /// The draft: a whole terms pack. It rules nothing, it is only compared with.
    #[arg(long, value_name = "FILE")]
    pack: PathBuf,
    /// A file with one case a line, as for `decide`. A case that states what it expects is compared only where its
    /// own terms give that.
    #[arg(long, value_name = "FILE.jsonl")]
    cases: PathBuf,
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
        let draft = TermsPack::from_json(&read(&self.pack)?)?;
        let report = replay_all(&read(&self.cases)?, draft)?;
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
    writeln!(
        out,
        "{} compared: {} alike, {} with another outcome, {} with other money, {} with other terms; {} not reproduced, \
         {} faulty",
        tally.replayed,
        tally.same,
        of(Kind::Outcome),
        of(Kind::Money),
        of(Kind::Terms),
        tally.not_reproduced,
        report.faults.len()
    )
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
