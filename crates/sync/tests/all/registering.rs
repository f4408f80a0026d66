//! Customers who are made and corrected at desks, and what stays of them once they are erased.

use std::sync::Arc;

use crate::common::{self, Centre, Desk, conflict, erase, events_name, feed_names, verdict};
use guichet_domain::{Basket, Catalogue, CustomerRecord};
use guichet_sync::body::CATALOGUE;
use guichet_sync::conflict::ConflictKind;
use guichet_sync::{Action, Body, Key, Verdict};
use serde_json::{Value, json};

const SECRET: &str = "ondine@example.com";

fn key(id: &str) -> Key {
    Key::Customer(id.into())
}

fn record(id: &str) -> CustomerRecord {
    serde_json::from_value(json!({
        "customer": {"id": id, "name": "Ondine", "email": SECRET},
        "contact": {"country": "FR", "language": "fr"},
    }))
    .unwrap()
}

fn register(id: &str) -> (Key, Action) {
    (key(id), Action::Register(Box::new(record(id))))
}

fn amend(field: &str, was: Option<&str>, becomes: Option<&str>) -> Action {
    let command = json!({"type": "amend_customer", "fields": {field: {"was": was, "becomes": becomes}}});
    Action::Customer(serde_json::from_value(command).unwrap())
}

fn place(number: &str, customer: &str) -> (Key, Action) {
    let basket = Basket::from_value(json!({
        "number": number, "customer": customer, "market": "FR", "consumer": true, "naming": "fr",
        "lines": [{"sku": "CAM", "quantity": 1}], "payment": "card", "requirements_told": true,
    }));
    (Key::Order(number.into()), Action::Place(Box::new(basket.unwrap())))
}

fn shop() -> Centre {
    let centre = Centre::new();
    let catalogue = Catalogue::from_value(json!({
        "markets": {"FR": {"currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris"}},
        "articles": [{"sku": "CAM", "name": {"en": "Camera", "fr": "Caméra"}, "kind": "hardware",
            "prices": {"EUR": "100.00"}}],
        "deliveries": [], "services": [],
    }));
    centre.ingest(&Key::Catalogue(CATALOGUE.into()), Body::Catalogue(Arc::new(catalogue.unwrap())));
    centre
}

fn known(desk: &Desk, id: &str) -> Option<Arc<CustomerRecord>> {
    let look = desk.store.look();
    let row = look.peek_rows().find(|(at, _)| **at == key(id)).map(|(_, row)| row.clone())?;
    match row.body? {
        Body::Customer(record) => Some(record),
        _ => None,
    }
}

#[test]
fn who_was_just_registered_orders_in_the_same_push() {
    let centre = shop();
    let (mut one, two) = (centre.enrol(1), centre.enrol(2));
    let (at, action) = register("C-K1-1");
    one.act(1, at, action, centre.now).unwrap();
    let (at, action) = place("O-K1-1", "C-K1-1");
    one.act(1, at, action, centre.now).unwrap();
    one.sync(&centre);
    two.pull(&centre);
    assert!((0..2).all(|at| matches!(verdict(&one, at), Verdict::Applied { .. })));
    assert_eq!(known(&two, "C-K1-1").unwrap().customer.email.as_deref(), Some(SECRET));
    assert_eq!(centre.order("O-K1-1").customer.as_deref(), Some("C-K1-1"));
}

