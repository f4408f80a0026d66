//! Parcels in quarantine between desks and the centre (RET-8), and what stays of them once their customer is erased.

use std::sync::Arc;

use crate::common::{Centre, Desk, MERCHANT, conflict, erase, events_name, feed_names, verdict};
use guichet_domain::{NewStray, StrayCommand, StrayParcel};
use guichet_sync::conflict::ConflictKind;
use guichet_sync::policy::may;
use guichet_sync::{Action, Body, Key, Role, Verdict};
use serde_json::{Value, json};

const SECRET: &str = "12 rue des Lilas";

fn key(number: &str) -> Key {
    Key::Stray(number.into())
}

fn put_aside(number: &str, changed: Value) -> (Key, Action) {
    let mut asked = json!({"number": number, "arrived_on": "2026-11-01", "sender": format!("Someone, {SECRET}")});
    for (field, value) in changed.as_object().unwrap() {
        asked[field] = value.clone();
    }
    let asked: NewStray = serde_json::from_value(asked).unwrap();
    (key(number), Action::PutAside(Box::new(asked)))
}

fn command(value: Value) -> Action {
    Action::Stray(serde_json::from_value::<StrayCommand>(value).unwrap())
}

fn matched(order: &str, customer: &str) -> Action {
    command(json!({"type": "match_stray", "order": order, "customer": customer}))
}

fn settled(how: Value) -> Action {
    command(json!({"type": "settle_stray", "how": how, "on": "2026-11-02"}))
}

fn note(text: &str) -> Action {
    command(json!({"type": "note_stray", "text": text}))
}

fn known(desk: &Desk, number: &str) -> Option<Arc<StrayParcel>> {
    match desk.store.look().peek_row(&key(number))?.body.clone()? {
        Body::Stray(parcel) => Some(parcel),
        _ => None,
    }
}

fn at_centre(centre: &Centre, number: &str) -> Option<Arc<StrayParcel>> {
    let look = centre.store.look(MERCHANT).unwrap();
    let stored = look.stored().find(|(at, _)| **at == key(number)).map(|(_, stored)| stored.clone())?;
    match stored.body? {
        Body::Stray(parcel) => Some(parcel),
        _ => None,
    }
}

#[test]
fn a_parcel_is_settled_once_whoever_settles_it_first() {
    let centre = Centre::new();
    let (mut one, mut two, mut three) = (centre.enrol(1), centre.enrol(2), centre.enrol(3));
    let (at, action) = put_aside("Q-1", json!({}));
    one.act(1, at, action, centre.now).unwrap();
    assert_eq!(known(&one, "Q-1").unwrap().put_aside_by.name, "Ana", "it is there at once");
    one.sync(&centre);
    two.pull(&centre);
    three.pull(&centre);
    let back = || settled(json!({"type": "sent_back", "carrier": "Colissimo"}));
    one.act(1, key("Q-1"), back(), centre.now).unwrap();
    two.act(2, key("Q-1"), back(), centre.now).unwrap();
    three.act(2, key("Q-1"), matched("W-1", "c1"), centre.now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    three.sync(&centre);
    assert!(verdict(&two, 0).is_same_intent(), "{:?}", verdict(&two, 0));
    assert_eq!(conflict(&three, 0), ConflictKind::Competing);
    assert!(at_centre(&centre, "Q-1").unwrap().settled.is_some());
    // Two notes are two notes, also of what is settled.
    one.act(1, key("Q-1"), note("The sender called."), centre.now).unwrap();
    two.act(2, key("Q-1"), note("The sender called."), centre.now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    assert!(matches!(verdict(&two, 1), Verdict::Applied { .. }));
    assert_eq!(at_centre(&centre, "Q-1").unwrap().log.len(), 3);
}

#[test]
fn whoever_answers_for_it_throws_goods_away() {
    let disposed = settled(json!({"type": "disposed", "reason": "Broken glass."}));
    let back = settled(json!({"type": "sent_back", "carrier": "Colissimo"}));
    let (_, aside) = put_aside("Q-1", json!({}));
    for role in [Role::Agent, Role::Warehouse, Role::Supervisor, Role::Admin] {
        let answers = matches!(role, Role::Supervisor | Role::Admin);
        assert_eq!(may(role, &disposed), answers, "{role:?}");
        assert!(may(role, &back) && may(role, &aside) && may(role, &matched("W-1", "c1")), "{role:?}");
    }
}

#[test]
fn what_is_known_of_a_parcel_goes_with_its_customer() {
    let centre = Centre::new();
    let (mut one, two, mut late) = (centre.enrol(1), centre.enrol(2), centre.enrol(3));
    for number in ["Q-1", "Q-2"] {
        let (at, action) = put_aside(number, json!({}));
        one.act(1, at, action, centre.now).unwrap();
    }
    one.act(1, key("Q-1"), matched("W-1", "c1"), centre.now).unwrap();
    one.act(1, key("Q-1"), note(SECRET), centre.now).unwrap();
    // It seemed to be theirs, and was not.
    one.act(1, key("Q-2"), matched("W-1", "c1"), centre.now).unwrap();
    let untied = command(json!({"type": "match_stray", "order": null, "customer": null}));
    one.act(1, key("Q-2"), untied, centre.now).unwrap();
    one.sync(&centre);
    two.pull(&centre);
    late.pull(&centre);
    assert!(feed_names(&centre, SECRET) && events_name(&two, SECRET) && known(&two, "Q-1").is_some());
    late.act(2, key("Q-1"), note(SECRET), centre.now).unwrap();
    let (at, action) = put_aside("Q-3", json!({"order": "W-1", "customer": "c1"}));
    late.act(2, at, action, centre.now).unwrap();
    late.act(2, key("Q-2"), matched("W-1", "c1"), centre.now).unwrap();
    erase(&centre, "c1");
    assert!(at_centre(&centre, "Q-1").is_none());
    assert!(at_centre(&centre, "Q-2").is_some(), "nobody knows whose it is");
    for desk in [&one, &two] {
        desk.pull(&centre);
        assert!(known(desk, "Q-1").is_none() && known(desk, "Q-2").is_some());
    }
    late.sync(&centre);
    for at in 0..3 {
        assert_eq!(conflict(&late, at), ConflictKind::CustomerGone, "{at}");
    }
    assert!(at_centre(&centre, "Q-3").is_none() && at_centre(&centre, "Q-2").unwrap().customer.is_none());
    let look = centre.store.look(MERCHANT).unwrap();
    let kept = look.slots().filter(|((device, ..), slot)| *device == late.device && slot.payload.contains(SECRET));
    assert_eq!(kept.count(), 0, "nor do the chains keep what came after");
    assert!(!events_name(&late, &format!("\"text\":\"{SECRET}\"")));
}
