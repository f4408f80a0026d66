//! Comparing a decision with what a case expects of it.

use serde_json::Value;

/// What differs between a decision and an expectation, one sentence a place; empty where all is as expected, or where
/// nothing was expected.
///
/// Objects are compared key by key, so an expectation may hold any part of a decision; `rules` is a set of ids that
/// must be among those given; everything else must be equal.
pub fn differences(decision: &Value, expect: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if !expect.is_null() {
        compare("", decision, expect, &mut found);
    }
    found
}

fn compare(path: &str, got: &Value, expected: &Value, found: &mut Vec<String>) {
    match (got, expected) {
        (_, Value::Array(ids)) if path == "rules" => compare_rules(got, ids, found),
        (Value::Object(got), Value::Object(expected)) => {
            for (key, wanted) in expected {
                let path = crate::fault::join(path, key);
                match got.get(key) {
                    Some(value) => compare(&path, value, wanted, found),
                    None if wanted.is_null() => {}
                    None => found.push(format!("{path}: expected {wanted}, is absent")),
                }
            }
        }
        _ if got != expected => found.push(format!("{path}: expected {expected}, is {got}")),
        _ => {}
    }
}

fn compare_rules(got: &Value, expected: &[Value], found: &mut Vec<String>) {
    let given: Vec<&str> = got.as_array().into_iter().flatten().filter_map(|r| r.get("id")?.as_str()).collect();
    for wanted in expected {
        let id = wanted.as_str().or_else(|| wanted.get("id")?.as_str()).unwrap_or_default();
        if !given.contains(&id) {
            found.push(format!("rules: expected {id}, given are {}", given.join(", ")));
        }
    }
}
