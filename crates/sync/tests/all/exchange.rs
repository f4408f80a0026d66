//! One centre, some desks: what the exchange promises, told as an agent would.

use crate::common::{self, Centre, at, cancel, order, return_of};
use guichet_sync::replica::{Cause, EntryState, Pulling, Standing};
use guichet_sync::wire::Stop;
use guichet_sync::{ConflictKind, Difference, Resolution, Verdict};
use serde_json::json;
use uuid::Uuid;

fn verdict(desk: &common::Desk, id: Uuid) -> Verdict {
    match desk.entry(id).state {
        EntryState::Settled { verdict, .. } => *verdict,
        other => panic!("not settled: {other:?}"),
    }
}

fn rejected(desk: &common::Desk, id: Uuid) -> ConflictKind {
    match verdict(desk, id) {
        Verdict::Rejected { conflict } => conflict.kind,
        other => panic!("not rejected: {other:?}"),
    }
}

#[test]
fn an_rma_issued_at_one_desk_appears_at_the_other() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let (mut one, two) = (centre.enrol(1), centre.enrol(2));
    let taken = one.take(1, "W-1", return_of(1), centre.now).unwrap();
    assert_eq!(one.order("W-1").rmas.len(), 1, "the desk shows it at once");
    assert!(two.order("W-1").rmas.is_empty());
    one.sync(&centre);
    two.sync(&centre);
    assert_eq!(one.order("W-1"), centre.order("W-1"));
    assert_eq!(two.order("W-1"), centre.order("W-1"));
    assert!(centre.order("W-1").rmas[0].number.starts_with("R-K1-000001-"));
    assert!(matches!(verdict(&one, taken.entry.intent.id), Verdict::Applied { .. }));
}

#[test]
fn a_lost_answer_is_asked_for_again_and_nothing_is_done_twice() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    desk.take(1, "W-1", return_of(1), centre.now).unwrap();
    let push = desk.seal(centre.now).unwrap();
    let first = centre.receive(&push);
    let again = centre.receive(&desk.seal(centre.now).unwrap());
    assert_eq!(push, desk.seal(centre.now).unwrap(), "the same bytes are sent again");
    assert!(!first.answers[0].duplicate && again.answers[0].duplicate);
    assert_eq!(first.answers[0].verdict, again.answers[0].verdict);
    desk.sync(&centre);
    assert_eq!(centre.order("W-1").rmas.len(), 1);
    assert!(desk.seal(centre.now).is_none());
}

#[test]
fn a_cancellation_against_a_shipment_needs_a_person_who_sees_both_sides() {
    let mut centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    let taken = desk.take(1, "W-1", cancel(), centre.now).unwrap();
    let mut shipped = order("W-1");
    shipped["shipments"].as_array_mut().unwrap().push(
        json!({"id": "s2", "carrier": "ups", "lines": [{"line": "1", "quantity": 1}], "shipped_on": "2026-11-10"}),
    );
    centre.later(5);
    centre.put_order(shipped);
    centre.later(5);
    desk.pull(&centre);
    let id = taken.entry.intent.id;
    assert!(desk.entry(id).doubt.is_some(), "the desk sees it coming");
    desk.sync(&centre);
    assert_eq!(rejected(&desk, id), ConflictKind::Competing);
    let items = desk.attention();
    let Cause::Rejected { conflict } = &items[0].cause else { panic!("{items:?}") };
    assert_eq!(conflict.mine.who.as_deref(), Some("Ana"));
    assert_eq!(conflict.theirs[0].what, "ingested");
    assert_eq!(conflict.theirs[0].at, at("2026-11-10T08:05:00Z"));
    assert_eq!(desk.order("W-1"), centre.order("W-1"));
}

#[test]
fn one_unit_is_not_returned_twice() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    one.take(1, "W-1", return_of(2), centre.now).unwrap();
    let second = two.take(2, "W-1", return_of(1), centre.now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    assert_eq!(rejected(&two, second.entry.intent.id), ConflictKind::QuantityExceeded);
    assert_eq!(centre.order("W-1").rmas.len(), 1);
}

