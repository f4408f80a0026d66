//! A centre in this very process, and desks with real encrypted files.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use guichet_desk::centre::{
    Access, Answer, Centre, CentreFault, Centres, Chunk, CompanyBegin, CompanyEnrol, CompanyEnrolled, CompanySignIn,
    CompanyUrl, EnrolRequest, Enrolment, Imported, Live, Place, RefreshRequest, Refused, SignInRequest, SignedInAgent,
    SnapshotStanding, SnapshotState, Tokens, Ways,
};
use guichet_desk::clock::Clock;
use guichet_desk::ipc::customers::ErasureTaken;
use guichet_desk::key::Key as ReplicaKey;
use guichet_desk::keychain::{Keychain, MemoryKeychain};
use guichet_desk::{CallError, Desk, OpenOptions, Unlock, ipc};
use guichet_domain::{Order, TermsPack};
use guichet_sync::authority::{
    self, AgentRecord, AskedErasure, Authority, AuthorityTx, DeviceRecord, DeviceState, Feeding, Publish, SignIn,
    put_body, put_terms,
};
use guichet_sync::memory::{MemoryAuthority, Pace};
use guichet_sync::record::{Contact, CustomerRecord, Language};
use guichet_sync::wire::{Change, Part, Pull, Pulled, Push, Pushed, Snapshot};
use guichet_sync::{Body, Ed25519, Happening, Key, Role};
use serde_json::{Value, json};
use uuid::Uuid;

pub const MERCHANT: &str = "lueur";

pub struct Moving(Mutex<DateTime<Utc>>);

