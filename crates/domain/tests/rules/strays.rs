//! RET-8: parcels that nobody announced are put aside, described, matched and settled; their bounds, and what an erasure
//! takes out.

use chrono::{DateTime, FixedOffset};
use guichet_domain::claim::MAX_EVIDENCE;
use guichet_domain::stray::{
    LONGEST_LINE, LONGEST_WORDS, MOST_CONTENTS, MOST_ENTRIES, MOST_UNITS, StrayDeed, StrayEnd,
};
use guichet_domain::{
    Fault, NewStray, Outcome, Rule, StrayCommand, StrayParcel, Taking, decide_new_stray, decide_stray,
};
use serde_json::{Value, json};

fn at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-22T11:00:00Z").unwrap()
}

fn ana(command: &str) -> Taking<'_> {
    Taking { command, agent: "a1", name: "Ana", rma: None }
}

fn photo(n: usize) -> Value {
    json!({"sha256": format!("{n:064x}"), "sort": "png", "kind": "goods"})
}

fn asked(changed: Value) -> NewStray {
    let mut asked = json!({
        "number": "Q-K7-000001-X", "arrived_on": "2026-11-20", "scanned": "6A 0099", "sender": "Someone\nLyon",
        "goods": [{"what": "Outdoor camera", "quantity": 1, "condition": "scratched"}], "photos": [photo(1)],
    });
    for (field, value) in changed.as_object().unwrap() {
        asked[field] = value.clone();
    }
    serde_json::from_value(asked).unwrap()
}

fn put_aside(changed: Value) -> Result<StrayParcel, Fault> {
    let (decision, parcel) = decide_new_stray(&asked(changed), at(), &ana("q0"))?;
    assert_eq!(decision.outcome, Outcome::Allowed);
    assert_eq!(decision.rules.iter().map(|ground| ground.id).collect::<Vec<_>>(), [Rule::Ret8]);
    Ok(parcel)
}

fn refused_new(changed: Value) -> String {
    put_aside(changed).unwrap_err().path
}

fn parcel() -> StrayParcel {
    put_aside(json!({})).unwrap()
}

fn decide(parcel: &StrayParcel, command: Value) -> Result<StrayParcel, Fault> {
    let command = serde_json::from_value::<StrayCommand>(command).unwrap();
    decide_stray(parcel, &command, at(), &ana("q1")).map(|(_, after)| after)
}

fn refused(parcel: &StrayParcel, command: Value) -> String {
    decide(parcel, command).unwrap_err().path
}

fn matched(parcel: &StrayParcel) -> StrayParcel {
    decide(parcel, json!({"type": "match_stray", "order": "W-1", "customer": "c1"})).unwrap()
}

fn settle(how: Value, on: &str) -> Value {
    json!({"type": "settle_stray", "how": how, "on": on})
}

fn sent_back() -> Value {
    json!({"type": "sent_back", "carrier": "Colissimo", "tracking": "8R 12"})
}

#[test]
fn a_parcel_is_put_aside_as_it_came() {
    let parcel = parcel();
    assert_eq!((parcel.put_aside_at, parcel.put_aside_by.name.as_str()), (at(), "Ana"));
    assert!(parcel.settled.is_none() && parcel.log.is_empty() && parcel.order.is_none());
    let stored = serde_json::to_value(&parcel).unwrap();
    assert_eq!(StrayParcel::from_value(stored).unwrap(), parcel);
    let closed = put_aside(json!({"goods": [], "photos": [], "scanned": null, "sender": null})).unwrap();
    assert!(closed.goods.is_empty(), "a parcel may stay closed");
}

#[test]
fn it_came_today_at_the_latest_wherever_on_earth() {
    assert!(put_aside(json!({"arrived_on": "2026-11-22"})).is_ok());
    // In Kiritimati it is tomorrow already.
    assert!(put_aside(json!({"arrived_on": "2026-11-23"})).is_ok());
    assert_eq!(refused_new(json!({"arrived_on": "2026-11-24"})), "arrived_on");
}