#[test]
fn two_who_cancel_the_same_are_both_content() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    one.take(1, "W-1", cancel(), centre.now).unwrap();
    let second = two.take(2, "W-1", cancel(), centre.now).unwrap();
    one.sync(&centre);
    two.sync(&centre);
    let Verdict::AppliedDifferently { differences, .. } = verdict(&two, second.entry.intent.id) else { panic!() };
    assert!(matches!(&differences[0], Difference::SameIntent { by, .. } if by == "Ana"));
    assert!(two.attention().is_empty(), "it closes by itself");
    let look = centre.store.look(common::MERCHANT).unwrap();
    assert_eq!(look.effects().filter(|effect| effect.business_key.starts_with("refund/")).count(), 1);
}

#[test]
fn what_follows_a_rejected_command_on_its_order_waits_and_other_orders_go_on() {
    for together in [1, 10] {
        let mut centre = Centre::new();
        centre.together = together;
        centre.put_order(order("W-1"));
        centre.put_order(order("W-2"));
        let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
        one.take(1, "W-1", return_of(2), centre.now).unwrap();
        one.sync(&centre);
        let bad = two.take(2, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
        let behind = two.take(2, "W-1", cancel(), centre.now).unwrap().entry.intent.id;
        let other = two.take(2, "W-2", return_of(1), centre.now).unwrap().entry.intent.id;
        two.sync(&centre);
        assert_eq!(rejected(&two, bad), ConflictKind::QuantityExceeded);
        assert_eq!(rejected(&two, behind), ConflictKind::Behind);
        assert!(matches!(verdict(&two, other), Verdict::Applied { .. }));
        // A later command on that order stays at the desk until somebody has settled the first.
        two.resolve(2, behind, Resolution::LetGo, centre.now);
        let later = two.take(2, "W-1", cancel(), centre.now).unwrap().entry.intent.id;
        two.sync(&centre);
        assert!(two.entry(later).is_waiting());
        two.resolve(2, bad, Resolution::LetGo, centre.now);
        two.sync(&centre);
        assert!(matches!(verdict(&two, later), Verdict::Applied { .. }));
        assert!(two.attention().is_empty());
    }
}

#[test]
fn a_cloned_desk_is_told_to_enrol_anew_and_loses_nothing() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    centre.put_order(order("W-2"));
    let mut desk = centre.enrol(1);
    let copy = desk.store.copy();
    desk.take(1, "W-1", return_of(1), centre.now).unwrap();
    desk.sync(&centre);
    // The copy does something else at the same place of the chain.
    let mut clone = common::Desk {
        store: copy,
        key: guichet_sync::DeviceKey::from_bytes(&[1; 32]),
        device: desk.device,
        next: 7 << 96,
    };
    let id = clone.take(2, "W-2", return_of(1), centre.now).unwrap().entry.intent.id;
    let pushed = clone.push(&centre).unwrap();
    assert_eq!(pushed.stop, Some(Stop::Quarantined));
    assert_eq!(clone.store.look().peek_state().standing, Standing::MustEnrol);
    assert!(clone.entry(id).is_waiting(), "the queue stays");
    let look = centre.store.look(common::MERCHANT).unwrap();
    assert_eq!(look.quarantined().count(), 1, "what was sent is kept");
    assert!(centre.order("W-2").rmas.is_empty());
    // It takes a seat of its own; the number that both gave is given once.
    let fresh = centre.enrol(9);
    let seat = fresh.store.look().peek_state().seat.clone().unwrap();
    clone.write(|mut tx| async move {
        guichet_sync::replica::reseat(&mut tx, seat).await.unwrap();
        tx
    });
    clone.device = fresh.device;
    clone.key = fresh.key;
    clone.sync(&centre);
    let Verdict::AppliedDifferently { differences, .. } = verdict(&clone, id) else { panic!() };
    assert!(matches!(&differences[0], Difference::Rma { .. }));
    assert_ne!(centre.order("W-1").rmas[0].number, centre.order("W-2").rmas[0].number);
}