impl Moving {
    pub fn later(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Moving {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub fn clock() -> Arc<Moving> {
    Arc::new(Moving(Mutex::new(DateTime::parse_from_rfc3339("2026-11-10T08:00:00Z").unwrap().to_utc())))
}

#[allow(unused_imports)] // not every test program has an order
pub use guichet_sync::contract::three_cameras as order;

pub fn agent(n: u128) -> Uuid {
    Uuid::from_u128(0xa000 + n)
}

/// A refresh token as the centre keeps it.
#[derive(Clone)]
struct Family {
    sign_in: Uuid,
    agent: u128,
    device: Uuid,
    used: Option<(Uuid, String)>,
}

#[derive(Default)]
struct Session {
    refresh: HashMap<String, Family>,
    /// Who, on which device, and until when.
    access: HashMap<String, (Uuid, DateTime<Utc>)>,
    ended: Vec<Uuid>,
    devices: HashMap<Uuid, Vec<u8>>,
    next: u128,
    snapshots: HashMap<Uuid, Snapshot>,
}

/// The centre. Cloning shares it.
#[derive(Clone)]
pub struct Fake {
    pub store: MemoryAuthority,
    pub clock: Arc<Moving>,
    session: Arc<Mutex<Session>>,
    /// The road is cut.
    pub is_away: Arc<AtomicBool>,
    /// That many calls are answered, and the answers lost.
    pub loses: Arc<AtomicU32>,
    /// A chunk that breaks off after so many.
    pub chunks_left: Arc<AtomicU32>,
    pub refreshes: Arc<AtomicU32>,
    /// Files of orders, by their number and id.
    pub attachments: Arc<Mutex<Attachments>>,
}

type Attachments = HashMap<(String, Uuid), (&'static str, Vec<u8>)>;

const NAMES: [(&str, &str, Role); 3] =
    [("ana", "Ana", Role::Agent), ("bo", "Bo", Role::Agent), ("chris", "Chris", Role::Supervisor)];

impl Fake {
    pub async fn new(clock: Arc<Moving>) -> Self {
        let store = MemoryAuthority::new(Pace::Free);
        store.add_merchant(MERCHANT, Uuid::from_u128(0xe1));
        for (n, (_, name, role)) in (1..).zip(NAMES) {
            let record = AgentRecord { id: agent(n), name: name.into(), role, refund_limit: None, revoked: None };
            store.put_agent(MERCHANT, record);
        }
        let centre = Self {
            store,
            clock,
            session: Arc::default(),
            is_away: Arc::default(),
            loses: Arc::default(),
            chunks_left: Arc::new(AtomicU32::new(u32::MAX)),
            refreshes: Arc::default(),
            attachments: Arc::default(),
        };
        let mut tx = centre.store.begin(MERCHANT).await.unwrap();
        put_terms(&mut tx, TermsPack::shipped().unwrap(), None, centre.clock.now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        centre.put_customer("c1", "Zoé Ker").await;
        centre
    }

    pub async fn put_customer(&self, id: &str, name: &str) {
        let contact = Contact {
            phone: None,
            street: None,
            postcode: None,
            town: Some("Labège".into()),
            country: "FR".into(),
            language: Language::Fr,
        };
        let customer = serde_json::from_value(json!({"id": id, "name": name, "email": "z@example.com"})).unwrap();
        let record = CustomerRecord { customer, contact };
        self.ingest(&Key::Customer(id.into()), Body::Customer(Arc::new(record))).await;
    }

    pub async fn put_order(&self, document: Value) {
        let order = Order::from_value(document).unwrap();
        self.ingest(&Key::Order(order.number.clone()), Body::Order(Arc::new(order))).await;
    }

    async fn ingest(&self, key: &Key, body: Body) {
        let mut tx = self.store.begin(MERCHANT).await.unwrap();
        let known = tx.stored(key, true).await.unwrap();
        let mut feeding = Feeding::default();
        let version = put_body(&mut tx, &mut feeding, key, known.as_ref(), Some(body)).await.unwrap();
        feeding.events.push(Publish {
            agent: None,
            key: key.clone(),
            body_version: version,
            what: Happening::Ingested,
        });
        authority::publish(&mut tx, feeding, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn erase(&self, customer: &str) {
        let mut tx = self.store.begin(MERCHANT).await.unwrap();
        assert!(authority::erase_customer(&mut tx, customer, None, self.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
    }

    pub fn order(&self, number: &str) -> Arc<Order> {
        let key = Key::Order(number.into());
        let look = self.store.look(MERCHANT).unwrap();
        let body = look.stored().find(|(at, _)| **at == key).and_then(|(_, stored)| stored.body.clone());
        body.unwrap().order().unwrap().clone()
    }

    pub fn set_device(&self, device: Uuid, state: DeviceState) {
        let look = self.store.look(MERCHANT).unwrap();
        let record = look.devices().find(|known| known.id == device).unwrap().clone();
        self.store.put_device(MERCHANT, DeviceRecord { state, ..record });
    }

    pub fn devices(&self) -> Vec<DeviceRecord> {
        self.store.look(MERCHANT).unwrap().devices().cloned().collect()
    }

    /// The road: cut or whole.
    fn road(&self) -> Result<(), CentreFault> {
        if self.is_away.load(Ordering::SeqCst) { Err(CentreFault::Unreachable) } else { Ok(()) }
    }

    /// The way back: an answer may be lost on it.
    fn back<T>(&self, answer: T) -> Result<T, CentreFault> {
        let lost = self.loses.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        if lost { Err(CentreFault::Unreachable) } else { Ok(answer) }
    }

    /// The device of an access token that holds.
    fn who(&self, access: &str) -> Result<Uuid, CentreFault> {
        let session = self.session.lock().unwrap();
        match session.access.get(access) {
            Some((_, until)) if *until <= self.clock.now() => Err(CentreFault::Refused(Refused::AccessExpired)),
            Some((device, _)) => Ok(*device),
            None => Err(CentreFault::Refused(Refused::Unauthenticated)),
        }
    }

    fn grant(&self, session: &mut Session, family: &Family, refresh: String) -> Tokens {
        let (n, sign_in) = (family.agent, family.sign_in);
        session.next += 1;
        let access_token = format!("ga_{MERCHANT}_{:064x}", session.next);
        let now = self.clock.now();
        let until = now + TimeDelta::minutes(10);
        session.access.insert(access_token.clone(), (family.device, until));
        let (login, name, role) = NAMES[usize::try_from(n).unwrap() - 1];
        Tokens {
            access_token,
            access_expires_at: until,
            refresh_token: refresh,
            sign_in,
            agent: SignedInAgent { id: agent(n), login: login.into(), name: name.into(), role, refund_limit: None },
            server_time: now,
        }
    }

    pub fn is_ended(&self) -> bool {
        !self.session.lock().unwrap().ended.is_empty()
    }
}

impl Centres for Fake {
    fn at(&self, _: Place<'_>) -> Result<Arc<dyn Centre>, CentreFault> {
        Ok(Arc::new(self.clone()))
    }
}

const CHUNK: usize = 2;

impl Centre for Fake {
    fn attach<'a>(
        &'a self,
        access: &'a Access,
        of: &'a Key,
        id: Uuid,
        media_type: &'static str,
        bytes: Vec<u8>,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            self.road()?;
            self.who(access)?;
            let key = (of.id().to_owned(), id);
            self.attachments.lock().unwrap().insert(key, (media_type, bytes));
            self.back(())
        })
    }

    fn attachment<'a>(&'a self, access: &'a Access, of: &'a Key, id: Uuid) -> Answer<'a, Vec<u8>> {
        Box::pin(async move {
            self.road()?;
            self.who(access)?;
            let found = self.attachments.lock().unwrap().get(&(of.id().to_owned(), id)).cloned();
            let (_, bytes) = found.ok_or(CentreFault::Refused(Refused::NotFound))?;
            self.back(bytes)
        })
    }

    fn enrol<'a>(&'a self, asked: &'a EnrolRequest) -> Answer<'a, Enrolment> {
        Box::pin(async move {
            self.road()?;
            if asked.code != "CODE" {
                return Err(CentreFault::Refused(Refused::EnrolCodeInvalid));
            }
            let public_key = STANDARD.decode(&asked.wanted.public_key).unwrap();
            let number = {
                let mut session = self.session.lock().unwrap();
                if let Some(known) = session.devices.get(&asked.wanted.device)
                    && *known != public_key
                {
                    return Err(CentreFault::Refused(Refused::DeviceEnrolled));
                }
                session.devices.insert(asked.wanted.device, public_key.clone());
                session.devices.len()
            };
            let known = self.devices().into_iter().find(|device| device.id == asked.wanted.device);
            let record = known.unwrap_or_else(|| DeviceRecord {
                id: asked.wanted.device,
                epoch: 1,
                series: format!("D{number}"),
                public_key,
                last_seq: 0,
                last_link: Default::default(),
                state: DeviceState::Active,
            });
            self.store.put_device(MERCHANT, record.clone());
            self.back(Enrolment {
                merchant: MERCHANT.into(),
                merchant_name: "Lueur Maison".into(),
                device: record.id,
                series: record.series,
                epoch: record.epoch,
                server_time: self.clock.now(),
            })
        })
    }

    fn sign_in<'a>(&'a self, asked: &'a SignInRequest) -> Answer<'a, Tokens> {
        Box::pin(async move {
            self.road()?;
            let n = (1..).zip(NAMES).find(|(_, (login, ..))| *login == asked.login).map(|(n, _)| n);
            let Some(n) = n.filter(|_| asked.password == "password") else {
                return Err(CentreFault::Refused(Refused::SignInFailed));
            };
            let tokens = {
                let mut session = self.session.lock().unwrap();
                session.next += 1;
                let sign_in = Uuid::from_u128(0x5000 + session.next);
                let refresh = format!("gr_{MERCHANT}_{:064x}", session.next);
                self.store.put_sign_in(MERCHANT, SignIn { id: sign_in, agent: agent(n) });
                let family = Family { sign_in, agent: n, device: asked.device, used: None };
                session.refresh.insert(refresh.clone(), family.clone());
                self.grant(&mut session, &family, refresh)
            };
            self.back(tokens)
        })
    }

    fn sign_in_ways<'a>(&'a self, _: &'a str) -> Answer<'a, Ways> {
        Box::pin(async move { self.back(Ways { company: false }) })
    }

    fn company_begin<'a>(&'a self, _: &'a CompanyBegin) -> Answer<'a, CompanyUrl> {
        Box::pin(async move { Err(CentreFault::Refused(Refused::NoCompanyAccounts)) })
    }

    fn company_sign_in<'a>(&'a self, _: &'a CompanySignIn) -> Answer<'a, Tokens> {
        Box::pin(async move { Err(CentreFault::Refused(Refused::NoCompanyAccounts)) })
    }

    fn company_enrol<'a>(&'a self, _: &'a CompanyEnrol) -> Answer<'a, CompanyEnrolled> {
        Box::pin(async move { Err(CentreFault::Refused(Refused::NoCompanyAccounts)) })
    }

    fn refresh<'a>(&'a self, asked: &'a RefreshRequest) -> Answer<'a, Tokens> {
        Box::pin(async move {
            self.road()?;
            self.refreshes.fetch_add(1, Ordering::SeqCst);
            let tokens = {
                let mut session = self.session.lock().unwrap();
                let Some(family) = session.refresh.get(&asked.refresh_token).cloned() else {
                    return Err(CentreFault::Refused(Refused::RefreshInvalid));
                };
                if session.ended.contains(&family.sign_in) {
                    return Err(CentreFault::Refused(Refused::SignInRevoked));
                }
                let next = match &family.used {
                    // A lost answer: the same nonce, and nobody has used the successor.
                    Some((nonce, next)) if *nonce == asked.nonce && session.refresh[next].used.is_none() => {
                        next.clone()
                    }
                    Some(_) => {
                        session.ended.push(family.sign_in);
                        return Err(CentreFault::Refused(Refused::RefreshReused));
                    }
                    None => {
                        session.next += 1;
                        let next = format!("gr_{MERCHANT}_{:064x}", session.next);
                        session.refresh.insert(next.clone(), Family { used: None, ..family.clone() });
                        let used = Some((asked.nonce, next.clone()));
                        session.refresh.insert(asked.refresh_token.clone(), Family { used, ..family.clone() });
                        next
                    }
                };
                self.grant(&mut session, &family, next)
            };
            self.back(tokens)
        })
    }

    fn sign_out<'a>(&'a self, access: &'a Access) -> Answer<'a, ()> {
        Box::pin(async move {
            self.road()?;
            self.who(access)?;
            Ok(())
        })
    }

    fn push<'a>(&'a self, access: &'a Access, push: &'a Push) -> Answer<'a, Pushed> {
        Box::pin(async move {
            self.road()?;
            let revoked =
                self.devices().iter().any(|known| known.id == push.device && known.state == DeviceState::Revoked);
            if !revoked {
                self.who(access)?;
            }
            let now = self.clock.now();
            let pushed = authority::receive(&self.store, MERCHANT, push, &Ed25519, now, 3).await.unwrap();
            self.back(pushed)
        })
    }

    fn pull<'a>(&'a self, access: &'a Access, pull: &'a Pull) -> Answer<'a, Pulled> {
        Box::pin(async move {
            self.road()?;
            self.who(access)?;
            let mut tx = self.store.read(MERCHANT).await.unwrap();
            let pulled = authority::page(&mut tx, pull, self.clock.now()).await.unwrap();
            self.back(pulled)
        })
    }

