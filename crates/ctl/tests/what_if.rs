//! `guichetctl what-if` as policy authors meet it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Output};

use guichet_domain::TermsPack;
use serde_json::{Value, json};

fn case(name: &str, day: &str, expect: Value) -> Value {
    json!({
        "name": name, "at": format!("{day}T10:00:00-05:00"), "terms": "sales-terms-2017-04-01", "expect": expect,
        "order": {
            "number": "W-1", "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00-05:00",
            "currency": "USD", "market": "US", "consumer": true, "time_zone": "America/New_York",
            "lines": [{"id": "1", "sku": "CAM", "kind": "hardware", "quantity": 1, "unit_price": "100.00",
                       "tax_rate": "0"}],
            "delivery": null, "discounts": [],
            "payments": [{"id": "p1", "method": "card", "authorised": "100.00", "captured": "100.00",
                          "refunded": "0.00"}],
            "shipments": [{"id": "s1", "carrier": "ups", "tracking": "1Z", "lines": [{"line": "1", "quantity": 1}],
                           "shipped_on": "2026-11-02", "delivered_on": "2026-11-04", "refused_on": null}],
            "cancelled": [], "rmas": [], "claims": [], "credits": []
        },
        "command": {"type": "request_return", "lines": [{"line": "1", "quantity": 1}], "reason": "change_of_mind"}
    })
}

fn what_if(folder: &Path, draft: &Value, cases: &[String], more: &[&str]) -> Output {
    std::fs::write(folder.join("draft.json"), draft.to_string()).unwrap();
    std::fs::write(folder.join("cases.jsonl"), cases.join("\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichetctl"));
    command.current_dir(folder).args(["what-if", "--pack", "draft.json", "--cases", "cases.jsonl"]).args(more);
    command.output().unwrap()
}

fn draft(days: u32) -> Value {
    let mut pack = serde_json::to_value(TermsPack::shipped().unwrap()).unwrap();
    pack["id"] = "draft".into();
    pack["parameters"]["return_period_days"] = days.into();
    pack
}

fn cases() -> Vec<String> {
    let allowed = json!({"outcome": "allowed"});
    let cases = [
        case("early", "2026-11-08", allowed.clone()),
        case("late", "2026-11-25", allowed),
        case("kept otherwise", "2026-11-25", json!({"outcome": "refused"})),
    ];
    cases.iter().map(Value::to_string).collect()
}

#[test]
fn what_changes_is_listed_with_its_rule_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let output = what_if(folder.path(), &draft(14), &cases(), &["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["pack"], "draft");
    let changed = report["changed"].as_array().unwrap();
    let told: Vec<_> = changed.iter().map(|one| (&one["line"], &one["name"], &one["kind"])).collect();
    // Early enough under both, and told another last day.
    let early = (&json!(1), &json!("early"), &json!("terms"));
    assert_eq!(told, [early, (&json!(2), &json!("late"), &json!("outcome"))]);
    assert!(changed[1]["rules"].as_array().unwrap().contains(&json!("RET-3")), "{report:#}");
    let tally = &report["tally"];
    assert_eq!((&tally["replayed"], &tally["not_reproduced"]), (&json!(2), &json!(1)));
    assert_eq!(tally["outcomes"]["allowed"]["refused"], 1);
    let expected = json!({"before": "200.00", "after": "100.00", "difference": "-100.00"});
    assert_eq!(tally["money"]["USD"]["expected"], expected);
}

#[test]
fn the_pack_itself_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = what_if(folder.path(), &draft(30), &cases(), &[]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("2 compared: 2 alike,"), "{told}");
}

#[test]
fn a_fault_of_the_draft_names_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut draft = draft(14);
    draft["parameters"]["return_period_days"] = 99_999.into();
    let output = what_if(folder.path(), &draft, &cases(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let fault: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(fault["error"]["path"], "parameters.return_period_days");
}

#[test]
fn a_case_that_cannot_be_read_is_named_and_the_others_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let mut cases = cases();
    cases.insert(1, "{\"at\": 3}".into());
    let output = what_if(folder.path(), &draft(14), &cases, &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["faults"][0]["line"], 2);
    assert_eq!(report["faults"][0]["path"], "at");
    assert_eq!(report["tally"]["replayed"], 2);
}

#[test]
fn a_replica_on_which_nothing_was_decided_says_so_and_cases_are_not_asked_for_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("draft.json"), draft(14).to_string()).unwrap();
    std::fs::write(folder.path().join("passphrase"), "correct horse battery").unwrap();
    let guichetctl = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guichetctl"));
        command.current_dir(folder.path()).args(args).output().unwrap()
    };
    let replica = ["--replica", "replica.db", "--passphrase-file", "passphrase"];
    let imported = guichetctl(&[&["import", "demo"], &replica[..]].concat());
    assert_eq!(imported.status.code(), Some(0), "{imported:?}");
    let asked = ["what-if", "--pack", "draft.json", "--months", "3"];
    let output = guichetctl(&[&asked[..], &replica[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&found["draft"], &found["compared"], &found["not_reproduced"]),
        (&json!("draft"), &json!(0), &json!(0))
    );
    let told = guichetctl(&[&asked[..], &replica[..]].concat());
    assert!(String::from_utf8(told.stdout).unwrap().contains("0 compared: 0 alike,"));
    for wrong in [&["--months", "0"][..], &["--months", "3", "--cases", "cases.jsonl"], &[]] {
        let output = guichetctl(&[&["what-if", "--pack", "draft.json"], wrong].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
}
