//! ORD-1, ORD-3, ORD-6, MON-2, MON-4, REF-2, REF-3, PRE-1: a basket and the order that it becomes.

use chrono::{DateTime, FixedOffset};
use guichet_domain::order::{Channel, LineKind, OrderKind};
use guichet_domain::totals::Totals;
use guichet_domain::{Basket, Catalogue, Fault, Order};
use serde_json::{Value, json};

fn catalogue() -> Catalogue {
    let name = |text: &str| json!({ "en": text, "fr": format!("{text} fr") });
    Catalogue::from_value(json!({
        "markets": {
            "FR": {"currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris"},
            "US": {"currency": "USD", "tax_rate": "0.08875", "time_zone": "America/New_York"},
        },
        "articles": [
            {"sku": "CAM", "name": name("Camera"), "kind": "hardware", "prices": {"EUR": "165.8333", "USD": "180.00"}},
            {"sku": "HUB", "name": name("Hub"), "kind": "hardware", "prices": {"EUR": "80.00"}},
            {"sku": "NEW", "name": name("New"), "kind": "hardware", "prices": {"EUR": "10.00"}, "pre_order": true},
            {"sku": "BAG", "name": name("Bag"), "kind": "promotional", "prices": {"EUR": "12.00"},
             "given_with": ["CAM"]},
            {"sku": "PEN", "name": name("Pen"), "kind": "promotional", "prices": {"EUR": "1.00"}},
        ],
        "deliveries": [
            {"id": "ground", "name": name("Ground"), "prices": {"EUR": "5.00", "USD": "7.00"}},
            {"id": "express", "name": name("Express"), "prices": {"EUR": "15.00"}},
        ],
        "services": [],
    }))
    .unwrap()
}

fn asked(changed: Value) -> Value {
    let mut basket = json!({
        "number": "O-1", "customer": "c1", "market": "FR", "consumer": true, "naming": "en",
        "lines": [{"sku": "CAM", "quantity": 2}], "payment": "card", "requirements_told": true,
    });
    for (name, value) in changed.as_object().unwrap() {
        basket[name] = value.clone();
    }
    basket
}

fn at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-22T11:00:00+01:00").unwrap()
}

fn order(changed: Value) -> Result<Order, Fault> {
    Basket::from_value(asked(changed)).unwrap().order(&catalogue(), at())
}

fn fault(changed: Value) -> String {
    order(changed).unwrap_err().path
}

#[test]
fn ord_1_it_becomes_an_order_of_customer_service_at_the_catalogues_prices() {
    let order = order(json!({ "delivery": "ground" })).unwrap();
    assert_eq!((order.number.as_str(), order.customer.as_deref()), ("O-1", Some("c1")));
    assert_eq!((order.channel, order.kind, order.placed_at), (Channel::CustomerService, OrderKind::Regular, at()));
    let totals = Totals::of(&order);
    // 2 × 165.8333 = 331.67 (MON-2), 5.00 delivery, 20 % of 336.67.
    assert_eq!(totals.total.to_string(), "404.00");
}

#[test]
fn ord_3_nothing_is_captured_by_placing() {
    let order = order(json!({ "payment": "bank_transfer" })).unwrap();
    let [payment] = &order.payments[..] else { panic!("one payment") };
    assert!(payment.captured.value().is_zero() && payment.authorised.value().is_zero());
    assert!(order.invoices.is_empty() && order.shipments.is_empty());
}

