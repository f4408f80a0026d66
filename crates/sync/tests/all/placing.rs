//! An order that is placed at a desk: a command on a number that is not there yet.

use std::sync::Arc;

use crate::common::{self, Centre, Desk, cancel, order};
use guichet_domain::{Basket, Catalogue};
use guichet_sync::authority::EffectKind;
use guichet_sync::body::CATALOGUE;
use guichet_sync::conflict::ConflictKind;
use guichet_sync::replica::EntryState;
use guichet_sync::verdict::Difference;
use guichet_sync::{Action, Body, Key, Verdict};
use serde_json::json;

fn put_catalogue(centre: &Centre, price: &str) {
    let catalogue = Catalogue::from_value(json!({
        "markets": {"FR": {"currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris"}},
        "articles": [{"sku": "CAM", "name": {"en": "Camera", "fr": "Caméra"}, "kind": "hardware",
            "prices": {"EUR": price}}],
        "deliveries": [], "services": [],
    }));
    centre.ingest(&Key::Catalogue(CATALOGUE.into()), Body::Catalogue(Arc::new(catalogue.unwrap())));
}

fn place(number: &str, customer: &str) -> (Key, Action) {
    let basket = Basket::from_value(json!({
        "number": number, "customer": customer, "market": "FR", "consumer": true, "naming": "fr",
        "lines": [{"sku": "CAM", "quantity": 2}], "payment": "card", "requirements_told": true,
    }));
    (Key::Order(number.into()), Action::Place(Box::new(basket.unwrap())))
}

fn shop() -> Centre {
    let centre = Centre::new();
    put_catalogue(&centre, "100.00");
    centre
}

fn shown(desk: &Desk, number: &str) -> Option<u32> {
    let key = Key::Order(number.into());
    let look = desk.store.look();
    let row = look.peek_rows().find(|(at, _)| **at == key).map(|(_, row)| row.clone());
    Some(row?.body?.order()?.lines[0].quantity)
}

fn verdict(desk: &Desk, at: usize) -> Verdict {
    match &desk.store.look().peek_entries().nth(at).expect("an entry").state {
        EntryState::Settled { verdict, .. } => (**verdict).clone(),
        other => panic!("{other:?}"),
    }
}

fn price(text: &str) -> Option<guichet_domain::money::Amount> {
    serde_json::from_value(text.into()).unwrap()
}

#[test]
fn it_is_shown_at_once_and_is_the_same_everywhere_once_the_centre_has_it() {
    let centre = shop();
    let (mut one, two) = (centre.enrol(1), centre.enrol(2));
    let (key, action) = place("O-K1-000001", "c1");
    let taken = one.act(1, key, action, centre.now).unwrap();
    assert_eq!(taken.entry.intent.upshot.price, price("240.00"));
    assert_eq!(shown(&one, "O-K1-000001"), Some(2));
    // Another command on it before the centre has heard of either.
    one.take(1, "O-K1-000001", cancel(), centre.now).unwrap();
    one.sync(&centre);
    two.pull(&centre);
    assert!(matches!(verdict(&one, 0), Verdict::Applied { .. }) && matches!(verdict(&one, 1), Verdict::Applied { .. }));
    assert_eq!(shown(&two, "O-K1-000001"), Some(2));
    assert!(!centre.order("O-K1-000001").cancelled.is_empty());
    let look = centre.store.look(common::MERCHANT).unwrap();
    let letters = look.effects().filter(|effect| effect.kind == EffectKind::Email);
    let templates: Vec<_> = letters.map(|effect| effect.payload["template"].clone()).collect();
    assert!(templates.contains(&json!("order_form")), "{templates:?}");
}

#[test]
fn another_price_at_the_centre_is_told() {
    let centre = shop();
    let mut desk = centre.enrol(1);
    put_catalogue(&centre, "110.00");
    let (key, action) = place("O-K1-000001", "c1");
    desk.act(1, key, action, centre.now).unwrap();
    desk.sync(&centre);
    let Verdict::AppliedDifferently { differences, upshot } = verdict(&desk, 0) else { panic!() };
    assert_eq!(differences, [Difference::Price { mine: price("240.00"), theirs: price("264.00") }]);
    assert_eq!(upshot.price, price("264.00"));
}

#[test]
fn a_number_that_is_there_is_never_taken_again() {
    let centre = shop();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    let (key, action) = place("W-1", "c1");
    assert!(desk.act(1, key, action, centre.now).is_err(), "known here");
    // Not known here, but there.
    let (key, action) = place("W-2", "c1");
    desk.act(1, key, action, centre.now).unwrap();
    centre.put_order(order("W-2"));
    desk.sync(&centre);
    assert!(verdict(&desk, 0).is_rejected());
    assert_eq!(shown(&desk, "W-2"), Some(3), "the shop's");
}

#[test]
fn the_number_that_is_named_is_the_key() {
    let centre = shop();
    let mut desk = centre.enrol(1);
    let (_, action) = place("O-K1-000001", "c1");
    assert!(desk.act(1, Key::Order("O-K1-000002".into()), action, centre.now).is_err());
}

#[test]
fn nobody_unknown_and_nobody_erased_orders() {
    let centre = shop();
    let mut desk = centre.enrol(1);
    let (key, action) = place("O-K1-000001", "c9");
    assert!(desk.act(1, key, action, centre.now).is_err());
    let (key, action) = place("O-K1-000002", "c1");
    desk.act(1, key, action, centre.now).unwrap();
    common::now(async {
        use guichet_sync::authority::{Authority, AuthorityTx, erase_customer};
        let mut tx = centre.store.begin(common::MERCHANT).await.unwrap();
        assert!(erase_customer(&mut tx, "c1", None, centre.now).await.unwrap());
        tx.commit().await.unwrap();
    });
    desk.sync(&centre);
    let Verdict::Rejected { conflict } = verdict(&desk, 0) else { panic!() };
    assert_eq!(conflict.kind, ConflictKind::CustomerGone);
    assert_eq!(shown(&desk, "O-K1-000002"), None);
}

/// The schedules found it: both were weighed for the first one's customer.
#[test]
fn two_new_orders_under_one_number_are_each_weighed_for_their_own_customer() {
    let centre = shop();
    centre.put_customer("c2", 0);
    let mut desk = centre.enrol(1);
    let (key, action) = place("O-K1-000001", "c1");
    desk.act(1, key, action, centre.now).unwrap();
    centre.put_customer("c1", 1);
    desk.pull(&centre);
    assert_eq!(shown(&desk, "O-K1-000001"), None, "a dispute is a ground to refuse");
    let (key, action) = place("O-K1-000001", "c2");
    desk.act(1, key, action, centre.now).unwrap();
    put_catalogue(&centre, "120.00");
    desk.pull(&centre);
    let doubts: Vec<bool> = desk.store.look().peek_entries().map(|entry| entry.doubt.is_some()).collect();
    assert_eq!(doubts, [true, false]);
    assert_eq!(shown(&desk, "O-K1-000001"), Some(2));
}
