//! Documents for tests: an order or an account is built in a few words, asked a question and compared.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

use guichet_domain::case::Case;
use guichet_domain::expectation::differences;
use guichet_domain::totals::Totals;
use guichet_domain::{Fault, Order, TermsPack};
use serde_json::{Value, json};

pub const TERMS: &str = "sales-terms-2017-04-01";

/// An order document under construction.
#[derive(Clone, Debug)]
pub struct OrderDoc(pub Value);

/// A regular order of a French consumer, placed on 1 November 2026 on the web, with nothing in it yet.
pub fn order() -> OrderDoc {
    OrderDoc(json!({
        "number": "W-1", "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
        "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris",
        "lines": [], "delivery": null, "discounts": [], "payments": [], "shipments": [],
        "cancelled": [], "rmas": [], "claims": [], "credits": [],
    }))
}

/// The same, bought by an American in dollars: no statutory rights.
pub fn american_order() -> OrderDoc {
    order()
        .with("currency", "USD")
        .with("market", "US")
        .with("time_zone", "America/New_York")
        .with("placed_at", "2026-11-01T09:12:00-05:00")
}

pub fn units(of: &[(&str, u32)]) -> Value {
    of.iter().map(|(line, quantity)| json!({"line": line, "quantity": quantity})).collect()
}

impl OrderDoc {
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0[field] = value.into();
        self
    }
    pub fn push(mut self, list: &str, value: Value) -> Self {
        self.0[list].as_array_mut().expect("a list").push(value);
        self
    }
    pub fn hardware(self, id: &str, quantity: u32, unit_price: &str, tax_rate: &str) -> Self {
        let line = json!({"id": id, "sku": format!("SKU-{id}"), "kind": "hardware", "quantity": quantity,
            "unit_price": unit_price, "tax_rate": tax_rate});
        self.push("lines", line)
    }
    pub fn service(self, id: &str, unit_price: &str, tax_rate: &str) -> Self {
        let line = json!({"id": id, "sku": "SVC", "kind": "service", "quantity": 1, "unit_price": unit_price,
            "tax_rate": tax_rate});
        self.push("lines", line)
    }
    pub fn gift(self, id: &str, quantity: u32, value: &str, tax_rate: &str, with: &[&str]) -> Self {
        let line = json!({"id": id, "sku": "GIFT", "kind": "promotional", "quantity": quantity, "value": value,
            "tax_rate": tax_rate, "granted_with": with});
        self.push("lines", line)
    }
    /// A discount on the line added last.
    pub fn line_discount(mut self, amount: &str) -> Self {
        let lines = self.0["lines"].as_array_mut().expect("lines");
        lines.last_mut().expect("a line")["line_discount"] = amount.into();
        self
    }
    pub fn delivery(self, price: &str, ground: &str, tax_rate: &str) -> Self {
        self.with("delivery", json!({"price": price, "ground_price": ground, "tax_rate": tax_rate}))
    }
    pub fn discount(self, amount: &str) -> Self {
        self.push("discounts", json!({"code": "WELCOME", "amount": amount}))
    }
    pub fn payment(self, id: &str, method: &str, authorised: &str, captured: &str, refunded: &str) -> Self {
        let payment = json!({"id": id, "method": method, "authorised": authorised, "captured": captured,
            "refunded": refunded});
        self.push("payments", payment)
    }
    /// The whole total, captured by card.
    pub fn paid(self) -> Self {
        let total = self.total();
        self.payment("p1", "card", &total, &total, "0")
    }
    /// The whole total, authorised only.
    pub fn authorised(self) -> Self {
        let total = self.total();
        self.payment("p1", "card", &total, "0", "0")
    }
    pub fn total(&self) -> String {
        let order = Order::from_value(self.0.clone()).unwrap_or_else(|f| panic!("the order is impossible: {f}"));
        Totals::of(&order).total.to_string()
    }
    /// A pre-order; without a day it is an offer.
    pub fn pre_order(self, accepted_on: Option<&str>) -> Self {
        self.with("kind", "pre_order").with("accepted_on", accepted_on.map_or(Value::Null, Value::from))
    }
    fn shipment(self, id: &str, of: &[(&str, u32)], delivered: Option<&str>, refused: Option<&str>) -> Self {
        let shipment = json!({"id": id, "carrier": "colissimo", "tracking": "6A1", "lines": units(of),
            "shipped_on": "2026-11-02", "delivered_on": delivered, "refused_on": refused});
        self.push("shipments", shipment)
    }
    pub fn in_transit(self, id: &str, of: &[(&str, u32)]) -> Self {
        self.shipment(id, of, None, None)
    }
    pub fn delivered(self, id: &str, of: &[(&str, u32)], on: &str) -> Self {
        self.shipment(id, of, Some(on), None)
    }
    pub fn refused(self, id: &str, of: &[(&str, u32)], on: &str) -> Self {
        self.shipment(id, of, None, Some(on))
    }
    pub fn cancelled(self, line: &str, quantity: u32) -> Self {
        self.push("cancelled", json!({"line": line, "quantity": quantity}))
    }
    /// An open RMA: line, units, units received.
    pub fn rma(self, number: &str, notified_on: &str, of: &[(&str, u32, u32)]) -> Self {
        let lines: Vec<Value> = of.iter().map(|(l, q, r)| json!({"line": l, "quantity": q, "received": r})).collect();
        let open = of.iter().any(|(_, q, r)| r < q);
        let rma = json!({"number": number, "notified_on": notified_on, "reason": null, "statutory": false,
            "lines": lines, "status": if open { "open" } else { "received" }});
        self.push("rmas", rma)
    }
    /// Changes the RMA added last.
    pub fn rma_with(mut self, field: &str, value: impl Into<Value>) -> Self {
        let rmas = self.0["rmas"].as_array_mut().expect("rmas");
        rmas.last_mut().expect("an RMA")[field] = value.into();
        self
    }
    pub fn claim(self, shipment: &str, of: &[(&str, u32)], replacement_delivered: bool) -> Self {
        let claim = json!({"shipment": shipment, "lines": units(of), "status": "reported",
            "replacement_delivered": replacement_delivered});
        self.push("claims", claim)
    }
    pub fn credit(self, of: &[(&str, u32)], bases: Value, tax: Value, total: &str) -> Self {
        let credit = json!({"lines": units(of), "delivery": "0", "bases": bases, "tax": tax, "total": total,
            "promotional": []});
        self.push("credits", credit)
    }
    pub fn refunded(mut self, amount: &str) -> Self {
        self.0["payments"][0]["refunded"] = amount.into();
        self
    }
}

