//! ORD-1, TRM-1: who becomes a customer, what is corrected, and which edition of the terms they accepted.

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::{
    CustomerCommand, CustomerRecord, Fault, Outcome, Rule, TermsPack, decide_customer, decide_registration,
};
use serde_json::{Value, json};

fn record(changed: Value) -> CustomerRecord {
    let mut record = json!({
        "customer": {"id": "C-K7-000001-X", "name": "Zoé Ker", "email": "zoe@example.com"},
        "contact": {"phone": "+33 6 12 34 56 78", "street": "3 rue des Lilas", "postcode": "31000",
                    "town": "Toulouse", "country": "FR", "language": "fr"},
    });
    for (pointer, value) in changed.as_object().unwrap() {
        let (parent, field) = pointer.split_once('.').unwrap();
        record[parent][field] = value.clone();
    }
    serde_json::from_value(record).unwrap()
}

fn refused_at(changed: Value) -> String {
    decide_registration(&record(changed)).unwrap_err().path
}

fn at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-22T11:00:00Z").unwrap()
}

fn effective_on(edition: &str) -> Option<NaiveDate> {
    let shipped = TermsPack::shipped().unwrap();
    (shipped.id == edition).then_some(shipped.effective_on)
}

fn decide(record: &CustomerRecord, command: Value) -> Result<CustomerRecord, Fault> {
    let command: CustomerCommand = serde_json::from_value(command).unwrap();
    decide_customer(record, effective_on, &command, at()).map(|(decision, after)| {
        assert_eq!(decision.outcome, Outcome::Allowed);
        after
    })
}

fn amend(record: &CustomerRecord, fields: Value) -> Result<CustomerRecord, Fault> {
    decide(record, json!({ "type": "amend_customer", "fields": fields }))
}

fn accept(record: &CustomerRecord, terms: &str, on: &str) -> Result<CustomerRecord, Fault> {
    decide(record, json!({ "type": "accept_terms", "terms": terms, "on": on }))
}

const SHIPPED: &str = "sales-terms-2017-04-01";

#[test]
fn a_name_and_a_country_are_enough() {
    let bare = json!({"customer.email": null, "contact.phone": null, "contact.street": null,
        "contact.postcode": null, "contact.town": null});
    assert_eq!(decide_registration(&record(bare)).unwrap().outcome, Outcome::Allowed);
}

#[test]
fn what_cannot_be_so_is_told_by_its_place() {
    for (field, value) in [
        ("customer.name", json!("")),
        ("customer.name", json!("  ")),
        ("customer.name", json!("x".repeat(201))),
        ("customer.name", json!("Zoé\u{0}Ker")),
        ("customer.name", json!(" Zoé")),
        ("contact.phone", json!("no")),
        ("contact.phone", json!("12")),
        ("contact.phone", json!("1".repeat(41))),
        ("contact.street", json!("")),
        ("contact.town", json!("Tou\nlouse")),
        ("contact.country", json!("XX")),
        ("contact.country", json!("fr")),
    ] {
        assert_eq!(refused_at(json!({ field: value })), field, "{value}");
    }
    assert_eq!(refused_at(json!({"customer.open_disputes": 1})), "customer.open_disputes");
    let accepted = json!([{"id": SHIPPED, "on": "2026-11-01"}]);
    assert_eq!(refused_at(json!({"customer.accepted_terms": accepted})), "customer.accepted_terms");
    for fine in [json!("x".repeat(200)), json!("محمد"), json!("O'Neil-Žižka, Dr.")] {
        assert!(decide_registration(&record(json!({"customer.name": fine}))).is_ok(), "{fine}");
    }
}

#[test]
fn an_address_is_one_that_mail_could_go_to() {
    let is_one = |text: &str| decide_registration(&record(json!({"customer.email": text}))).is_ok();
    let long = |n: usize| format!("{}@example.com", "x".repeat(n - "@example.com".len()));
    for fine in ["a@b.fr", "zoé@exämple.fr", "a.b+c@sub.example.co.uk", &long(254)] {
        assert!(is_one(fine), "{fine}");
    }
    for wrong in [
        "",
        "zoe",
        "@example.com",
        "zoe@",
        "zoe@example",
        "zoe@@example.com",
        "z oe@example.com",
        "zoe@example..com",
        "zoe@-example.com",
        "zoe@example-.com",
        "<zoe@example.com>",
        "a@b.fr,c@d.fr",
        "zoe@exa_mple.com",
        &long(255),
    ] {
        assert!(!is_one(wrong), "{wrong}");
    }
}

