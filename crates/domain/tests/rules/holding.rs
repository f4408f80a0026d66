//! What a replica that holds a part of the orders holds whatever its age.

use guichet_domain::Order;
use guichet_domain::holding::is_open;
use serde_json::json;

use crate::common::*;

#[track_caller]
fn open(order: OrderDoc) -> bool {
    is_open(&Order::from_value(order.0).unwrap())
}

fn cameras() -> OrderDoc {
    order().hardware("1", 2, "100.00", "0.20")
}

fn delivered() -> OrderDoc {
    cameras().paid().delivered("s1", &[("1", 2)], "2026-11-04")
}

#[test]
fn an_order_is_open_until_its_last_unit_has_arrived_or_was_cancelled() {
    assert!(open(cameras()));
    assert!(open(cameras().paid()));
    assert!(open(cameras().paid().delivered("s1", &[("1", 1)], "2026-11-04")));
    assert!(!open(cameras().paid().delivered("s1", &[("1", 1)], "2026-11-04").cancelled("1", 1)));
    assert!(!open(cameras().cancelled("1", 2)));
    assert!(open(cameras().paid().in_transit("s1", &[("1", 2)])));
    assert!(!open(delivered()));
}

#[test]
fn an_order_is_open_while_something_is_to_come_back() {
    let refused = || cameras().paid().refused("s1", &[("1", 2)], "2026-11-06");
    assert!(open(refused()));
    let mut back = refused();
    back.0["shipments"][0]["back_on"] = json!("2026-11-16");
    assert!(!open(back));
    assert!(open(delivered().rma("R-1", "2026-11-10", &[("1", 1, 0)])));
    assert!(!open(delivered().rma("R-1", "2026-11-10", &[("1", 1, 0)]).rma_with("status", "expired")));
}

#[test]
fn an_order_is_open_while_its_claim_is_not_settled() {
    let claimed = |status: &str| {
        let mut order = delivered().claim("s1", &[("1", 1)], false);
        order.0["claims"][0]["status"] = json!(status);
        order
    };
    for status in ["reported", "filed", "accepted"] {
        assert!(open(claimed(status)), "{status}");
    }
    for status in ["rejected", "paid", "closed"] {
        assert!(!open(claimed(status)), "{status}");
    }
    assert!(!open(delivered().claim("s1", &[("1", 1)], true)));
}