    fn begin_snapshot<'a>(
        &'a self,
        access: &'a Access,
        after_seq: u64,
        part: Option<&'a Part>,
    ) -> Answer<'a, SnapshotStanding> {
        Box::pin(async move {
            self.road()?;
            let device = self.who(access)?;
            let mut tx = self.store.read(MERCHANT).await.unwrap();
            let snapshot =
                authority::snapshot(&mut tx, device, after_seq, part, self.clock.now()).await.unwrap().unwrap();
            let id = {
                let mut session = self.session.lock().unwrap();
                session.next += 1;
                let id = Uuid::from_u128(0xb000 + session.next);
                session.snapshots.insert(id, snapshot);
                id
            };
            self.back(SnapshotStanding { id, state: SnapshotState::Building, chunks: Vec::new(), head: None })
        })
    }

    fn snapshot<'a>(&'a self, access: &'a Access, id: Uuid) -> Answer<'a, SnapshotStanding> {
        Box::pin(async move {
            self.road()?;
            self.who(access)?;
            let session = self.session.lock().unwrap();
            let snapshot = session.snapshots.get(&id).ok_or(CentreFault::Refused(Refused::NotFound))?;
            let chunks = (0..).zip(snapshot.bodies.chunks(CHUNK)).map(|(ordinal, bodies)| Chunk {
                ordinal,
                sha256: String::new(),
                bytes: 0,
                rows: u64::try_from(bodies.len()).unwrap(),
            });
            let head = Snapshot { bodies: Vec::new(), ..snapshot.clone() };
            Ok(SnapshotStanding { id, state: SnapshotState::Ready, chunks: chunks.collect(), head: Some(head) })
        })
    }

    fn chunk<'a>(&'a self, access: &'a Access, id: Uuid, chunk: &'a Chunk) -> Answer<'a, Vec<Change>> {
        Box::pin(async move {
            self.road()?;
            self.who(access)?;
            if self.chunks_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err() {
                return Err(CentreFault::Unreachable);
            }
            let session = self.session.lock().unwrap();
            let snapshot = session.snapshots.get(&id).ok_or(CentreFault::Refused(Refused::NotFound))?;
            let at = usize::try_from(chunk.ordinal).unwrap();
            Ok(snapshot.bodies.chunks(CHUNK).nth(at).unwrap().to_vec())
        })
    }

    fn live<'a>(&'a self, _: &'a Access) -> Answer<'a, Box<dyn Live>> {
        Box::pin(async move { Err(CentreFault::Unreachable) })
    }

    fn lookup<'a>(&'a self, access: &'a Access, text: &'a str) -> Answer<'a, Vec<Change>> {
        Box::pin(async move {
            self.road()?;
            self.who(access)?;
            let look = self.store.look(MERCHANT).unwrap();
            let found = look.stored().filter(|(key, _)| key.id() == text);
            Ok(found
                .map(|(key, stored)| Change { key: key.clone(), version: stored.version, body: stored.body.clone() })
                .collect())
        })
    }

    fn erase<'a>(&'a self, access: &'a Access, customer: &'a str) -> Answer<'a, ErasureTaken> {
        Box::pin(async move {
            self.road()?;
            self.who(access)?;
            let mut tx = self.store.begin(MERCHANT).await.unwrap();
            let asked = authority::ask_erasure(&mut tx, customer, &[], None, self.clock.now()).await.unwrap();
            let outcome = match asked {
                AskedErasure::Erased { .. } => ErasureTaken::Erased,
                AskedErasure::Hindered(hindrances) => return Ok(ErasureTaken::Hindered { hindrances }),
                AskedErasure::Unknown => return Err(CentreFault::Refused(Refused::NotFound)),
            };
            tx.commit().await.unwrap();
            self.back(outcome)
        })
    }

    fn bulk<'a>(&'a self, _: &'a Access, _: String) -> Answer<'a, Imported> {
        Box::pin(async move { Ok(Imported::default()) })
    }
}

