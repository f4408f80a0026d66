#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use chrono::NaiveDate;
use guichet_domain::{Order, Rule};
use serde_json::{Value, json};

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn november() -> Range {
    Range::new(day("2026-11-01"), day("2026-11-30")).unwrap()
}

/// Three cameras at 100.00 net, delivered on 2 October; `more` replaces lists of it.
fn order(number: &str, currency: &str, more: &Value) -> Order {
    let mut order = json!({
        "number": number, "kind": "regular", "channel": "web", "placed_at": "2026-10-01T09:00:00+00:00",
        "currency": currency, "market": "FR", "consumer": true, "time_zone": "Europe/Paris",
        "lines": [{ "id": "1", "sku": "CAM", "name": "Camera", "kind": "hardware", "quantity": 3,
            "unit_price": "100.00", "tax_rate": "0.20" }],
        "delivery": null, "discounts": [],
        "payments": [{ "id": "p1", "method": "card", "authorised": "360.00", "captured": "360.00", "refunded": "360.00" }],
        "shipments": [{ "id": "s1", "carrier": "dhl", "lines": [{ "line": "1", "quantity": 3 }],
            "shipped_on": "2026-10-01", "delivered_on": "2026-10-02" }],
        "cancelled": [], "rmas": [], "claims": [], "credits": [],
    });
    for (name, value) in more.as_object().unwrap() {
        order[name] = value.clone();
    }
    Order::from_value(order).unwrap()
}

fn rma(number: &str, on: &str, units: u32, received: u32) -> Value {
    json!({ "number": number, "notified_on": on, "reason": "faulty", "status": if units == received { "received" } else { "open" },
        "lines": [{ "line": "1", "quantity": units, "received": received }] })
}

fn credit(rma: Option<&str>, on: Option<&str>, units: u32) -> Value {
    let net = format!("{}.00", 100 * units);
    let (tax, total) = (format!("{}.00", 20 * units), format!("{}.00", 120 * units));
    let mut credit = json!({ "lines": [{ "line": "1", "quantity": units }], "bases": { "0.2": net },
        "tax": { "0.2": tax }, "total": total });
    for (name, value) in [("rma", rma), ("on", on)] {
        if let Some(value) = value {
            credit[name] = json!(value);
        }
    }
    credit
}

fn counted(range: Range, orders: &[Order]) -> (Figures, BTreeMap<Bar, BehindBar>) {
    let mut counting = Counting::of(range);
    for order in orders {
        counting.add(order, &Told::new());
    }
    counting.done()
}

#[test]
fn nothing_counted_still_shows_every_week() {
    let (figures, behind) = counted(november(), &[]);
    assert_eq!((figures.returns, figures.units, figures.times.all), (0, 0, None));
    assert!(figures.refunds.is_empty() && figures.claims.is_empty() && behind.is_empty());
    // The 1st is a Sunday, the 30th a Monday: both weeks are cut.
    let weeks: Vec<&str> = figures.by_week.iter().map(|week| week.key.as_str()).collect();
    assert_eq!(weeks, ["2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30"]);
}

#[test]
fn both_ends_of_a_range_count_and_the_days_beside_them_do_not() {
    let on = |number: &str, on: &str| order(number, "EUR", &json!({ "rmas": [rma("R-1", on, 2, 0)] }));
    let orders = [on("W-1", "2026-10-31"), on("W-2", "2026-11-01"), on("W-3", "2026-11-30"), on("W-4", "2026-12-01")];
    let (figures, behind) = counted(november(), &orders);
    assert_eq!((figures.returns, figures.units), (2, 4));
    assert_eq!(figures.by_reason.len(), 1);
    assert_eq!((figures.by_article[0].name.as_deref(), figures.by_article[0].units), (Some("Camera"), 4));
    let numbers = |bar: Bar| behind[&bar].orders.iter().map(|one| one.order.clone()).collect::<Vec<_>>();
    assert_eq!(numbers(Bar::Reason { key: "faulty".into() }), ["W-2", "W-3"]);
    assert_eq!(numbers(Bar::Week { key: "2026-10-26".into() }), ["W-2"]);
    assert_eq!(numbers(Bar::Week { key: "2026-11-30".into() }), ["W-3"]);
}

