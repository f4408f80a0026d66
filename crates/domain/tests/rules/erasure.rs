//! Erasing a customer: ERS-1, ERS-2.

use guichet_domain::erasure::Dealings;
use guichet_domain::{Customer, Order, ServiceAccount, StrayParcel, weigh_erasure};
use serde_json::{Value, json};

use crate::common::*;

/// A camera that has arrived.
fn settled() -> OrderDoc {
    order().hardware("1", 2, "100.00", "0.20").paid().delivered("s1", &[("1", 2)], "2026-11-04")
}

fn weighed(customer: Value, orders: &[OrderDoc], account: Option<Value>, paying: &[&str], today: &str) -> Value {
    let customer: Customer = serde_json::from_value(customer).unwrap();
    let orders: Vec<Order> = orders.iter().map(|order| Order::from_value(order.0.clone()).unwrap()).collect();
    let account = account.map(|account| ServiceAccount::from_value(account).unwrap());
    let paying: Vec<String> = paying.iter().map(|&order| order.to_owned()).collect();
    let dealings = Dealings {
        customer: &customer,
        orders: &orders,
        account: account.as_ref(),
        parcels: &[],
        paying: &paying,
        at: format!("{today}T10:00:00+01:00").parse().unwrap(),
    };
    serde_json::to_value(weigh_erasure(dealings)).unwrap()
}

fn nobody() -> Value {
    json!({"id": "c1", "name": "Zoé Ker"})
}

#[track_caller]
fn hindered(order: OrderDoc, hindrances: Value) {
    assert_eq!(weighed(nobody(), &[order], None, &[], "2026-11-24")["hindrances"], hindrances);
}

#[test]
fn ers_1_a_customer_with_whom_all_is_settled_may_be_erased() {
    assert_eq!(weighed(nobody(), &[], None, &[], "2026-11-24"), json!({"hindrances": [], "kept": []}));
    hindered(settled(), json!([]));
    hindered(settled().rma("R-1", "2026-11-10", &[("1", 1, 0)]).rma_with("status", "expired"), json!([]));
}

#[test]
fn ers_1_what_is_under_way_is_settled_first() {
    let number = settled().0["number"].clone();
    let open = json!([{"what": "open_order", "order": number}]);
    hindered(order().hardware("1", 2, "100.00", "0.20").paid(), open.clone());
    hindered(settled().rma("R-1", "2026-11-10", &[("1", 1, 0)]), open.clone());
    hindered(settled().claim("s1", &[("1", 1)], false), open);
    let number = number.as_str().unwrap();
    let paying = weighed(nobody(), &[settled()], None, &[number], "2026-11-24");
    assert_eq!(paying["hindrances"], json!([{"what": "money_on_its_way", "order": number}]));
    let disputed = weighed(json!({"id": "c1", "open_disputes": 2}), &[], None, &[], "2026-11-24");
    assert_eq!(disputed["hindrances"], json!([{"what": "open_dispute", "count": 2}]));
}

#[test]
fn ers_1_a_paid_service_hinders_until_the_day_it_stops() {
    let with = |service: Value, day: &str| {
        weighed(nobody(), &[], Some(with_services(account(), &[service])), &[], day)["hindrances"].clone()
    };
    let running = running("video", "4.99");
    let runs = json!([{"what": "running_service", "service": "video", "stops_on": null}]);
    assert_eq!(with(running.clone(), "2026-11-24"), runs);
    let mut ending = running.clone();
    ending["status"] = json!("ending");
    ending["stops_on"] = json!("2026-12-05");
    let ends = json!([{"what": "running_service", "service": "video", "stops_on": "2026-12-05"}]);
    assert_eq!(with(ending.clone(), "2026-12-04"), ends);
    assert_eq!(with(ending.clone(), "2026-12-05"), json!([]));
    ending["status"] = json!("ended");
    assert_eq!(with(ending, "2026-11-24"), json!([]));
    let mut free = running;
    free["paid"] = json!(false);
    assert_eq!(with(free, "2026-11-24"), json!([]));
}