/// A desk with its folder.
pub struct Seat {
    pub desk: Desk,
    pub folder: tempfile::TempDir,
    pub options: OpenOptions,
    pub keychain: Arc<MemoryKeychain>,
    next: u32,
    tag: u8,
}

/// See `Day::ends` in `tests/day`: SQLCipher does not bear connections that close themselves while a process ends.
impl Drop for Seat {
    fn drop(&mut self) {
        assert!(self.desk.store().is_closed() || std::thread::panicking(), "a test closes its desks");
    }
}

impl Seat {
    pub async fn local(centre: &Fake, tag: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keychain = Arc::new(MemoryKeychain::default());
        let options = OpenOptions {
            keychain: keychain.clone(),
            centres: Arc::new(centre.clone()),
            clock: centre.clock.clone(),
            ..OpenOptions::at(folder.path().join("replica.db"))
        };
        let desk = Desk::open(options.clone()).await.unwrap();
        Self { desk, folder, options, keychain, next: 0, tag }
    }

    /// Enrolled, signed in as this agent, and with everything from the centre.
    pub async fn enrolled(centre: &Fake, tag: u8, login: &str) -> Self {
        let seat = Self::local(centre, tag).await;
        seat.enrol().await;
        seat.sign_in(login).await;
        seat.sync().await;
        seat
    }