#[test]
fn a_forged_text_or_place_is_refused_and_recorded() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    desk.take(1, "W-1", return_of(1), centre.now).unwrap();
    let push = desk.seal(centre.now).unwrap();
    for forge in [
        |text: &str| text.replace("\"quantity\":1", "\"quantity\":2"),
        |text: &str| text.replace("\"merchant\":\"lueur\"", "\"merchant\":\"other\""),
        |text: &str| text.replace("a001", "a003"),
    ] {
        let mut forged = push.clone();
        forged.commands[0].payload = forge(&push.commands[0].payload);
        assert_ne!(forged, push);
        assert_eq!(centre.receive(&forged).stop, Some(Stop::BadSignature { seq: 1 }));
    }
    let mut elsewhere = push.clone();
    elsewhere.commands[0].seq = 2;
    assert_eq!(centre.receive(&elsewhere).stop, Some(Stop::Gap { expected: 1 }));
    elsewhere.epoch = 2;
    assert_eq!(centre.receive(&elsewhere).stop, Some(Stop::OtherEpoch { epoch: 1 }));
    let look = centre.store.look(common::MERCHANT).unwrap();
    assert_eq!(look.refusals().count(), 3);
    assert!(centre.order("W-1").rmas.is_empty());
    // The real one still goes through.
    assert!(centre.receive(&push).stop.is_none());
}

#[test]
fn an_agent_who_is_not_who_they_say_is_rejected_and_recorded() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    let mut actor = Centre::actor(3);
    actor.sign_in = Uuid::from_u128(0x5001); // Ana's sign-in under Chris's name
    let id = desk.id();
    let action = guichet_sync::Action::Order(guichet_domain::OrderCommand::from_value(cancel()).unwrap());
    desk.write(|mut tx| async move {
        let key = guichet_sync::Key::Order("W-1".into());
        let take = guichet_sync::replica::Take { id, key, action, actor: &actor, now: centre_now() };
        guichet_sync::replica::take(&mut tx, take).await.unwrap();
        tx
    });
    desk.sync(&centre);
    assert_eq!(rejected(&desk, id), ConflictKind::Forged);
    let look = centre.store.look(common::MERCHANT).unwrap();
    assert_eq!(look.refusals().next().unwrap().code, "forged");
}

fn centre_now() -> chrono::DateTime<chrono::Utc> {
    at("2026-11-10T08:00:00Z")
}

