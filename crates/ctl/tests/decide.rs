//! `guichetctl decide` as other programs meet it: exit codes, streams, paths of faults.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn guichetctl(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_guichetctl"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn case() -> Value {
    json!({
        "name": "two of three cameras come back",
        "at": "2026-11-22T10:00:00+01:00",
        "terms": "sales-terms-2017-04-01",
        "order": {
            "number": "W-100234", "kind": "regular", "channel": "web",
            "placed_at": "2026-11-01T09:12:00+01:00",
            "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris",
            "lines": [
                {"id": "1", "sku": "CAM-OUT", "kind": "hardware", "quantity": 3,
                 "unit_price": "165.8333", "tax_rate": "0.20", "line_discount": "0.00"},
                {"id": "2", "sku": "GIFT-SD", "kind": "promotional", "quantity": 1, "value": "12.50",
                 "tax_rate": "0.20", "granted_with": ["1"]}
            ],
            "delivery": {"price": "9.90", "ground_price": "4.90", "tax_rate": "0.20"},
            "discounts": [{"code": "WELCOME", "amount": "20.00"}],
            "payments": [{"id": "p1", "method": "card", "authorised": "584.88", "captured": "584.88",
                          "refunded": "0.00"}],
            "shipments": [
                {"id": "s1", "carrier": "colissimo", "tracking": "6A123",
                 "lines": [{"line": "1", "quantity": 3}, {"line": "2", "quantity": 1}],
                 "shipped_on": "2026-11-02", "delivered_on": "2026-11-04", "refused_on": null}
            ],
            "cancelled": [], "rmas": [], "claims": [], "credits": []
        },
        "command": {"type": "request_return", "lines": [{"line": "1", "quantity": 2}], "reason": "change_of_mind"},
        "expect": {"outcome": "allowed", "deadlines": {"return_by": "2026-12-06"}, "estimate": {"total": "382.00"}}
    })
}

#[test]
fn a_case_from_standard_input_is_decided() {
    let output = guichetctl(&["decide"], case().to_string().as_bytes());
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let decision: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(decision["outcome"], "allowed");
    assert_eq!(decision["estimate"]["goods"], "318.33");
    assert_eq!(decision["return_shipping"], "customer");
}

#[test]
fn a_refusal_is_an_answer_not_a_failure() {
    let mut case = case();
    case["at"] = "2027-03-01T10:00:00+01:00".into();
    let output = guichetctl(&["decide"], case.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let decision: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(decision["outcome"], "refused");
    assert_eq!(decision["overridable"], true);
}

#[test]
fn bad_input_ends_with_two_and_the_place_of_the_fault() {
    let mut case = case();
    case["order"]["lines"][0]["quantity"] = (-1).into();
    let output = guichetctl(&["decide"], case.to_string().as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let told: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(told["error"]["path"], "order.lines[0].quantity");
}

#[test]
fn what_is_not_json_has_no_path() {
    for text in [&b"{"[..], b"\xff\xfe", b""] {
        let output = guichetctl(&["decide"], text);
        assert_eq!(output.status.code(), Some(2));
        let told: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert!(told["error"]["path"].is_null(), "{told}");
        assert!(!told["error"]["message"].as_str().unwrap().is_empty());
    }
}

#[test]
fn a_file_of_cases_is_counted_and_differences_end_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.jsonl");
    let mut other = case();
    other["expect"]["estimate"]["total"] = "381.99".into();
    std::fs::write(&file, format!("{}\n\n{}\n", case(), other)).unwrap();
    let output = guichetctl(&["decide", "--cases", file.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("estimate.total: expected \"381.99\", is \"382.00\""), "{told}");
    assert!(told.ends_with("1 passed, 1 failed\n"), "{told}");
}
