//! What is due, and when: RET-6, DEL-2, DMG-2, PRE-4.

use guichet_domain::agenda::agenda;
use guichet_domain::decision::Deadline;
use guichet_domain::{Order, TermsPack};
use serde_json::json;

use crate::common::*;

fn cameras() -> OrderDoc {
    order().hardware("1", 2, "100.00", "0.20")
}

/// The deadlines as text: what, when, of what.
#[track_caller]
fn due(order: OrderDoc) -> Vec<(Deadline, String, Option<String>)> {
    let order = Order::from_value(order.0).unwrap();
    let pack = TermsPack::shipped().unwrap();
    agenda(&order, &pack.parameters).into_iter().map(|due| (due.deadline, due.on.to_string(), due.of)).collect()
}

fn one(deadline: Deadline, on: &str, of: Option<&str>) -> Vec<(Deadline, String, Option<String>)> {
    vec![(deadline, on.to_owned(), of.map(str::to_owned))]
}

#[test]
fn an_order_without_anything_open_has_nothing_due() {
    assert_eq!(due(cameras().paid()), []);
    assert_eq!(due(cameras().paid().delivered("s1", &[("1", 2)], "2026-11-04")), []);
}

#[test]
fn ret_6_an_open_rma_is_due_fourteen_days_after_it_was_asked_for() {
    let delivered = || cameras().paid().delivered("s1", &[("1", 2)], "2026-11-04");
    assert_eq!(
        due(delivered().rma("R-1", "2026-11-10", &[("1", 1, 0)])),
        one(Deadline::ReturnBy, "2026-11-24", Some("R-1"))
    );
    let back = delivered().rma("R-1", "2026-11-10", &[("1", 1, 0)]).rma_with("status", "expired");
    assert_eq!(due(back), []);
}

#[test]
fn del_2_a_refused_parcel_is_due_until_it_is_back() {
    let refused = || cameras().paid().refused("s1", &[("1", 2)], "2026-11-06");
    assert_eq!(due(refused()), one(Deadline::RefusedDeliveryRefund, "2026-12-21", Some("s1")));
    let mut back = refused();
    back.0["shipments"][0]["back_on"] = json!("2026-11-16");
    assert_eq!(due(back), []);
}

#[test]
fn dmg_2_the_carrier_is_told_within_three_days_without_sundays_and_holidays() {
    // Delivered on Friday the 6th: Saturday, Monday, Tuesday; the 11th would be a holiday.
    let delivered = |on| cameras().paid().delivered("s1", &[("1", 2)], on).claim("s1", &[("1", 1)], false);
    assert_eq!(due(delivered("2026-11-06"))[0].1, "2026-11-10");
    assert_eq!(due(delivered("2026-11-09"))[0].1, "2026-11-13");
    let mut filed = delivered("2026-11-06");
    filed.0["claims"][0]["status"] = json!("filed");
    assert_eq!(due(filed), []);
}

#[test]
fn pre_4_the_customer_is_told_three_days_before_it_ships() {
    let planned = || cameras().pre_order(None).authorised().with("ships_on", "2026-12-01");
    assert_eq!(due(planned()), one(Deadline::PreShipmentNotice, "2026-11-28", None));
    assert_eq!(due(planned().cancelled("1", 1)).len(), 1);
    assert_eq!(due(planned().cancelled("1", 2)), []);
    assert_eq!(due(planned().in_transit("s1", &[("1", 1)])), []);
    assert_eq!(due(cameras().pre_order(None).authorised()), [], "nobody knows when");
}

#[test]
fn pre_4_the_first_day_of_the_calendar_has_no_day_before() {
    let planned = cameras().pre_order(None).authorised().with("ships_on", "0001-01-01");
    assert_eq!(due(planned).len(), 1);
}

#[test]
fn what_is_due_first_stands_first() {
    let both = cameras()
        .paid()
        .delivered("s1", &[("1", 1)], "2026-11-04")
        .refused("s2", &[("1", 1)], "2026-11-05")
        .rma("R-2", "2026-11-10", &[("1", 1, 0)]);
    let days: Vec<String> = due(both).into_iter().map(|(_, on, _)| on).collect();
    assert_eq!(days, ["2026-11-24", "2026-12-20"]);
}

#[test]
fn only_a_pre_order_has_a_planned_day() {
    let fault = Order::from_value(cameras().paid().with("ships_on", "2026-12-01").0).unwrap_err();
    assert_eq!(fault.path, "ships_on");
}