#[test]
fn a_centre_put_back_from_a_copy_gets_again_what_it_lost() {
    let mut centre = Centre::new();
    centre.put_order(order("W-1"));
    centre.put_order(order("W-2"));
    let mut desk = centre.enrol(1);
    let first = desk.take(1, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    desk.sync(&centre);
    let backup = centre.store.back_up(common::MERCHANT).unwrap();
    centre.later(1);
    let lost = desk.take(1, "W-2", return_of(1), centre.now).unwrap().entry.intent.id;
    desk.sync(&centre);
    assert!(matches!(verdict(&desk, lost), Verdict::Applied { .. }));
    centre.store.put_back(common::MERCHANT, &backup, Uuid::from_u128(0xe2));
    assert!(centre.order("W-2").rmas.is_empty());
    assert_eq!(desk.pull(&centre), Pulling::Stopped(Standing::MustBootstrap));
    desk.bootstrap(&centre);
    assert!(desk.entry(lost).is_waiting() && !desk.entry(first).is_waiting());
    assert_eq!(desk.order("W-2").rmas.len(), 1, "the desk still shows it");
    desk.sync(&centre);
    assert_eq!(centre.order("W-2").rmas.len(), 1);
    assert_eq!(desk.order("W-2"), centre.order("W-2"));
    assert_eq!(desk.store.look().peek_state().standing, Standing::Active);
}

#[test]
fn a_revoked_agent_and_an_erased_customer_stop_a_command() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    let id = desk.take(1, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    let revoked = Some((centre.now, "Chris".to_owned()));
    let (name, role) = ("Ana".to_owned(), guichet_sync::Role::Agent);
    let record = guichet_sync::authority::AgentRecord { id: common::agent(1), name, role, refund_limit: None, revoked };
    centre.store.put_agent(common::MERCHANT, record);
    desk.sync(&centre);
    assert_eq!(rejected(&desk, id), ConflictKind::AuthorityRevoked);
    desk.resolve(2, id, Resolution::LetGo, centre.now);
    let id = desk.take(2, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    common::now(async {
        use guichet_sync::authority::{Authority, AuthorityTx};
        let mut tx = centre.store.begin(common::MERCHANT).await.unwrap();
        assert!(guichet_sync::authority::erase_customer(&mut tx, "c1", None, centre.now).await.unwrap());
        tx.commit().await.unwrap();
    });
    desk.sync(&centre);
    assert_eq!(rejected(&desk, id), ConflictKind::CustomerGone);
}

#[test]
fn a_clock_is_evidence_within_what_is_known() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    // The desk's clock is 25 days behind; the feed that it knew was written today.
    let id = desk.take(1, "W-1", return_of(1), centre.now - chrono::TimeDelta::days(25)).unwrap().entry.intent.id;
    desk.sync(&centre);
    assert_eq!(centre.order("W-1").rmas[0].notified_on.to_string(), "2026-11-10");
    // What the customer was told is not so: somebody looks at it.
    assert!(matches!(verdict(&desk, id), Verdict::AppliedDifferently { .. }));
    assert_eq!(desk.attention().len(), 1);
}

#[test]
fn a_revoked_device_hands_its_queue_over_and_takes_nothing_more() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    centre.put_order(order("W-2"));
    let mut desk = centre.enrol(1);
    desk.take(1, "W-1", return_of(1), centre.now).unwrap();
    desk.take(1, "W-2", return_of(1), centre.now).unwrap();
    let look = centre.store.look(common::MERCHANT).unwrap();
    let device = look.devices().next().unwrap().clone();
    let state = guichet_sync::authority::DeviceState::Revoked;
    centre.store.put_device(common::MERCHANT, guichet_sync::authority::DeviceRecord { state, ..device });
    desk.push(&centre);
    assert_eq!(desk.store.look().peek_state().standing, Standing::Revoked);
    assert!(desk.seal(centre.now).is_none(), "nothing is left to hand over");
    assert_eq!(centre.store.look(common::MERCHANT).unwrap().quarantined().count(), 2);
    assert!(centre.order("W-1").rmas.is_empty());
    assert!(desk.take(1, "W-1", cancel(), centre.now).is_err());
}

#[test]
fn newer_terms_that_refuse_are_named_as_the_reason() {
    use guichet_sync::authority::{Authority, AuthorityTx, put_terms};
    let centre = Centre::new();
    let mut sold = order("W-1");
    // The law gives a consumer more than the terms do.
    sold["consumer"] = json!(false);
    centre.put_order(sold);
    let mut desk = centre.enrol(1);
    let id = desk.take(1, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    let strict = json!({"return_period_days": 1, "withdrawal_days": 1});
    let mut pack = guichet_domain::TermsPack::shipped().unwrap().with_parameters(strict).unwrap();
    pack.id = "strict".into();
    pack.effective_on = "2026-10-01".parse().unwrap();
    common::now(async {
        let mut tx = centre.store.begin(common::MERCHANT).await.unwrap();
        put_terms(&mut tx, pack, None, centre.now).await.unwrap().unwrap();
        tx.commit().await.unwrap();
    });
    desk.sync(&centre);
    assert_eq!(rejected(&desk, id), ConflictKind::NewerTerms);
    let items = desk.attention();
    let Cause::Rejected { conflict } = &items[0].cause else { panic!("{items:?}") };
    assert_eq!(conflict.facts["terms_now"], "strict");
}
