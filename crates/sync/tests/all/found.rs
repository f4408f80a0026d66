//! Faults that the simulation found, told again as small as they are: each stays mended.

use crate::common::{self, Centre, Desk, cancel, order, return_of};
use guichet_sync::authority::{Authority, AuthorityTx, DeviceRecord, DeviceState, EffectKind};
use guichet_sync::replica::{EntryState, Standing};
use guichet_sync::wire::{Pulled, Stop};
use guichet_sync::{Key, Resolution, Verdict};
use uuid::Uuid;

fn standing(desk: &Desk) -> Standing {
    desk.store.look().peek_state().standing
}

fn set_state(centre: &Centre, device: Uuid, state: DeviceState) {
    let look = centre.store.look(common::MERCHANT).unwrap();
    let record = look.devices().find(|record| record.id == device).unwrap().clone();
    centre.store.put_device(common::MERCHANT, DeviceRecord { state, ..record });
}

fn refuse(desk: &Desk, pulled: &Pulled) {
    desk.write(|mut tx| async move {
        guichet_sync::replica::refused_pull(&mut tx, desk.device, pulled).await.unwrap();
        tx
    });
}

fn reseat(desk: &mut Desk, fresh: Desk) {
    let seat = fresh.store.look().peek_state().seat.clone().unwrap();
    desk.write(|mut tx| async move {
        guichet_sync::replica::reseat(&mut tx, seat).await.unwrap();
        tx
    });
    desk.device = fresh.device;
    desk.key = fresh.key;
}

#[test]
fn a_desk_that_waits_for_a_snapshot_hears_that_it_gets_none() {
    let centre = Centre::new();
    let desk = centre.enrol(1);
    refuse(&desk, &Pulled::Gone { server_epoch: Uuid::from_u128(0xe1) });
    assert_eq!(standing(&desk), Standing::MustBootstrap);
    refuse(&desk, &Pulled::Quarantined);
    assert_eq!(standing(&desk), Standing::MustEnrol, "else it would wait for ever");
}

#[test]
fn an_erased_customer_is_not_in_the_feed_either() {
    let centre = Centre::new();
    let desk = centre.enrol(1);
    common::now(async {
        let mut tx = centre.store.begin(common::MERCHANT).await.unwrap();
        assert!(guichet_sync::authority::erase_customer(&mut tx, "c1", None, centre.now).await.unwrap());
        tx.commit().await.unwrap();
        let mut tx = centre.store.read(common::MERCHANT).await.unwrap();
        let key = Key::Customer("c1".into());
        for row in tx.feed(0, 99).await.unwrap() {
            if let guichet_sync::authority::FeedEntry::Change(change) = row.entry {
                assert!(change.key != key || change.body.is_none(), "{change:?}");
            }
        }
    });
    desk.pull(&centre);
    assert_eq!(standing(&desk), Standing::Active, "the sums still agree");
}

#[test]
fn a_resolution_taken_back_opens_what_it_settled() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    one.take(1, "W-1", return_of(2), centre.now).unwrap();
    one.sync(&centre);
    let bad = two.take(2, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    two.sync(&centre);
    two.resolve(2, bad, Resolution::LetGo, centre.now);
    let resolution = two.store.look().peek_entries().last().unwrap().intent.id;
    two.write(|mut tx| async move {
        guichet_sync::replica::withdraw(&mut tx, resolution).await.unwrap();
        tx
    });
    assert_eq!(two.attention().len(), 1, "else the centre would let nothing through, and nobody could tell it to");
    two.resolve(2, bad, Resolution::LetGo, centre.now);
    let later = two.take(2, "W-1", cancel(), centre.now).unwrap().entry.intent.id;
    two.sync(&centre);
    assert!(matches!(two.entry(later).state, EntryState::Settled { verdict, .. } if !verdict.is_rejected()));
}

#[test]
fn what_came_through_an_earlier_seat_is_settled_after_a_bootstrap() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    let id = desk.take(1, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    centre.receive(&desk.seal(centre.now).unwrap());
    // The answer is lost, and so is the seat.
    reseat(&mut desk, centre.enrol(9));
    desk.push(&centre);
    assert!(desk.entry(id).answered.is_some());
    refuse(&desk, &Pulled::Gone { server_epoch: Uuid::from_u128(0xe1) });
    desk.bootstrap(&centre);
    desk.sync(&centre);
    assert!(!desk.entry(id).is_waiting(), "its page went by in the snapshot: it is asked again");
}