#[test]
fn what_is_written_on_it_has_bounds() {
    assert_eq!(refused_new(json!({"number": " "})), "number");
    assert_eq!(refused_new(json!({"scanned": ""})), "scanned");
    assert_eq!(refused_new(json!({"scanned": "é".repeat(LONGEST_LINE + 1)})), "scanned");
    assert!(put_aside(json!({"scanned": "é".repeat(LONGEST_LINE)})).is_ok());
    assert_eq!(refused_new(json!({"place": "a\nb"})), "place");
    assert_eq!(refused_new(json!({"sender": "é".repeat(LONGEST_WORDS + 1)})), "sender");
    assert!(put_aside(json!({"sender": "é".repeat(LONGEST_WORDS)})).is_ok());
    assert_eq!(refused_new(json!({"carrier": " "})), "carrier");
    assert_eq!(refused_new(json!({"tracking": "a\u{7}"})), "tracking");
    assert_eq!(refused_new(json!({"customer": "c1"})), "customer");
    assert!(put_aside(json!({"order": "W-1"})).is_ok(), "an order may have no customer");
}

#[test]
fn what_lies_in_it_is_counted() {
    let goods = |quantity: u32| json!({"goods": [{"what": "Siren", "quantity": quantity}]});
    assert_eq!(refused_new(goods(0)), "goods[0].quantity");
    assert!(put_aside(goods(1)).is_ok() && put_aside(goods(MOST_UNITS)).is_ok());
    assert_eq!(refused_new(goods(MOST_UNITS + 1)), "goods[0].quantity");
    assert_eq!(refused_new(json!({"goods": [{"what": "", "quantity": 1}]})), "goods[0].what");
    assert_eq!(refused_new(json!({"goods": [{"what": "A", "quantity": 1, "serial": " B"}]})), "goods[0].serial");
    let many = |n: usize| json!({"goods": vec![json!({"what": "Siren", "quantity": 1}); n]});
    assert!(put_aside(many(MOST_CONTENTS)).is_ok());
    assert_eq!(refused_new(many(MOST_CONTENTS + 1)), "goods");
}

#[test]
fn photos_are_named_once_and_have_a_bound() {
    let photos = |n: usize| (0..n).map(photo).collect::<Vec<_>>();
    assert_eq!(refused_new(json!({"photos": [photo(1), photo(1)]})), "photos[1].sha256");
    let full = put_aside(json!({"photos": photos(MAX_EVIDENCE)})).unwrap();
    assert_eq!(refused_new(json!({"photos": photos(MAX_EVIDENCE + 1)})), "photos");
    let more = |photos: Vec<Value>| json!({"type": "photograph_stray", "photos": photos});
    assert_eq!(refused(&full, more(vec![photo(99)])), "photos");
    assert_eq!(refused(&parcel(), more(vec![])), "photos");
    assert_eq!(refused(&parcel(), more(vec![photo(1)])), "photos[1].sha256");
    let after = decide(&parcel(), more(vec![photo(2), photo(3)])).unwrap();
    assert_eq!((after.photos.len(), &after.log[0].what), (3, &StrayDeed::Photographed { photos: 2 }));
}

#[test]
fn an_order_is_found_for_it_or_was_none() {
    let matched = matched(&parcel());
    assert_eq!((matched.order.as_deref(), matched.customer.as_deref()), (Some("W-1"), Some("c1")));
    assert_eq!(refused(&matched, json!({"type": "match_stray", "order": "W-1", "customer": "c1"})), "order");
    assert_eq!(refused(&parcel(), json!({"type": "match_stray", "order": null, "customer": null})), "order");
    assert_eq!(refused(&matched, json!({"type": "match_stray", "order": null, "customer": "c1"})), "customer");
    let after = decide(&matched, json!({"type": "match_stray", "order": null, "customer": null})).unwrap();
    assert_eq!((after.order, after.customer, after.log.len()), (None, None, 2));
}

#[test]
fn it_is_described_anew_or_not_at_all() {
    let again = json!({"type": "describe_stray", "goods": [{"what": "Outdoor camera", "quantity": 1, "condition": "scratched"}]});
    assert_eq!(refused(&parcel(), again), "goods");
    let after = decide(&parcel(), json!({"type": "describe_stray", "goods": [], "place": "Shelf 4"})).unwrap();
    assert_eq!(
        (after.goods.len(), after.place.as_deref(), &after.log[0].what),
        (0, Some("Shelf 4"), &StrayDeed::Described)
    );
    assert_eq!(refused(&parcel(), json!({"type": "describe_stray", "goods": [], "place": ""})), "place");
}