    pub async fn enrol(&self) {
        let args =
            json!({ "server": "https://centre.example", "code": "CODE", "device_name": "Desk", "replace_local": true });
        self.ok("enrol", args).await;
    }

    pub async fn sign_in(&self, login: &str) {
        self.ok("sign_in", json!({ "login": login, "password": "password" })).await;
    }

    pub async fn device(&self) -> Uuid {
        self.desk.store().replica_state().await.unwrap().seat.unwrap().device
    }

    pub async fn sync(&self) -> Value {
        self.ok("sync_now", json!({})).await
    }

    /// Closes the program and starts it again.
    pub async fn again(&mut self) {
        self.desk.close().await;
        self.desk = Desk::open(self.options.clone()).await.unwrap();
    }

    pub async fn call(&self, name: &str, args: Value) -> Result<Value, CallError> {
        ipc::call(&self.desk, name, args).await
    }

    pub async fn ok(&self, name: &str, args: Value) -> Value {
        self.call(name, args).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    pub async fn code(&self, name: &str, args: Value) -> String {
        let error = self.call(name, args).await.expect_err(name);
        serde_json::to_value(error).unwrap()["code"].as_str().unwrap().to_owned()
    }

    pub async fn order(&self, number: &str) -> Value {
        self.ok("open_order", json!({ "number": number })).await
    }

    pub fn id(&mut self) -> String {
        self.next += 1;
        format!("0198c000-0000-7000-80{:02x}-{:012x}", self.tag, self.next)
    }

    pub async fn try_take(&mut self, number: &str, command: Value) -> (String, Result<Value, CallError>) {
        let id = self.id();
        let version = self.order(number).await["version"].clone();
        let args = json!({ "command_id": id, "order": number, "version": version, "command": command });
        let taken = self.call("take", args).await;
        (id, taken)
    }

    pub async fn take(&mut self, number: &str, command: Value) -> (String, Value) {
        let (id, taken) = self.try_take(number, command).await;
        (id, taken.unwrap())
    }

    /// A replica unlocked by a key alone, as a passphrase's would be: its secrets lie in the replica.
    pub fn unlock_of_key(&mut self) {
        self.options.unlock = Unlock::Key(ReplicaKey::random().unwrap());
    }

    /// What the keychain holds under names that begin with the replica's.
    pub fn secret(&self, name: &str) -> Option<String> {
        let note = std::fs::read_to_string(self.folder.path().join("replica.db.key")).ok()?;
        let entry = serde_json::from_str::<Value>(&note).unwrap()["entry"].as_str().unwrap().to_owned();
        self.keychain.read_secret(&format!("{entry}/{name}")).ok().map(|secret| secret.to_string())
    }
}

pub fn return_of(quantity: u32) -> Value {
    json!({"type": "request_return", "lines": [{"line": "1", "quantity": quantity}], "reason": "change_of_mind"})
}

pub fn cancel() -> Value {
    json!({"type": "cancel_order", "by": "customer", "reason": "change_of_mind"})
}
