//! Sound cases with one thing wrong: each is a fault at exactly that place, and nothing panics.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

use std::path::Path;

use guichet_domain::case::Case;
use guichet_domain::{Fault, TermsPack};
use serde_json::{Map, Value, json};

/// Two cases for a machine without the shared ones.
const EMBEDDED: [&str; 2] = [
    r#"{"name": "one of three comes back", "at": "2026-11-22T10:00:00+01:00", "terms": "sales-terms-2017-04-01",
    "customer": {"id": "c-1", "name": "Ada", "email": "a@example.com", "open_disputes": 0,
      "accepted_terms": [{"id": "sales-terms-2017-04-01", "on": "2026-01-05"}]},
    "order": {"number": "W-1", "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
      "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris",
      "lines": [{"id": "1", "sku": "CAM", "kind": "hardware", "quantity": 4, "unit_price": "165.8333", "tax_rate": "0.20",
          "line_discount": "0.00"},
        {"id": "2", "sku": "GIFT", "kind": "promotional", "quantity": 1, "value": "12.50", "tax_rate": "0.20",
          "granted_with": ["1"]}],
      "delivery": {"price": "9.90", "ground_price": "4.90", "tax_rate": "0.20"},
      "discounts": [{"code": "WELCOME", "amount": "20.00"}],
      "payments": [{"id": "p1", "method": "card", "authorised": "783.88", "captured": "783.88", "refunded": "193.00"}],
      "shipments": [{"id": "s1", "carrier": "colissimo", "tracking": "6A1", "lines": [{"line": "1", "quantity": 3},
          {"line": "2", "quantity": 1}], "shipped_on": "2026-11-02", "delivered_on": "2026-11-04", "refused_on": null}],
      "cancelled": [{"line": "1", "quantity": 1}],
      "rmas": [{"number": "R-1", "notified_on": "2026-11-10", "reason": "other", "statutory": false,
          "lines": [{"line": "1", "quantity": 1, "received": 0}], "status": "open"}],
      "claims": [{"shipment": "s1", "lines": [{"line": "1", "quantity": 1}], "status": "filed",
          "replacement_delivered": false}],
      "credits": [{"lines": [{"line": "1", "quantity": 1}], "delivery": "0.00", "bases": {"0.2": "160.83"},
          "tax": {"0.2": "32.17"}, "total": "193.00", "promotional": []}]},
    "command": {"type": "receive_return", "rma": "R-1", "lines": [{"line": "1", "quantity": 1,
        "diminished_percent": "10"}], "promotional_returned": [{"line": "2", "quantity": 1}], "sent_on": "2026-11-12",
      "received_on": "2026-11-15", "return_cost": "5.00"}, "expect": {"outcome": "allowed"}}"#,
    r#"{"name": "security ends", "at": "2026-11-22T10:00:00+01:00", "terms": "sales-terms-2017-04-01",
    "account": {"currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris", "market": "FR", "consumer": true,
      "anchor": "2026-01-31", "period": {"start": "2026-10-31", "end": "2026-11-30"},
      "services": [{"id": "video", "paid": true, "price": "4.99", "status": "active", "started_on": "2026-01-31",
          "stops_on": null},
        {"id": "security", "paid": true, "price": "9.99", "status": "ending", "started_on": "2026-03-02",
          "stops_on": "2026-11-30"}],
      "payment_method": {"kind": "card", "last4": "4242"}, "unpaid": [{"amount": "4.99", "due_on": "2026-10-31"}]},
    "command": {"type": "reactivate_service", "service": "security", "on": "2026-11-22"}}"#,
];

/// Fields that may be left out wherever they stand.
const OPTIONAL: &[&str] = &[
    "name",
    "source",
    "expect",
    "customer",
    "consumer",
    "line_discount",
    "granted_with",
    "ground_price",
    "tracking",
    "shipped_on",
    "delivered_on",
    "refused_on",
    "statutory",
    "received",
    "replacement_delivered",
    "promotional",
    "accepted_on",
    "email",
    "open_disputes",
    "accepted_terms",
    "stops_on",
    "anchor",
    "period",
    "payment_method",
    "unpaid",
    "last4",
    "notified_on",
    "sent_on",
    "return_cost",
    "promotional_returned",
    "diminished_percent",
    "diminished_amount",
    "in_stock",
    "mode",
    "retention_days",
    "cameras",
    "events",
];

const MONEY: &[&str] = &[
    "unit_price",
    "value",
    "line_discount",
    "price",
    "ground_price",
    "amount",
    "authorised",
    "captured",
    "refunded",
    "total",
    "diminished_percent",
    "diminished_amount",
    "return_cost",
];

