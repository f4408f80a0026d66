//! `guichetctl decide`: one case from standard input, or all cases of a file.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use guichet_domain::case::Case;
use guichet_domain::expectation::differences;
use guichet_domain::{Decision, Fault, TermsPack};

use crate::report::Failure;

/// The arguments of `decide`.
#[derive(Args)]
pub struct Decide {
    /// A file with one case a line, each with what it expects.
    #[arg(long, value_name = "FILE.jsonl")]
    cases: Option<PathBuf>,
    /// A terms pack that replaces whichever the cases name.
    #[arg(long, value_name = "FILE")]
    terms: Option<PathBuf>,
}

impl Decide {
    /// Decides; exit 0, or 1 where a case of a file differs.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let only = match &self.terms {
            Some(path) => Some(TermsPack::from_json(&read(path)?)?),
            None => None,
        };
        let packs = Packs { known: [TermsPack::shipped()?], only };
        match self.cases {
            Some(path) => packs.decide_all(&read(&path)?),
            None => packs.decide_one(),
        }
    }
}

pub(crate) fn read(path: &PathBuf) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
}

struct Packs {
    known: [TermsPack; 1],
    only: Option<TermsPack>,
}

impl Packs {
    fn decide(&self, text: &[u8]) -> Result<(Case, Decision), Fault> {
        let case = Case::from_json(text, &self.known, self.only.as_ref())?;
        let decision = case.decide()?;
        Ok((case, decision))
    }

    fn decide_one(&self) -> Result<ExitCode, Failure> {
        let mut text = Vec::new();
        std::io::stdin().read_to_end(&mut text).map_err(Failure::new)?;
        let (_, decision) = self.decide(&text)?;
        let answer = serde_json::to_string_pretty(&decision).map_err(Failure::new)?;
        // A reader that went away is not a bad case.
        let _ = writeln!(std::io::stdout(), "{answer}");
        Ok(ExitCode::SUCCESS)
    }

    fn decide_all(&self, text: &[u8]) -> Result<ExitCode, Failure> {
        let mut passed = 0_usize;
        let mut failed = 0_usize;
        let mut out = std::io::stdout().lock();
        let lines = text.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
        for (i, line) in lines {
            let found = match self.decide(line) {
                Ok((case, decision)) => {
                    let decision = serde_json::to_value(&decision).map_err(Failure::new)?;
                    let found = differences(&decision, &case.expect.unwrap_or_default());
                    let name = case.name.unwrap_or_default();
                    found.into_iter().map(|d| format!("{name}: {d}")).collect()
                }
                Err(fault) => vec![Failure::from(fault).in_line(i + 1).to_string()],
            };
            if found.is_empty() {
                passed += 1;
                continue;
            }
            failed += 1;
            for difference in found {
                let _ = writeln!(out, "line {}: {difference}", i + 1);
            }
        }
        let _ = writeln!(out, "{passed} passed, {failed} failed");
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