#[test]
fn ref_3_a_gift_comes_once_with_what_it_is_given_with() {
    let both = order(json!({ "lines": [{"sku": "HUB", "quantity": 1}, {"sku": "CAM", "quantity": 3}] })).unwrap();
    let gifts: Vec<_> = both.lines.iter().filter(|line| line.kind == LineKind::Promotional).collect();
    let told: Vec<_> = gifts.iter().map(|gift| (gift.sku.as_str(), gift.quantity, gift.granted_with.clone())).collect();
    let ids = |ids: &[&str]| Some(ids.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(told, [("BAG", 1, ids(&["2"])), ("PEN", 1, ids(&["1", "2"]))]);
    let hub = order(json!({ "lines": [{"sku": "HUB", "quantity": 1}] })).unwrap();
    assert_eq!(hub.lines.iter().map(|line| line.sku.as_str()).collect::<Vec<_>>(), ["HUB", "PEN"]);
    // Neither gift has a value in dollars: none is given there.
    assert_eq!(order(json!({ "market": "US" })).unwrap().lines.len(), 1);
}

#[test]
fn ref_2_the_ground_delivery_bounds_a_dearer_one() {
    let express = order(json!({ "delivery": "express" })).unwrap();
    let delivery = express.delivery.as_ref().unwrap();
    assert_eq!(delivery.price.value().to_string(), "15.00");
    assert_eq!(delivery.ground_price.unwrap().value().to_string(), "5.00");
    assert!(order(json!({})).unwrap().delivery.is_none(), "the customer comes for it");
    assert_eq!(fault(json!({ "delivery": "pigeon" })), "delivery");
    assert_eq!(fault(json!({ "market": "US", "delivery": "express" })), "delivery", "no price in dollars");
}

#[test]
fn mon_4_a_discount_takes_off_at_most_what_the_goods_cost() {
    let with = |amount: &str| json!({ "discounts": [{"code": "SORRY", "amount": amount}] });
    assert_eq!(Totals::of(&order(with("331.67")).unwrap()).total.to_string(), "0.00");
    let path = fault(with("331.68"));
    assert!(path.starts_with("discounts"), "{path}");
}

#[test]
fn pre_1_what_can_only_be_reserved_is_an_offer_of_its_own() {
    let reserved = order(json!({ "lines": [{"sku": "NEW", "quantity": 1}] })).unwrap();
    assert_eq!((reserved.kind, reserved.accepted_on), (OrderKind::PreOrder, None));
    let mixed = json!({ "lines": [{"sku": "CAM", "quantity": 1}, {"sku": "NEW", "quantity": 1}] });
    assert_eq!(fault(mixed), "lines[1].sku");
}

#[test]
fn ord_6_the_requirements_are_told_first() {
    assert_eq!(fault(json!({ "requirements_told": false })), "requirements_told");
}

#[test]
fn what_is_not_sold_names_its_place() {
    assert_eq!(fault(json!({ "lines": [] })), "lines");
    assert_eq!(fault(json!({ "lines": [{"sku": "NONE", "quantity": 1}] })), "lines[0].sku");
    assert_eq!(fault(json!({ "lines": [{"sku": "BAG", "quantity": 1}] })), "lines[0].sku", "a gift is not sold");
    assert_eq!(fault(json!({ "lines": [{"sku": "CAM", "quantity": 0}] })), "lines[0].quantity");
    assert_eq!(fault(json!({ "lines": [{"sku": "CAM", "quantity": u32::MAX}] })), "lines[0].quantity");
    let twice = json!({ "lines": [{"sku": "CAM", "quantity": 1}, {"sku": "CAM", "quantity": 2}] });
    assert_eq!(fault(twice), "lines[1].sku");
    assert_eq!(fault(json!({ "market": "DE" })), "market");
    assert_eq!(fault(json!({ "market": "US", "lines": [{"sku": "HUB", "quantity": 1}] })), "lines[0].sku");
}

#[test]
fn a_basket_that_cannot_be_read_names_the_place_of_its_fault() {
    for (changed, path) in [
        (json!({ "payment": "cash" }), "payment"),
        (json!({ "more": 1 }), "more"),
        (json!({ "discounts": [{"code": "SORRY", "amount": "-0.01"}] }), "discounts[0].amount"),
        (json!({ "lines": [{"sku": "CAM"}] }), "lines[0].quantity"),
        (json!({ "lines": [{"sku": "CAM", "quantity": 1.5}] }), "lines[0].quantity"),
    ] {
        assert_eq!(Basket::from_value(asked(changed)).unwrap_err().path, path);
    }
}