const ENUMS: &[&str] =
    &["kind", "channel", "method", "status", "by", "mode", "reason", "type", "currency", "market", "time_zone"];

/// A case with one thing wrong and the place of it.
struct Mutation {
    text: Vec<u8>,
    path: String,
    what: String,
}

/// A step into a document.
#[derive(Clone)]
enum Step {
    Field(String),
    Place(usize),
}

fn path_of(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Field(name) if path.is_empty() => path.push_str(name),
            Step::Field(name) => path.push_str(&format!(".{name}")),
            Step::Place(i) => path.push_str(&format!("[{i}]")),
        }
    }
    path
}

fn at<'a>(document: &'a mut Value, steps: &[Step]) -> &'a mut Value {
    steps.iter().fold(document, |value, step| match step {
        Step::Field(name) => &mut value[name.as_str()],
        Step::Place(i) => &mut value[*i],
    })
}

struct Mutations<'a> {
    document: &'a Value,
    made: Vec<Mutation>,
}

impl Mutations<'_> {
    fn make(&mut self, steps: &[Step], what: &str, path: String, change: impl FnOnce(&mut Value)) {
        let mut document = self.document.clone();
        change(at(&mut document, steps));
        self.made.push(Mutation { text: document.to_string().into_bytes(), path, what: what.to_owned() });
    }

    fn replace(&mut self, steps: &[Step], what: &str, with: Value) {
        self.make(steps, what, path_of(steps), |value| *value = with);
    }

    fn walk(&mut self, steps: &mut Vec<Step>, value: &Value) {
        let name = steps.iter().rev().find_map(|s| if let Step::Field(f) = s { Some(f.clone()) } else { None });
        let name = name.unwrap_or_default();
        if matches!(name.as_str(), "expect" | "terms") {
            return;
        }
        match value {
            Value::Object(fields) => self.object(steps, fields, &name),
            Value::Array(entries) => {
                self.replace(steps, "an object for a list", json!({"a": 1}));
                self.duplicate(steps, entries, &name);
                for (i, entry) in entries.iter().enumerate() {
                    steps.push(Step::Place(i));
                    self.walk(steps, entry);
                    steps.pop();
                }
            }
            Value::String(_) => self.text(steps, &name),
            Value::Number(_) => {
                let numbers = [json!("1"), json!(-1), json!(1.0), json!(0.5), json!(1e300), json!([]), json!(u64::MAX)];
                for bad in numbers {
                    self.replace(steps, "no whole number in range", bad);
                }
            }
            Value::Bool(_) => self.replace(steps, "a word for a flag", json!("true")),
            Value::Null => self.replace(steps, "a list for nothing", json!([1])),
        }
    }

    fn object(&mut self, steps: &mut Vec<Step>, fields: &Map<String, Value>, name: &str) {
        let table = matches!(name, "bases" | "tax" | "events");
        if !steps.is_empty() {
            self.replace(steps, "a number for an object", json!(7));
            let values = fields.values().cloned().collect();
            self.replace(steps, "an object written as a list", Value::Array(values));
        }
        if !table {
            let mut unknown = steps.clone();
            unknown.push(Step::Field("surprise".into()));
            self.make(steps, "unknown field", path_of(&unknown), |value| value["surprise"] = json!(1));
        }
        for (field, inner) in fields {
            steps.push(Step::Field(field.clone()));
            let path = path_of(steps);
            let optional = OPTIONAL.contains(&field.as_str())
                || table
                || path.starts_with("order.credits") && field == "delivery"
                || path.starts_with("order.rmas") && field == "reason"
                || self.optional_in_command(&path);
            if !optional {
                let parent = steps[..steps.len() - 1].to_vec();
                // A case has one of the two; the fault names the first.
                let path = if path == "account" { "order".to_owned() } else { path };
                self.make(&parent, "missing field", path, |value| {
                    value.as_object_mut().expect("an object").remove(field);
                });
            }
            self.walk(steps, inner);
            steps.pop();
        }
    }

    fn optional_in_command(&self, path: &str) -> bool {
        let command = self.document["command"]["type"].as_str().unwrap_or_default();
        match path {
            "command.lines" => command == "cancel_order",
            "command.reason" => command == "request_return",
            "command.on" => !matches!(command, "refuse_delivery" | "receive_refused"),
            _ => false,
        }
    }

    fn text(&mut self, steps: &[Step], name: &str) {
        self.replace(steps, "a number for a text", json!(7));
        self.replace(steps, "an object for a text", json!({}));
        let path = path_of(steps);
        let signed = path.contains(".bases.") || path.contains(".tax.");
        if MONEY.contains(&name) || signed || name == "tax_rate" || (name == "delivery" && path.contains("credits")) {
            for bad in ["1e2", "9E-1", "", "abc", "1,00", "+1", "0x1", ".5"] {
                self.replace(steps, "no plain decimal", json!(bad));
            }
            self.replace(steps, "too large", json!("9".repeat(60)));
            self.replace(steps, "too fine", json!("0.123456789"));
            if !signed {
                self.replace(steps, "negative", json!("-0.01"));
            }
        }
        if name == "tax_rate" {
            self.replace(steps, "above 1", json!("1.01"));
        }
        if ENUMS.contains(&name) {
            self.make(steps, "a word written as an object", path_of(steps), |value| {
                let word = value.as_str().unwrap_or_default().to_owned();
                *value = json!({word: null});
            });
            self.replace(steps, "unknown value", json!("no_such_thing"));
            self.replace(steps, "empty value", json!(""));
        }
        if name.ends_with("_on") || matches!(name, "on" | "start" | "end" | "anchor" | "as_of") {
            for bad in ["2026-02-30", "2027-02-29", "2026-13-01", "2026-04-31", "yesterday", "", "2026-11-1"] {
                self.replace(steps, "no date", json!(bad));
            }
        }
        if matches!(name, "at" | "placed_at") {
            for bad in ["2026-02-30T10:00:00Z", "2026-11-22T10:00:00", "2026-11-22", "2026-11-22T24:01:00Z"] {
                self.replace(steps, "no instant", json!(bad));
            }
        }
        let subscribes = self.document["command"]["type"] == "subscribe";
        let dangles = matches!(name, "line" | "shipment" | "rma" | "granted_with");
        if dangles || (path == "command.service" && !subscribes) {
            self.replace(steps, "dangling reference", json!("no such id"));
        }
    }

    /// The first entry once more at the end: its id stands twice.
    fn duplicate(&mut self, steps: &[Step], entries: &[Value], name: &str) {
        let id = match (name, steps.first(), steps.len()) {
            ("lines" | "payments" | "shipments" | "services", Some(Step::Field(root)), 2) if root != "command" => "id",
            ("rmas", _, 2) => "number",
            ("lines" | "promotional_returned", _, _) => "line",
            _ => return,
        };
        if let Some(first) = entries.first().cloned() {
            let path = format!("{}[{}].{id}", path_of(steps), entries.len());
            self.make(steps, "duplicate id", path, |value| value.as_array_mut().expect("a list").push(first));
        }
    }
}