#[test]
fn ers_1_what_is_owed_is_told_in_all() {
    let mut owing = account();
    owing["unpaid"] = json!([{"amount": "9.99", "due_on": "2026-11-01"}, {"amount": "0.01", "due_on": "2026-12-01"}]);
    let told = weighed(nobody(), &[], Some(owing.clone()), &[], "2026-11-24");
    assert_eq!(told["hindrances"], json!([{"what": "unpaid", "amount": "10.00", "currency": "EUR"}]));
    owing["unpaid"] = json!([{"amount": "0.00", "due_on": "2026-11-01"}]);
    assert_eq!(weighed(nobody(), &[], Some(owing), &[], "2026-11-24")["hindrances"], json!([]));
}

#[test]
fn ers_2_orders_are_kept_until_ten_years_after_the_year_in_which_the_newest_ends() {
    let until = |orders: &[OrderDoc]| weighed(nobody(), orders, None, &[], "2026-11-24")["kept"][0]["until"].clone();
    let placed = |at: &str| order().hardware("1", 1, "100.00", "0.20").paid().with("placed_at", at).cancelled("1", 1);
    assert_eq!(until(&[placed("2026-12-31T23:30:00+01:00")]), "2036-12-31");
    // In the order's own zone it was the next year already.
    assert_eq!(until(&[placed("2026-12-31T23:30:00+00:00")]), "2037-12-31");
    let credited = |on: &str| {
        let credit = json!({"lines": [], "bases": {}, "tax": {}, "total": "0.00", "on": on});
        placed("2026-12-30T12:00:00+01:00").push("credits", credit)
    };
    assert_eq!(until(&[credited("2027-01-01"), placed("2020-01-01T12:00:00+01:00")]), "2037-12-31");
    let kept = weighed(nobody(), &[settled(), settled()], None, &[], "2026-11-24");
    assert_eq!(kept["kept"], json!([{"what": "orders", "count": 2, "until": "2036-12-31"}]));
    let mut claimed = settled().claim("s1", &[("1", 1)], true);
    claimed.0["claims"][0]["status"] = json!("closed");
    let kept = weighed(nobody(), &[settled(), claimed], None, &[], "2026-11-24");
    assert_eq!(kept["kept"][1], json!({"what": "reasons", "orders": 1}));
}

#[test]
fn ers_2_an_account_is_kept_by_what_was_billed_last() {
    let until = |account: Value| {
        let kept = weighed(nobody(), &[], Some(account), &[], "2026-11-24")["kept"][0].clone();
        assert_eq!(kept["what"], "account");
        kept["until"].clone()
    };
    let mut billed = account();
    billed["anchor"] = json!("2024-03-10");
    billed["period"] = json!({"start": "2026-12-10", "end": "2027-01-10"});
    assert_eq!(until(billed.clone()), "2037-12-31");
    billed["period"] = json!(null);
    assert_eq!(until(billed.clone()), "2034-12-31");
    billed["anchor"] = json!(null);
    assert_eq!(until(billed), json!(null));
}

#[test]
fn ers_1_a_parcel_of_theirs_that_lies_here_is_settled_first() {
    let parcel = |number: &str, settled: Value| {
        let person = json!({"id": "a1", "name": "Ana"});
        let mut document = json!({"number": number, "arrived_on": "2026-11-20", "order": "W-1", "customer": "c1",
            "put_aside_at": "2026-11-20T10:00:00Z", "put_aside_by": person});
        if !settled.is_null() {
            document["settled"] = json!({"how": settled, "on": "2026-11-22", "by": person});
        }
        StrayParcel::from_value(document).unwrap()
    };
    let customer: Customer = serde_json::from_value(nobody()).unwrap();
    let parcels = [parcel("Q-1", Value::Null), parcel("Q-2", json!({"type": "received"}))];
    let at = "2026-11-24T10:00:00Z".parse().unwrap();
    let weigh = |parcels: &[StrayParcel]| {
        let dealings = Dealings { customer: &customer, orders: &[], account: None, parcels, paying: &[], at };
        serde_json::to_value(weigh_erasure(dealings)).unwrap()["hindrances"].clone()
    };
    assert_eq!(weigh(&parcels), json!([{"what": "parcel_here", "parcel": "Q-1"}]));
    assert_eq!(weigh(&parcels[1..]), json!([]));
}