#[test]
fn a_partly_credited_order_counts_what_was_credited_in_the_range_alone() {
    let partly = order(
        "W-1",
        "EUR",
        &json!({
            "rmas": [rma("R-1", "2026-10-20", 2, 2)],
            "credits": [credit(Some("R-1"), Some("2026-10-31"), 1), credit(Some("R-1"), Some("2026-11-01"), 1)],
        }),
    );
    let (figures, _) = counted(november(), &[partly]);
    let clause = &figures.refunds[0].by_clause[0];
    assert_eq!((clause.clause.as_str(), clause.count, clause.total.as_str()), ("T§8", 1, "120.00"));
    assert_eq!(clause.rules, ["RET-1"]);
    // Told on 20 October, credited on 1 November.
    assert_eq!(figures.times.all, Some(Times { count: 1, median: 12, p90: 12 }));
    assert_eq!(figures.returns, 0, "it was asked for before");
}

#[test]
fn two_currencies_are_never_added() {
    let credited = |number: &str, currency: &str, units| {
        let more = json!({ "rmas": [rma("R-1", "2026-11-02", units, units)],
            "credits": [credit(Some("R-1"), Some("2026-11-12"), units)] });
        order(number, currency, &more)
    };
    let (figures, behind) = counted(november(), &[credited("W-1", "EUR", 1), credited("W-2", "USD", 2)]);
    let sums: Vec<(Currency, &str)> = figures.refunds.iter().map(|one| (one.currency, one.total.as_str())).collect();
    assert_eq!(sums, [(Currency::EUR, "120.00"), (Currency::USD, "240.00")]);
    let bar = Bar::Clause { key: "T§8".into(), currency: Currency::USD };
    assert_eq!((behind[&bar].count, behind[&bar].orders[0].order.as_str()), (1, "W-2"));
}

#[test]
fn what_neither_the_order_nor_the_history_explains_is_unknown_and_what_has_no_day_is_in_no_range() {
    let cancelled = |on: Option<&str>| {
        let more =
            json!({ "shipments": [], "cancelled": [{ "line": "1", "quantity": 1 }], "credits": [credit(None, on, 1)] });
        order("W-1", "EUR", &more)
    };
    let dated = cancelled(Some("2026-11-05"));
    let mut counting = Counting::of(november());
    assert!(counting.asks_history(&dated));
    counting.add(&dated, &Told::from([(0, Rest::On(Rule::Can6))]));
    counting.add(&dated, &Told::from([(0, Rest::OnException)]));
    counting.add(&dated, &Told::new());
    counting.add(&cancelled(None), &Told::new());
    let (figures, _) = counting.done();
    let clauses: Vec<&str> = figures.refunds[0].by_clause.iter().map(|one| one.clause.as_str()).collect();
    assert_eq!(clauses, ["T§9", "exception", "unknown"]);
    assert_eq!((figures.refunds[0].count, figures.undated_credits), (3, 1));
    assert_eq!(figures.times.all, None, "a cancellation is paid back when it is told");
}

#[test]
fn claims_are_counted_by_carrier_from_their_report() {
    let claimed = |number: &str, status: &str, on: &str, recovered: Option<&str>| {
        let mut claim = json!({ "shipment": "s1", "lines": [{ "line": "1", "quantity": 1 }], "status": status,
            "number": "D-1", "reported_on": on });
        if let Some(amount) = recovered {
            claim["recovered"] = json!(amount);
        }
        order(number, "EUR", &json!({ "claims": [claim] }))
    };
    let orders = [
        claimed("W-1", "paid", "2026-11-01", Some("80.00")),
        claimed("W-2", "rejected", "2026-11-30", None),
        claimed("W-3", "filed", "2026-11-10", None),
        claimed("W-4", "filed", "2026-12-01", None),
    ];
    let (figures, _) = counted(november(), &orders);
    let dhl = &figures.claims[0];
    assert_eq!((dhl.claimed, dhl.accepted, dhl.rejected, dhl.open), (3, 1, 1, 1));
    assert_eq!(dhl.recovered, [AmountIn { currency: Currency::EUR, amount: "80.00".into() }]);
}

#[test]
fn a_range_has_its_days_and_an_end() {
    let today = day("2026-11-23");
    let four = Range::weeks(4, today).unwrap();
    assert_eq!((four.from(), four.to()), (day("2026-10-27"), today));
    assert_eq!(Range::months(12, today).unwrap().from(), day("2025-11-24"));
    assert_eq!(Range::new(today, day("2026-11-22")), None);
    assert_eq!(Range::new(day("2020-01-01"), today), None);
    assert!(Range::new(today, today).unwrap().holds(today));
}