fn mutations(text: &str) -> Vec<Mutation> {
    let document: Value = serde_json::from_str(text).expect("a case is JSON");
    let mut mutations = Mutations { document: &document, made: Vec::new() };
    mutations.walk(&mut Vec::new(), &document);
    let mut made = mutations.made;
    let bytes = document.to_string().into_bytes();
    let no_json = |text: Vec<u8>, what: &str| Mutation { text, path: String::new(), what: what.to_owned() };
    for part in 0..12 {
        made.push(no_json(bytes[..bytes.len() * part / 12].to_vec(), "truncated"));
        let mut broken = bytes.clone();
        broken[bytes.len() * part / 12] = 0xff;
        made.push(no_json(broken, "not UTF-8"));
    }
    made.push(no_json([&bytes[..], b"}"].concat(), "more than one document"));
    made
}

fn cases() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    let mut cases: Vec<String> = EMBEDDED.iter().map(|c| (*c).to_owned()).collect();
    for (file, every) in [("published.jsonl", 4), ("generated.jsonl", 8)] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        cases.extend(text.lines().step_by(every).map(str::to_owned));
    }
    cases
}

fn decide(text: &[u8], packs: &[TermsPack]) -> Result<(), Fault> {
    Case::from_json(text, packs, None)?.decide().map(|_| ())
}

#[test]
fn one_thing_wrong_is_a_fault_at_its_place() {
    let packs = [TermsPack::shipped().expect("the shipped pack is sound")];
    let mut tried = 0;
    let mut wrong = Vec::new();
    for case in cases() {
        decide(case.as_bytes(), &packs).unwrap_or_else(|f| panic!("the case is sound, but {f}: {case}"));
        for mutation in mutations(&case) {
            tried += 1;
            let Mutation { text, path, what } = mutation;
            match decide(&text, &packs) {
                Ok(()) => wrong.push(format!("{what} at {path}: was taken")),
                Err(fault) if fault.path != path => {
                    wrong.push(format!("{what} at {path}: the fault is at {} ({})", fault.path, fault.message));
                }
                Err(fault) => assert!(!fault.message.is_empty(), "{what} at {path}: says nothing"),
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 500, "only {tried} mutations");
    println!("{tried} mutations");
}
