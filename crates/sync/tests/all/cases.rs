//! Cases between desks and the centre, and what stays of them once their customer is erased.

use std::sync::Arc;

use crate::common::{self, Centre, Desk, MERCHANT, conflict, erase, events_name, feed_names, verdict};
use guichet_domain::{CaseCommand, CaseStatus, CustomerCase, NewCase};
use guichet_sync::conflict::ConflictKind;
use guichet_sync::{Action, Body, Key, Verdict};
use serde_json::{Value, json};

const SECRET: &str = "her mother's house";

fn key(number: &str) -> Key {
    Key::Case(number.into())
}

fn open(number: &str, customer: &str) -> (Key, Action) {
    let asked: NewCase = serde_json::from_value(json!({
        "number": number, "customer": customer, "channel": "phone", "subject": format!("Camera at {SECRET}"),
        "note": format!("Not at {SECRET}."),
    }))
    .unwrap();
    (key(number), Action::OpenCase(Box::new(asked)))
}

fn command(value: Value) -> Action {
    Action::Case(serde_json::from_value::<CaseCommand>(value).unwrap())
}

fn note(text: &str) -> Action {
    command(json!({"type": "note_case", "text": text}))
}

fn moved(to: &str) -> Action {
    command(json!({"type": "move_case", "to": to}))
}

fn known(desk: &Desk, number: &str) -> Option<Arc<CustomerCase>> {
    match desk.store.look().peek_row(&key(number))?.body.clone()? {
        Body::Case(case) => Some(case),
        _ => None,
    }
}

fn at_centre(centre: &Centre, number: &str) -> Option<Arc<CustomerCase>> {
    let look = centre.store.look(MERCHANT).unwrap();
    let stored = look.stored().find(|(at, _)| **at == key(number)).map(|(_, stored)| stored.clone())?;
    match stored.body? {
        Body::Case(case) => Some(case),
        _ => None,
    }
}

#[test]
fn two_who_note_one_case_offline_are_in_nobodys_way() {
    let centre = Centre::new();
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    let (at, action) = open("K-1", "c1");
    one.act(1, at, action, centre.now).unwrap();
    assert_eq!(known(&one, "K-1").unwrap().assignee.as_ref().unwrap().name, "Ana", "it is there at once");
    one.sync(&centre);
    two.pull(&centre);
    one.act(1, key("K-1"), note("from one"), centre.now).unwrap();
    two.act(2, key("K-1"), note("from two"), centre.now).unwrap();
    two.act(2, key("K-1"), note("from two"), centre.now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    one.pull(&centre);
    assert!((0..2).all(|at| matches!(verdict(&two, at), Verdict::Applied { .. })), "two notes are two notes");
    let case = at_centre(&centre, "K-1").unwrap();
    let names: Vec<&str> = case.log.iter().map(|entry| entry.by.name.as_str()).collect();
    assert_eq!(names, ["Ana", "Ana", "Bo", "Bo"]);
    assert_eq!((known(&one, "K-1").unwrap(), known(&two, "K-1").unwrap()), (case.clone(), case));
}

#[test]
fn who_closes_what_is_closed_has_what_they_want_and_nobody_reopens_it_unseen() {
    let centre = Centre::new();
    let (mut one, mut two, mut three) = (centre.enrol(1), centre.enrol(2), centre.enrol(3));
    let (at, action) = open("K-1", "c1");
    one.act(1, at, action, centre.now).unwrap();
    one.sync(&centre);
    two.pull(&centre);
    three.pull(&centre);
    one.act(1, key("K-1"), moved("closed"), centre.now).unwrap();
    two.act(2, key("K-1"), moved("closed"), centre.now).unwrap();
    three.act(2, key("K-1"), moved("waiting"), centre.now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    three.sync(&centre);
    assert!(verdict(&two, 0).is_same_intent(), "{:?}", verdict(&two, 0));
    assert!(verdict(&three, 0).is_rejected());
    assert_eq!(at_centre(&centre, "K-1").unwrap().status, CaseStatus::Closed);
    // What both sides did is told, what either wrote is not.
    assert!(!serde_json::to_string(&verdict(&three, 0)).unwrap().contains(SECRET));
}

#[test]
fn a_case_that_somebody_works_on_is_handed_over_once() {
    let centre = Centre::new();
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    let (at, action) = open("K-1", "c1");
    one.act(1, at, action, centre.now).unwrap();
    one.sync(&centre);
    two.pull(&centre);
    let to_bo = || {
        let bo = json!({"id": common::agent(2).to_string(), "name": "Bo"});
        command(json!({"type": "hand_over_case", "to": bo, "word": "Yours."}))
    };
    one.act(1, key("K-1"), to_bo(), centre.now).unwrap();
    two.act(2, key("K-1"), to_bo(), centre.now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    assert!(verdict(&two, 0).is_same_intent());
    assert_eq!(at_centre(&centre, "K-1").unwrap().assignee.as_ref().unwrap().name, "Bo");
}

#[test]
fn nobody_opens_a_case_of_somebody_who_is_not_known() {
    let centre = Centre::new();
    let mut one = centre.enrol(1);
    let (at, action) = open("K-1", "nobody");
    assert_eq!(one.act(1, at, action, centre.now).unwrap_err(), "Missing");
}

#[test]
fn what_was_written_of_somebody_goes_with_them() {
    let centre = Centre::new();
    let (mut one, two, mut late) = (centre.enrol(1), centre.enrol(2), centre.enrol(3));
    let (at, action) = open("K-1", "c1");
    one.act(1, at, action, centre.now).unwrap();
    one.act(1, key("K-1"), note(SECRET), centre.now).unwrap();
    one.sync(&centre);
    two.pull(&centre);
    late.pull(&centre);
    assert!(feed_names(&centre, SECRET) && events_name(&two, SECRET) && known(&two, "K-1").is_some());
    // At a desk that is away somebody writes on, and opens another.
    late.act(2, key("K-1"), note(SECRET), centre.now).unwrap();
    let (at, action) = open("K-2", "c1");
    late.act(2, at, action, centre.now).unwrap();
    late.act(2, key("K-2"), note(SECRET), centre.now).unwrap();
    erase(&centre, "c1");
    assert!(at_centre(&centre, "K-1").is_none() && !feed_names(&centre, SECRET));
    for desk in [&one, &two] {
        desk.pull(&centre);
        assert!(known(desk, "K-1").is_none() && !events_name(desk, SECRET));
    }
    late.sync(&centre);
    assert_eq!(conflict(&late, 0), ConflictKind::CustomerGone);
    assert_eq!(conflict(&late, 1), ConflictKind::CustomerGone);
    assert_eq!(conflict(&late, 2), ConflictKind::Behind);
    assert!(at_centre(&centre, "K-2").is_none());
    assert!(!feed_names(&centre, SECRET) && !events_name(&late, SECRET));
    two.pull(&centre);
    assert!(!events_name(&two, SECRET));
    // Nor do the chains keep what came after.
    let look = centre.store.look(MERCHANT).unwrap();
    let kept = look.slots().filter(|((device, ..), slot)| *device == late.device && slot.payload.contains(SECRET));
    assert_eq!(kept.count(), 0);
}
