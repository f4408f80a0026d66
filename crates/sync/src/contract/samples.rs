//! Small documents to store.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_domain::{CustomerCase, Order, ServiceAccount, StrayParcel, TermsPack};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::action::Action;
use crate::body::{Body, Key};
use crate::chain::{Digest, Seal};
use crate::event::{Event, Happening};
use crate::intent::{FORM, Intent, Upshot};
use crate::record::{Contact, CustomerRecord, Language};
use crate::replica::{Entry, EntryState, SealedAt};
use crate::verdict::Verdict;

/// The merchants that a store of the centre is opened with.
pub const MERCHANTS: [&str; 2] = ["one", "two"];

/// The device that both merchants have enrolled, at epoch 1, with nothing in its chain.
pub const DEVICE: Uuid = Uuid::from_u128(0xd1);

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_794_000_000 + seconds, 0).expect("a second of 2026")
}

pub(super) fn order_key() -> Key {
    Key::Order("W-1".to_owned())
}

pub(super) fn order(units: u32) -> Body {
    let document = json!({
        "number": "W-1", "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
        "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris", "customer": "c1",
        "lines": [{"id": "1", "sku": "CAM", "kind": "hardware", "quantity": units, "unit_price": "100.0000",
            "tax_rate": "0.20"}],
        "delivery": null, "discounts": [], "payments": [], "shipments": [], "cancelled": [], "rmas": [],
        "claims": [], "credits": [],
    });
    Body::Order(Arc::new(Order::from_value(document).expect("a possible order")))
}

pub(super) fn customer_key() -> Key {
    Key::Customer("c1".to_owned())
}

pub(super) fn customer() -> Body {
    let customer = json!({"id": "c1", "name": "Zoé «Ker» \u{202e}x", "email": "z@example.com"});
    let customer = serde_json::from_value(customer).expect("a customer");
    let contact = Contact {
        phone: Some("+33 6 00 00 00 00".to_owned()),
        street: None,
        postcode: Some("31000".to_owned()),
        town: Some("Toulouse".to_owned()),
        country: "FR".to_owned(),
        language: Language::Fr,
    };
    Body::Customer(Arc::new(CustomerRecord { customer, contact }))
}

pub(super) fn account_key() -> Key {
    Key::Account("c1".to_owned())
}

pub(super) fn account() -> Body {
    let document = json!({"currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris", "market": "FR",
        "services": []});
    Body::Account(Arc::new(ServiceAccount::from_value(document).expect("a possible account")))
}

pub(super) fn case_key() -> Key {
    Key::Case("K-K1-000001-X".to_owned())
}

pub(super) fn case() -> Body {
    let document = json!({
        "number": "K-K1-000001-X", "customer": "c1", "channel": "phone", "subject": "«Caméra» \u{202e}x",
        "opened_at": "2026-11-22T11:00:00+01:00", "opened_by": {"id": "a1", "name": "Ana"}, "status": "waiting",
        "assignee": null, "orders": ["W-1"],
        "tasks": [{"id": "t1", "text": "Call back", "due": "2026-11-24", "assignee": {"id": "a1", "name": "Ana"}}],
        "log": [{"id": "n1", "at": "2026-11-22T11:00:00+01:00", "by": {"id": "a1", "name": "Ana"},
            "what": {"type": "noted", "text": "One\n\ttwo"}}],
    });
    Body::Case(Arc::new(CustomerCase::from_value(document).expect("a possible case")))
}

pub(super) fn stray_key() -> Key {
    Key::Stray("Q-K1-000001-X".to_owned())
}

pub(super) fn stray() -> Body {
    let document = json!({
        "number": "Q-K1-000001-X", "arrived_on": "2026-11-20", "scanned": "1Z 77", "sender": "«Ana»\nLyon \u{202e}x",
        "goods": [{"what": "Camera", "quantity": 2, "condition": "scratched"}],
        "photos": [{"sha256": "ab".repeat(32), "sort": "png", "kind": "goods"}], "order": "W-1", "customer": "c1",
        "put_aside_at": "2026-11-22T11:00:00+01:00", "put_aside_by": {"id": "a1", "name": "Ana"},
        "log": [{"id": "n1", "at": "2026-11-22T11:00:00+01:00", "by": {"id": "a1", "name": "Ana"},
            "what": {"type": "matched", "order": "W-1"}}],
    });
    Body::Stray(Arc::new(StrayParcel::from_value(document).expect("a possible parcel")))
}

pub(super) fn terms() -> (Key, Body) {
    let pack = TermsPack::shipped().expect("the shipped edition");
    (Key::Terms(pack.id.clone()), Body::Terms(Arc::new(pack)))
}

pub(super) fn entry(id: u128, key: Key) -> Entry {
    let command = json!({"type": "release_shipment"});
    let intent = Intent {
        form: FORM,
        id: Uuid::from_u128(id),
        merchant: "one".to_owned(),
        agent: Uuid::from_u128(1),
        sign_in: Uuid::from_u128(2),
        key,
        action: Action::Order(guichet_domain::OrderCommand::from_value(command).expect("a command")),
        base: 3,
        cursor: 4,
        server_epoch: Some(Uuid::from_u128(5)),
        claimed_at: at(5).fixed_offset(),
        upshot: Upshot { pack: "p".to_owned(), ..Upshot::default() },
    };
    Entry {
        place: 0,
        taken_at: at(6),
        agent: "Ana".to_owned(),
        intent,
        sealed: None,
        state: EntryState::Waiting,
        answered: None,
        doubt: None,
    }
}

pub(super) fn sealed(seq: u64) -> SealedAt {
    SealedAt {
        device: DEVICE,
        epoch: 1,
        seq,
        previous: Digest([1; 32]),
        link: Digest([2; 32]),
        payload: "{}".to_owned(),
        seal: Seal(vec![3; 64]),
    }
}

pub(super) fn applied() -> Verdict {
    Verdict::Applied { upshot: Upshot::default() }
}

/// An event on the order: a command of [`DEVICE`].
pub(super) fn event(version: u64, ordinal: u32, body_version: u64, seq: u64) -> Event {
    let entry = entry(u128::from(seq), order_key());
    Event {
        version,
        ordinal,
        at: at(i64::try_from(version).expect("small")),
        agent: Some("Ana".to_owned()),
        key: order_key(),
        body_version,
        what: Happening::Command {
            id: entry.intent.id,
            device: DEVICE,
            epoch: 1,
            seq,
            action: entry.intent.action,
            claimed_at: entry.intent.claimed_at,
            verdict: Box::new(applied()),
        },
    }
}

/// Three cameras at 100 euros, paid by card; two of them delivered on 4 November, one open: the order that the tests of
/// both ends tell their stories with.
#[must_use]
pub fn three_cameras(number: &str) -> Value {
    json!({
        "number": number, "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
        "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris", "customer": "c1",
        "lines": [
            {"id": "1", "sku": "CAM", "kind": "hardware", "quantity": 3, "unit_price": "100.00", "tax_rate": "0.20"},
        ],
        "delivery": null, "discounts": [],
        "payments": [{"id": "p1", "method": "card", "authorised": "360.00", "captured": "360.00", "refunded": "0.00"}],
        "shipments": [{"id": "s1", "carrier": "ups", "lines": [{"line": "1", "quantity": 2}],
            "shipped_on": "2026-11-02", "delivered_on": "2026-11-04"}],
        "cancelled": [], "rmas": [], "claims": [], "credits": [],
    })
}