#[test]
fn each_field_is_corrected_by_itself() {
    let moved = amend(
        &record(json!({})),
        json!({"town": {"was": "Toulouse", "becomes": "Paris"}, "phone": {"was": "+33 6 12 34 56 78", "becomes": null},
               "language": {"was": "fr", "becomes": "en"}}),
    );
    assert_eq!(
        moved.unwrap(),
        record(json!({"contact.town": "Paris", "contact.phone": null, "contact.language": "en"}))
    );
}

#[test]
fn what_somebody_corrected_first_is_not_corrected_back_unseen() {
    let stale = json!({"email": {"was": "old@example.com", "becomes": "new@example.com"}});
    assert_eq!(amend(&record(json!({})), stale).unwrap_err().path, "fields.email.was");
    // Whoever asks for the same is content; but a command that changes nothing at all is none.
    let same = json!({"email": {"was": "old@example.com", "becomes": "zoe@example.com"},
        "town": {"was": "Toulouse", "becomes": "Paris"}});
    assert!(amend(&record(json!({})), same).is_ok());
    let same = json!({"email": {"was": "old@example.com", "becomes": "zoe@example.com"}});
    assert_eq!(amend(&record(json!({})), same).unwrap_err().path, "fields");
    assert_eq!(amend(&record(json!({})), json!({})).unwrap_err().path, "fields");
}

#[test]
fn a_correction_is_held_to_the_same_as_a_registration() {
    let cases = [
        (json!({"email": {"was": "zoe@example.com", "becomes": "zoe"}}), "customer.email"),
        (json!({"name": {"was": "Zoé Ker", "becomes": null}}), "fields.name.becomes"),
        (json!({"country": {"was": "FR", "becomes": null}}), "fields.country.becomes"),
        (json!({"country": {"was": "FR", "becomes": "ZZ"}}), "contact.country"),
        (json!({"language": {"was": "fr", "becomes": "tlh"}}), "fields.language.becomes"),
        (json!({"language": {"was": "fr", "becomes": null}}), "fields.language.becomes"),
    ];
    for (fields, path) in cases {
        assert_eq!(amend(&record(json!({})), fields).unwrap_err().path, path);
    }
}

#[test]
fn a_fault_repeats_nothing_that_was_typed() {
    let secret = "s3cret-words";
    for field in ["customer.email", "contact.country"] {
        let fault = decide_registration(&record(json!({ field: secret }))).unwrap_err();
        assert!(!fault.to_string().contains(secret), "{fault}");
    }
}

#[test]
fn trm_1_the_latest_acceptance_is_noted_with_its_day() {
    let accepted = accept(&record(json!({})), SHIPPED, "2026-11-22").unwrap();
    let known = &accepted.customer.accepted_terms;
    assert_eq!(serde_json::to_value(known).unwrap(), json!([{"id": SHIPPED, "on": "2026-11-22"}]));
    // The same that day is nothing new; another day is.
    assert_eq!(accept(&accepted, SHIPPED, "2026-11-22").unwrap_err().path, "terms");
    assert_eq!(accept(&accepted, SHIPPED, "2026-11-21").unwrap().customer.accepted_terms.len(), 2);
    // Of two editions accepted on one day the later command counts.
    let other = record(json!({"customer.accepted_terms": [{"id": "older", "on": "2026-11-22"}]}));
    assert_eq!(accept(&other, SHIPPED, "2026-11-22").unwrap().customer.accepted_terms, *known);
}

#[test]
fn trm_1_nobody_accepts_what_is_unknown_or_on_an_impossible_day() {
    let place = |terms: &str, on: &str| accept(&record(json!({})), terms, on).unwrap_err().path;
    assert_eq!(place("no-such-edition", "2026-11-22"), "terms");
    assert_eq!(place(SHIPPED, "2017-03-31"), "on");
    assert!(accept(&record(json!({})), SHIPPED, "2017-04-01").is_ok());
    // It is a day later in the east while it is still today in UTC.
    assert!(accept(&record(json!({})), SHIPPED, "2026-11-23").is_ok());
    assert_eq!(place(SHIPPED, "2026-11-24"), "on");
}

#[test]
fn trm_1_is_named() {
    let command: CustomerCommand =
        serde_json::from_value(json!({"type": "accept_terms", "terms": SHIPPED, "on": "2026-11-22"})).unwrap();
    let (decision, _) = decide_customer(&record(json!({})), effective_on, &command, at()).unwrap();
    assert_eq!(decision.rules.iter().map(|ground| ground.id).collect::<Vec<_>>(), [Rule::Trm1]);
}
