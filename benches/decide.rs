//! `decide` over many cases: reading the document, deciding, writing the decision, as `guichetctl decide --cases` does.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::path::Path;
use std::time::Instant;

use guichet_benches::{Times, machine, shown, table};
use guichet_domain::TermsPack;
use guichet_domain::case::Case;

/// Cases decided in one round, and rounds.
const CASES: usize = 1_000;
const ROUNDS: usize = 30;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/cases");
    let Ok(text) = std::fs::read_to_string(folder.join("generated.jsonl")) else {
        println!("skipped: there is no {}", folder.display());
        return Ok(());
    };
    let packs = [TermsPack::shipped()?];
    let lines: Vec<&str> = text.lines().cycle().take(CASES).collect();
    let mut times = Times::default();
    let mut written = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for line in &lines {
            let case = Case::from_json(line.as_bytes(), &packs, None)?;
            written += serde_json::to_vec(&case.decide()?)?.len();
        }
        times.push(begun.elapsed());
    }
    println!("{}\n", machine());
    let row = vec![
        CASES.to_string(),
        shown(times.percentile(50)),
        shown(times.percentile(99)),
        (written / ROUNDS).to_string(),
    ];
    println!("{}", table(&["cases", "p50", "p99", "bytes of decisions"], &[row]));
    Ok(())
}