/// A French account in euros at 20 %, anchored on the first of January 2026, in its November period.
pub fn account() -> Value {
    json!({
        "currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris", "market": "FR", "consumer": true,
        "anchor": "2026-01-01", "period": {"start": "2026-11-01", "end": "2026-12-01"}, "services": [],
        "payment_method": {"kind": "card", "last4": "4242"}, "unpaid": [],
    })
}

pub fn running(id: &str, price: &str) -> Value {
    json!({"id": id, "paid": true, "price": price, "status": "active", "started_on": "2026-01-01", "stops_on": null})
}

pub fn with_services(mut account: Value, services: &[Value]) -> Value {
    account["services"] = services.into();
    account
}

/// A question: subject, command, instant, terms.
pub struct Question(pub Value);

pub fn ask_order(order: &OrderDoc, command: Value, at: &str) -> Question {
    Question(json!({"at": at, "terms": TERMS, "order": order.0, "command": command}))
}

pub fn ask_account(account: &Value, command: Value, at: &str) -> Question {
    Question(json!({"at": at, "terms": TERMS, "account": account, "command": command}))
}

impl Question {
    pub fn parameters(mut self, parameters: Value) -> Self {
        self.0["terms"] = json!({"base": TERMS, "parameters": parameters});
        self
    }
    pub fn customer(mut self, customer: Value) -> Self {
        self.0["customer"] = customer;
        self
    }
    pub fn decide(&self) -> Result<Value, Fault> {
        decide_text(self.0.to_string().as_bytes())
    }
    /// Decides, compares with what is expected, and hands the decision back.
    #[track_caller]
    pub fn expect(&self, expected: Value) -> Value {
        let decision = self.decide().unwrap_or_else(|fault| panic!("bad input: {fault}"));
        let found = differences(&decision, &expected);
        assert!(found.is_empty(), "{}\ndecision: {decision:#}", found.join("\n"));
        decision
    }
    /// Bad input at exactly this path.
    #[track_caller]
    pub fn expect_fault(&self, path: &str) {
        match self.decide() {
            Ok(decision) => panic!("expected a fault at {path}, got {decision}"),
            Err(fault) => assert_eq!(fault.path, path, "{fault}"),
        }
    }
}

pub fn packs() -> Vec<TermsPack> {
    vec![TermsPack::shipped().expect("the shipped pack is sound")]
}

pub fn decide_text(text: &[u8]) -> Result<Value, Fault> {
    let decision = Case::from_json(text, &packs(), None)?.decide()?;
    Ok(serde_json::to_value(decision).expect("a decision is JSON"))
}

/// The ids of a decision's rules.
pub fn rule_ids(decision: &Value) -> Vec<&str> {
    decision["rules"].as_array().expect("rules").iter().filter_map(|r| r["id"].as_str()).collect()
}

#[track_caller]
pub fn assert_not_weighed(decision: &Value, rule: &str) {
    assert!(!rule_ids(decision).contains(&rule), "{rule} is weighed: {decision:#}");
}
