//! A centre and some desks in memory, driven by hand.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::{Order, OrderCommand, TermsPack};
use guichet_sync::authority::{
    AgentRecord, Authority, AuthorityTx, DeviceRecord, DeviceState, FeedEntry, Feeding, Publish, SignIn,
    erase_customer, put_body, put_terms,
};
use guichet_sync::conflict::ConflictKind;
use guichet_sync::memory::{MemoryAuthority, MemoryReplica, Pace};
use guichet_sync::policy::Actor;
use guichet_sync::record::{Contact, CustomerRecord, Language};
use guichet_sync::replica::{
    self, Attention, Entry, EntryState, Pulling, Replica, ReplicaTx, Seat, Take, TakeFault, Taken,
};
use guichet_sync::wire::{PROTOCOL, Pull, Pulled, Push, Pushed};
use guichet_sync::{Action, Body, DeviceKey, Ed25519, Happening, Key, Resolution, Role, Verdict, authority};
use serde_json::{Value, json};
use uuid::Uuid;

pub const MERCHANT: &str = "lueur";

/// Runs what waits for nothing.
pub fn now<F: Future>(work: F) -> F::Output {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[allow(unused_imports)] // not every test program has an order
pub use guichet_sync::contract::three_cameras as order;

pub struct Centre {
    pub store: MemoryAuthority,
    pub now: DateTime<Utc>,
    pub together: usize,
}

pub fn agent(n: u128) -> Uuid {
    Uuid::from_u128(0xa000 + n)
}

impl Centre {
    pub fn new() -> Self {
        let store = MemoryAuthority::new(Pace::Free);
        store.add_merchant(MERCHANT, Uuid::from_u128(0xe1));
        for (n, name, role) in [(1, "Ana", Role::Agent), (2, "Bo", Role::Agent), (3, "Chris", Role::Supervisor)] {
            let record = AgentRecord { id: agent(n), name: name.into(), role, refund_limit: None, revoked: None };
            store.put_agent(MERCHANT, record);
            store.put_sign_in(MERCHANT, SignIn { id: Uuid::from_u128(0x5000 + n), agent: agent(n) });
        }
        let centre = Self { store, now: at("2026-11-10T08:00:00Z"), together: 1 };
        now(async {
            let mut tx = centre.store.begin(MERCHANT).await.unwrap();
            put_terms(&mut tx, TermsPack::shipped().unwrap(), None, centre.now).await.unwrap().unwrap();
            tx.commit().await.unwrap();
        });
        centre.put_customer("c1", 0);
        centre
    }

    pub fn actor(n: u128) -> Actor {
        let (name, role) = [("Ana", Role::Agent), ("Bo", Role::Agent), ("Chris", Role::Supervisor)][n as usize - 1];
        Actor { agent: agent(n), sign_in: Uuid::from_u128(0x5000 + n), name: name.into(), role, refund_limit: None }
    }

    pub fn ingest(&self, key: &Key, body: Body) {
        now(async {
            let mut tx = self.store.begin(MERCHANT).await.unwrap();
            let known = tx.stored(key, true).await.unwrap();
            let mut feeding = Feeding::default();
            let version = put_body(&mut tx, &mut feeding, key, known.as_ref(), Some(body)).await.unwrap();
            let what = Happening::Ingested;
            feeding.events.push(Publish { agent: None, key: key.clone(), body_version: version, what });
            authority::publish(&mut tx, feeding, self.now).await.unwrap();
            tx.commit().await.unwrap();
        });
    }

    pub fn put_customer(&self, id: &str, open_disputes: u32) {
        let contact = Contact {
            phone: None,
            street: None,
            postcode: None,
            town: None,
            country: "FR".into(),
            language: Language::Fr,
        };
        let customer = serde_json::from_value(json!({
            "id": id, "name": "Zoé Ker", "email": "z@example.com", "open_disputes": open_disputes,
        }))
        .unwrap();
        self.ingest(&Key::Customer(id.into()), Body::Customer(Arc::new(CustomerRecord { customer, contact })));
    }

    pub fn put_order(&self, document: Value) {
        let order = Order::from_value(document).unwrap();
        self.ingest(&Key::Order(order.number.clone()), Body::Order(Arc::new(order)));
    }

    pub fn order(&self, number: &str) -> Arc<Order> {
        let look = self.store.look(MERCHANT).unwrap();
        let key = Key::Order(number.into());
        let body = look.stored().find(|(at, _)| **at == key).and_then(|(_, stored)| stored.body.clone());
        body.unwrap().order().unwrap().clone()
    }

    pub fn enrol(&self, n: u8) -> Desk {
        let key = DeviceKey::from_bytes(&[n; 32]);
        let device = Uuid::from_u128(0xd000 + u128::from(n));
        let series = format!("K{n}");
        self.store.put_device(
            MERCHANT,
            DeviceRecord {
                id: device,
                epoch: 1,
                series: series.clone(),
                public_key: key.public().to_vec(),
                last_seq: 0,
                last_link: Default::default(),
                state: DeviceState::Active,
            },
        );
        let seat = Seat { merchant: MERCHANT.into(), device, epoch: 1, series };
        let desk = Desk { store: MemoryReplica::new(Pace::Free), key, device, next: u128::from(n) << 64 };
        desk.write(|mut tx| async move {
            replica::reseat(&mut tx, seat).await.unwrap();
            tx
        });
        desk.bootstrap(self);
        desk
    }

    pub fn receive(&self, push: &Push) -> Pushed {
        now(authority::receive(&self.store, MERCHANT, push, &Ed25519, self.now, self.together)).unwrap()
    }

    pub fn pull(&self, pull: &Pull) -> Pulled {
        now(async {
            let mut tx = self.store.read(MERCHANT).await.unwrap();
            authority::page(&mut tx, pull, self.now).await.unwrap()
        })
    }

    pub fn later(&mut self, minutes: i64) {
        self.now += TimeDelta::minutes(minutes);
    }
}

pub struct Desk {
    pub store: MemoryReplica,
    pub key: DeviceKey,
    pub device: Uuid,
    pub next: u128,
}

impl Desk {
    pub fn write<F, W>(&self, work: W)
    where
        W: FnOnce(guichet_sync::memory::MemoryReplicaTx) -> F,
        F: Future<Output = guichet_sync::memory::MemoryReplicaTx>,
    {
        now(async {
            let tx = self.store.begin().await.unwrap();
            work(tx).await.commit().await.unwrap();
        });
    }

    pub fn id(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(self.next)
    }

    pub fn bootstrap(&self, centre: &Centre) {
        let snapshot = now(async {
            let mut tx = centre.store.read(MERCHANT).await.unwrap();
            authority::snapshot(&mut tx, self.device, 0, None, centre.now).await.unwrap().unwrap()
        });
        self.write(|mut tx| async move {
            replica::adopt(&mut tx, &snapshot, centre.now).await.unwrap();
            tx
        });
    }

    /// Hears from a centre that was put back that it must begin again, and does.
    pub fn bootstrap_again(&self, centre: &Centre) {
        self.pull(centre);
        self.bootstrap(centre);
    }

    pub fn take(&mut self, who: u128, order: &str, command: Value, at: DateTime<Utc>) -> Result<Taken, String> {
        let action = Action::Order(OrderCommand::from_value(command).unwrap());
        self.act(who, Key::Order(order.into()), action, at)
    }

    pub fn act(&mut self, who: u128, key: Key, action: Action, at: DateTime<Utc>) -> Result<Taken, String> {
        let id = self.id();
        let actor = Centre::actor(who);
        now(async {
            let mut tx = self.store.begin().await.unwrap();
            let take = Take { id, key, action, actor: &actor, now: at };
            match replica::take(&mut tx, take).await {
                Ok(taken) => {
                    tx.commit().await.unwrap();
                    Ok(taken)
                }
                Err(TakeFault::Refused(refusal)) => Err(format!("{refusal:?}")),
                Err(other) => Err(other.to_string()),
            }
        })
    }

    pub fn seal(&self, at: DateTime<Utc>) -> Option<Push> {
        now(async {
            let mut tx = self.store.begin().await.unwrap();
            let push = replica::seal(&mut tx, &self.key, at, TimeDelta::zero()).await.unwrap();
            tx.commit().await.unwrap();
            push
        })
    }

    pub fn push(&self, centre: &Centre) -> Option<Pushed> {
        let push = self.seal(centre.now)?;
        let pushed = centre.receive(&push);
        self.hear(&pushed, centre.now);
        Some(pushed)
    }

    /// Says goodbye, where the desk was revoked.
    pub fn part(&self, centre: &Centre) {
        let push = now(async { replica::part(&mut self.store.begin().await.unwrap()).await.unwrap() });
        self.hear(&centre.receive(&push.expect("it sealed something once")), centre.now);
    }

    pub fn hear(&self, pushed: &Pushed, at: DateTime<Utc>) {
        self.write(|mut tx| async move {
            replica::pushed(&mut tx, self.device, pushed, at).await.unwrap();
            tx
        });
    }

    pub fn ask(&self) -> Pull {
        let state = self.store.look().peek_state().clone();
        let server_epoch = state.server_epoch.unwrap_or_default();
        Pull { protocol: PROTOCOL, device: self.device, server_epoch, cursor: state.cursor, most: 3 }
    }

    /// Pulls to the end.
    pub fn pull(&self, centre: &Centre) -> Pulling {
        loop {
            let page = match centre.pull(&self.ask()) {
                Pulled::Page(page) => page,
                other => {
                    self.write(|mut tx| async move {
                        replica::refused_pull(&mut tx, self.device, &other).await.unwrap();
                        tx
                    });
                    return Pulling::Stopped(self.store.look().peek_state().standing);
                }
            };
            let mut pulling = None;
            self.write(|mut tx| {
                let (page, pulling) = (&page, &mut pulling);
                async move {
                    *pulling = Some(replica::paged(&mut tx, page, centre.now).await.unwrap());
                    tx
                }
            });
            match pulling.unwrap() {
                Pulling::Applied { more: true, .. } => {}
                other => return other,
            }
        }
    }

    pub fn sync(&self, centre: &Centre) -> Pulling {
        self.push(centre);
        self.pull(centre)
    }

    pub fn order(&self, number: &str) -> Arc<Order> {
        let tx = self.store.look();
        let key = Key::Order(number.into());
        let row = tx.peek_rows().find(|(at, _)| **at == key).unwrap().1.clone();
        row.body.unwrap().order().unwrap().clone()
    }

    pub fn entry(&self, id: Uuid) -> Entry {
        let tx = self.store.look();
        let entry = tx.peek_entries().find(|entry| entry.intent.id == id).unwrap();
        (**entry).clone()
    }

    pub fn attention(&self) -> Vec<Attention> {
        let tx = self.store.look();
        tx.peek_attention().filter(|item| item.resolved.is_none()).map(|item| (**item).clone()).collect()
    }

    pub fn resolve(&mut self, who: u128, command: Uuid, how: Resolution, at: DateTime<Utc>) -> Option<Entry> {
        let new = [self.id(), self.id()];
        let actor = Centre::actor(who);
        now(async {
            let mut tx = self.store.begin().await.unwrap();
            let entry = replica::resolve(&mut tx, command, how, new, &actor, at).await.unwrap();
            tx.commit().await.unwrap();
            entry
        })
    }
}

pub fn return_of(quantity: u32) -> Value {
    json!({"type": "request_return", "lines": [{"line": "1", "quantity": quantity}], "reason": "change_of_mind"})
}

pub fn cancel() -> Value {
    json!({"type": "cancel_order", "by": "customer", "reason": "change_of_mind"})
}

/// What became of the command at this place of a desk's queue.
pub fn verdict(desk: &Desk, at: usize) -> Verdict {
    match &desk.store.look().peek_entries().nth(at).expect("an entry").state {
        EntryState::Settled { verdict, .. } => (**verdict).clone(),
        other => panic!("{other:?}"),
    }
}

/// Why it was not taken.
pub fn conflict(desk: &Desk, at: usize) -> ConflictKind {
    match verdict(desk, at) {
        Verdict::Rejected { conflict } => conflict.kind,
        other => panic!("{other:?}"),
    }
}

pub fn erase(centre: &Centre, id: &str) {
    now(async {
        let mut tx = centre.store.begin(MERCHANT).await.unwrap();
        assert!(erase_customer(&mut tx, id, None, centre.now).await.unwrap());
        tx.commit().await.unwrap();
    });
}

/// Whether the feed tells of this; a chain keeps what came before an erasure, and the service empties it.
pub fn feed_names(centre: &Centre, text: &str) -> bool {
    now(async {
        let mut tx = centre.store.read(MERCHANT).await.unwrap();
        let rows = tx.feed(0, 99).await.unwrap();
        rows.iter().any(|row| match &row.entry {
            FeedEntry::Change(change) => serde_json::to_string(change).unwrap().contains(text),
            FeedEntry::Event(event) => serde_json::to_string(event).unwrap().contains(text),
        })
    })
}

/// Whether a desk has heard of an event that tells of this.
pub fn events_name(desk: &Desk, text: &str) -> bool {
    desk.store.look().peek_events().any(|event| serde_json::to_string(&**event).unwrap().contains(text))
}
