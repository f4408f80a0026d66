//! The public cases, decided and compared.
#![allow(clippy::expect_used)]

use std::path::Path;

use guichet_domain::TermsPack;
use guichet_domain::case::Case;
use guichet_domain::expectation::differences;

#[test]
fn shared_cases_are_decided_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return;
    }
    let packs = [TermsPack::shipped().expect("the shipped pack is sound")];
    let mut failures = Vec::new();
    let mut passed = 0;
    for file in ["published.jsonl", "generated.jsonl"] {
        let text = std::fs::read_to_string(folder.join(file)).expect("the cases can be read");
        for (i, line) in text.lines().enumerate() {
            let outcome = Case::from_json(line.as_bytes(), &packs, None)
                .and_then(|case| case.decide().map(|d| (case, d)))
                .map_err(|fault| vec![fault.to_string()])
                .and_then(|(case, decision)| {
                    let decision = serde_json::to_value(&decision).expect("a decision is JSON");
                    let found = differences(&decision, &case.expect.clone().unwrap_or_default());
                    if found.is_empty() { Ok(()) } else { Err(found) }
                });
            match outcome {
                Ok(()) => passed += 1,
                Err(found) => failures.push(format!("{file}:{}: {}", i + 1, found.join("; "))),
            }
        }
    }
    assert!(failures.is_empty(), "{} of {} differ:\n{}", failures.len(), passed + failures.len(), failures.join("\n"));
    assert!(passed > 300, "the files hold {passed} cases");
}