#[test]
fn two_who_correct_different_fields_are_in_nobodys_way_and_the_same_field_is_asked_again() {
    let centre = shop();
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    let now = centre.now;
    let town = centre_town(&one);
    one.act(1, key("c1"), amend("town", town.as_deref(), Some("Nice")), now).unwrap();
    two.act(2, key("c1"), amend("phone", None, Some("0612345678")), now).unwrap();
    two.act(2, key("c1"), amend("town", town.as_deref(), Some("Lyon")), now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    one.pull(&centre);
    assert!(matches!(verdict(&two, 0), Verdict::Applied { .. }));
    assert!(verdict(&two, 1).is_rejected(), "the town was another by then");
    let both = known(&one, "c1").unwrap();
    assert_eq!((both.contact.town.as_deref(), both.contact.phone.as_deref()), (Some("Nice"), Some("0612345678")));
}

fn centre_town(desk: &Desk) -> Option<String> {
    known(desk, "c1").unwrap().contact.town.clone()
}

/// The schedules found it: an address that was taken away later put an earlier order in doubt.
#[test]
fn an_order_is_weighed_for_the_customer_as_they_were_when_it_was_taken() {
    let centre = shop();
    let mut desk = centre.enrol(1);
    let email = known(&desk, "c1").unwrap().customer.email.clone().unwrap();
    let (at, action) = place("O-K1-1", "c1");
    desk.act(1, at, action, centre.now).unwrap();
    desk.act(1, key("c1"), amend("email", Some(&email), None), centre.now).unwrap();
    let (at, action) = place("O-K1-2", "c1");
    assert!(desk.act(1, at, action, centre.now).is_err(), "ORD-1: nobody without an address");
    // Whatever a page brings, the first order stays without a doubt.
    centre.put_order(common::order("W-9"));
    desk.pull(&centre);
    assert!(desk.store.look().peek_entries().all(|entry| entry.doubt.is_none()));
    desk.sync(&centre);
    assert!((0..2).all(|at| matches!(verdict(&desk, at), Verdict::Applied { .. })));
}

#[test]
fn who_was_erased_is_made_anew_by_nobody() {
    let centre = shop();
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    let (at, action) = register("P-1");
    one.act(1, at.clone(), action.clone(), centre.now).unwrap();
    two.act(2, at.clone(), action.clone(), centre.now).unwrap();
    one.sync(&centre);
    erase(&centre, "P-1");
    two.sync(&centre);
    assert_eq!(conflict(&two, 0), ConflictKind::CustomerGone);
    assert!(known(&two, "P-1").is_none());
    one.pull(&centre);
    assert!(one.act(1, at, action, centre.now).is_err(), "nor here, once it is known");
}

#[test]
fn nothing_that_was_typed_about_who_was_erased_stays_in_the_feed_or_on_other_desks() {
    let centre = shop();
    let (mut one, mut two, three) = (centre.enrol(1), centre.enrol(2), centre.enrol(3));
    let (at, action) = register("P-1");
    one.act(1, at.clone(), action, centre.now).unwrap();
    one.sync(&centre);
    two.pull(&centre);
    assert!(feed_names(&centre, SECRET) && events_name(&two, SECRET));
    two.act(2, at, amend("email", Some(SECRET), Some("other@example.com")), centre.now).unwrap();
    erase(&centre, "P-1");
    two.sync(&centre);
    three.pull(&centre);
    for text in [SECRET, "other@example.com", "Ondine"] {
        assert!(!feed_names(&centre, text), "{text}");
        assert!(!events_name(&two, text) && !events_name(&three, text), "{text}");
    }
    assert_eq!(conflict(&two, 0), ConflictKind::CustomerGone);
    // That something was done, and by whom, stays.
    let look = three.store.look();
    let names: Vec<_> = look.peek_events().filter_map(|event| event.command().map(|(_, _, it, _)| it.name())).collect();
    assert_eq!(names, ["new_customer", "amend_customer"]);
}

#[test]
fn an_account_that_somebody_opened_meanwhile_gets_the_service_all_the_same() {
    let centre = shop();
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    let (at, action) = register("P-1");
    one.act(1, at, action, centre.now).unwrap();
    one.sync(&centre);
    two.pull(&centre);
    let open = |service: &str| {
        let opening: Value = json!({
            "market": "FR", "consumer": true, "payment_method": {"kind": "transfer"},
            "subscribe": {"service": service, "price": "9.00"},
        });
        Action::Open(Box::new(serde_json::from_value(opening).unwrap()))
    };
    let at = Key::Account("P-1".into());
    one.act(1, at.clone(), open("alarm"), centre.now).unwrap();
    two.act(2, at.clone(), open("cloud"), centre.now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    assert!(!verdict(&two, 0).is_rejected(), "{:?}", verdict(&two, 0));
    let look = two.store.look();
    let row = look.peek_rows().find(|(key, _)| **key == at).map(|(_, row)| row.clone()).unwrap();
    let Some(Body::Account(account)) = row.body else { panic!() };
    assert_eq!(account.services.len(), 2);
}