#[test]
fn what_another_place_settled_still_holds_its_own_in_the_chain() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    centre.put_order(order("W-2"));
    let mut desk = centre.enrol(1);
    let first = desk.take(1, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    // A copy of its disk has sent it.
    centre.receive(&desk.seal(centre.now).unwrap());
    reseat(&mut desk, centre.enrol(9));
    let second = desk.take(1, "W-2", return_of(1), centre.now).unwrap().entry.intent.id;
    // Both are sealed anew, and lost; then the feed shows what the copy had done.
    desk.seal(centre.now).unwrap();
    desk.pull(&centre);
    assert!(!desk.entry(first).is_waiting());
    assert_eq!(desk.push(&centre).unwrap().stop, Some(Stop::Gap { expected: 1 }));
    let pushed = desk.push(&centre).unwrap();
    assert_eq!((pushed.answers.len(), pushed.stop), (2, None), "else it could never send anything again");
    desk.pull(&centre);
    assert!(!desk.entry(second).is_waiting());
    assert_eq!((desk.order("W-1").rmas.len(), centre.order("W-1").rmas.len()), (1, 1));
    assert_eq!(desk.store.look().peek_state().missing_from, None);
}

#[test]
fn a_restored_centre_may_have_decided_otherwise_before_the_desk_hears_of_it() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    let backup = centre.store.back_up(common::MERCHANT).unwrap();
    let id = one.take(1, "W-1", return_of(2), centre.now).unwrap().entry.intent.id;
    let push = one.seal(centre.now).unwrap();
    one.sync(&centre);
    assert!(matches!(one.entry(id).state, EntryState::Settled { .. }));
    centre.store.put_back(common::MERCHANT, &backup, Uuid::from_u128(0xe2));
    // Another desk's return comes first now; then the first desk's push, which was under way twice.
    two.bootstrap_again(&centre);
    two.take(2, "W-1", return_of(2), centre.now).unwrap();
    two.sync(&centre);
    assert!(centre.receive(&push).answers[0].verdict.is_rejected());
    one.pull(&centre);
    one.bootstrap(&centre);
    let EntryState::Settled { verdict, .. } = one.entry(id).state else { panic!("it is settled in this life too") };
    assert!(verdict.is_rejected());
    assert_eq!(one.attention().len(), 1, "somebody must know");
}

#[test]
fn a_payout_has_one_key_in_every_life_of_the_centre() {
    let payouts = |centre: &Centre| -> Vec<(String, Uuid)> {
        let look = centre.store.look(common::MERCHANT).unwrap();
        let payouts = look.effects().filter(|effect| effect.kind == EffectKind::Payout);
        payouts.map(|effect| (effect.payload["command"].to_string(), effect.id)).collect()
    };
    let some = |line: &str| {
        serde_json::json!({"type": "cancel_order", "by": "customer", "reason": "change_of_mind",
        "lines": [{"line": line, "quantity": 1}]})
    };
    let centre = Centre::new();
    let mut document = order("W-1");
    document["lines"][0]["quantity"] = 5.into();
    document["payments"][0]["authorised"] = "600.00".into();
    document["payments"][0]["captured"] = "600.00".into();
    centre.put_order(document);
    let (mut one, mut two) = (centre.enrol(1), centre.enrol(2));
    let backup = centre.store.back_up(common::MERCHANT).unwrap();
    one.take(1, "W-1", some("1"), centre.now).unwrap();
    two.take(2, "W-1", some("1"), centre.now).unwrap();
    one.push(&centre);
    two.push(&centre);
    let before = payouts(&centre);
    centre.store.put_back(common::MERCHANT, &backup, Uuid::from_u128(0xe2));
    for desk in [&two, &one] {
        desk.bootstrap_again(&centre);
        desk.sync(&centre);
    }
    let mut after = payouts(&centre);
    after.reverse();
    assert_eq!(before.len(), 2);
    assert_eq!(before, after, "decided in another order, and asked of the provider under the same keys");
}