#[test]
fn it_is_settled_once_and_not_before_it_came() {
    let here = parcel();
    assert_eq!(refused(&here, settle(sent_back(), "2026-11-19")), "on");
    assert_eq!(refused(&here, settle(sent_back(), "2026-11-24")), "on");
    let gone = decide(&here, settle(sent_back(), "2026-11-20")).unwrap();
    let settled = gone.settled.clone().unwrap();
    assert_eq!((settled.on.to_string().as_str(), settled.by.name.as_str()), ("2026-11-20", "Ana"));
    assert_eq!(gone.log.last().unwrap().what, StrayDeed::Settled);
    for command in [
        settle(sent_back(), "2026-11-22"),
        json!({"type": "match_stray", "order": "W-1", "customer": null}),
        json!({"type": "describe_stray", "goods": []}),
    ] {
        assert!(decide(&gone, command.clone()).is_err(), "{command}");
    }
    // What is found out later is still written down.
    assert!(decide(&gone, json!({"type": "note_stray", "text": "The sender called."})).is_ok());
    assert!(decide(&gone, json!({"type": "photograph_stray", "photos": [photo(7)]})).is_ok());
    let mut before_it_came = serde_json::to_value(&gone).unwrap();
    before_it_came["settled"]["on"] = json!("2026-11-19");
    assert_eq!(StrayParcel::from_value(before_it_came).unwrap_err().path, "settled.on");
}

#[test]
fn it_is_taken_in_for_its_order_alone() {
    let received = || settle(json!({"type": "received", "rma": "R-K7-000231-2"}), "2026-11-22");
    assert_eq!(refused(&parcel(), received()), "how");
    let after = decide(&matched(&parcel()), received()).unwrap();
    assert_eq!(after.settled.unwrap().how, StrayEnd::Received { rma: Some("R-K7-000231-2".to_owned()) });
    let refused_parcel = settle(json!({"type": "received"}), "2026-11-22");
    assert!(decide(&matched(&parcel()), refused_parcel).is_ok(), "a refused parcel has no RMA");
}

#[test]
fn whoever_throws_it_away_says_why() {
    let disposed = |reason: &str| settle(json!({"type": "disposed", "reason": reason}), "2026-11-22");
    assert_eq!(refused(&parcel(), disposed(" ")), "how.reason");
    assert!(decide(&parcel(), disposed("Broken glass.")).is_ok());
    let command = serde_json::from_value::<StrayCommand>(disposed("x")).unwrap();
    assert!(command.disposes());
    let other = serde_json::from_value::<StrayCommand>(settle(sent_back(), "2026-11-22")).unwrap();
    assert!(!other.disposes());
    assert_eq!(refused(&parcel(), settle(json!({"type": "sent_back", "carrier": ""}), "2026-11-22")), "how.carrier");
}

#[test]
fn its_log_has_an_end() {
    let mut full = parcel();
    let note = json!({"type": "note_stray", "text": "Looked again."});
    for _ in 0..MOST_ENTRIES {
        full = decide(&full, note.clone()).unwrap();
    }
    assert_eq!(refused(&full, note), "log");
    assert_eq!(refused(&parcel(), json!({"type": "note_stray", "text": "é".repeat(LONGEST_WORDS + 1)})), "text");
}

#[test]
fn without_words_nothing_tells_of_a_person() {
    let said = serde_json::to_string(
        &asked(json!({"carrier": "DHL", "tracking": "JD01", "place": "Shelf 4"})).without_words(),
    );
    let said = said.unwrap();
    assert!(said.contains("Q-K7-000001-X"));
    for word in ["6A 0099", "Someone", "scratched", "DHL", "JD01", "Shelf", "sha256"] {
        assert!(!said.contains(word), "{word} in {said}");
    }
    for command in [
        json!({"type": "note_stray", "text": "SECRET"}),
        json!({"type": "describe_stray", "goods": [{"what": "SECRET", "quantity": 1}], "place": "SECRET"}),
        settle(json!({"type": "sent_back", "carrier": "DHL", "tracking": "SECRET"}), "2026-11-22"),
        settle(json!({"type": "disposed", "reason": "SECRET"}), "2026-11-22"),
    ] {
        let command = serde_json::from_value::<StrayCommand>(command).unwrap();
        let bare = command.without_words();
        assert_eq!(bare.name(), command.name());
        assert!(!serde_json::to_string(&bare).unwrap().contains("SECRET"), "{bare:?}");
        assert_eq!(bare.without_words(), bare);
    }
}