#[test]
fn a_revoked_desk_takes_part_again_where_the_centre_forgot_that_it_was() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    let backup = centre.store.back_up(common::MERCHANT).unwrap();
    let id = desk.take(1, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    set_state(&centre, desk.device, DeviceState::Revoked);
    refuse(&desk, &Pulled::Revoked);
    centre.store.put_back(common::MERCHANT, &backup, Uuid::from_u128(0xe2));
    desk.push(&centre);
    assert_eq!(standing(&desk), Standing::MustBootstrap, "else it would hand its queue over for ever");
    desk.bootstrap(&centre);
    desk.sync(&centre);
    assert!(
        matches!(desk.entry(id).state, EntryState::Settled { verdict, .. } if matches!(*verdict, Verdict::Applied { .. }))
    );
}

#[test]
fn nothing_but_what_a_device_signed_is_kept_in_quarantine() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    desk.take(1, "W-1", return_of(1), centre.now).unwrap();
    let push = desk.seal(centre.now).unwrap();
    set_state(&centre, desk.device, DeviceState::Revoked);
    let mut forged = push.clone();
    forged.commands[0].payload = push.commands[0].payload.replace("\"quantity\":1", "\"quantity\":2");
    centre.receive(&push);
    assert!(centre.receive(&forged).kept.is_empty());
    let look = centre.store.look(common::MERCHANT).unwrap();
    let kept: Vec<_> = look.quarantined().map(|(_, sealed)| sealed.payload.clone()).collect();
    assert_eq!(kept, [push.commands[0].payload.clone()], "the forgery has the same seal, and takes nothing's place");
    assert_eq!(look.refusals().count(), 1);
}

#[test]
fn a_revoked_desk_hands_over_what_was_answered_and_never_shown() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    let mut desk = centre.enrol(1);
    let backup = centre.store.back_up(common::MERCHANT).unwrap();
    let id = desk.take(1, "W-1", return_of(1), centre.now).unwrap().entry.intent.id;
    desk.push(&centre);
    assert!(desk.entry(id).answered.is_some() && desk.entry(id).is_waiting());
    // The centre loses it, and revokes the desk before the desk knows.
    centre.store.put_back(common::MERCHANT, &backup, Uuid::from_u128(0xe2));
    set_state(&centre, desk.device, DeviceState::Revoked);
    refuse(&desk, &Pulled::Revoked);
    desk.push(&centre);
    assert_eq!(centre.store.look(common::MERCHANT).unwrap().quarantined().count(), 1, "else nobody would have it");
    assert!(desk.seal(centre.now).is_none(), "nothing is left to hand over");
}

#[test]
fn a_revoked_desk_hands_over_what_was_settled_and_lost_since() {
    let centre = Centre::new();
    centre.put_order(order("W-1"));
    centre.put_order(order("W-2"));
    let mut desk = centre.enrol(1);
    desk.take(1, "W-1", return_of(1), centre.now).unwrap();
    desk.sync(&centre);
    let backup = centre.store.back_up(common::MERCHANT).unwrap();
    let lost = desk.take(1, "W-2", return_of(1), centre.now).unwrap().entry.intent.id;
    desk.sync(&centre);
    assert!(!desk.entry(lost).is_waiting());
    // The centre loses the second, and revokes the desk before the desk knows: no snapshot will tell it.
    centre.store.put_back(common::MERCHANT, &backup, Uuid::from_u128(0xe2));
    set_state(&centre, desk.device, DeviceState::Revoked);
    refuse(&desk, &Pulled::Revoked);
    assert!(desk.seal(centre.now).is_none(), "nothing waits");
    desk.part(&centre);
    desk.push(&centre);
    let look = centre.store.look(common::MERCHANT).unwrap();
    let kept: Vec<_> = look.quarantined().map(|(_, sealed)| sealed.payload.contains(&lost.to_string())).collect();
    assert_eq!(kept, [true], "what the centre still has is not kept a second time");
    assert!(desk.seal(centre.now).is_none(), "nothing is left to hand over");
    desk.part(&centre);
    assert!(desk.seal(centre.now).is_none(), "asked again, it is the same");
}
