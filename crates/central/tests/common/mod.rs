//! A centre under test: the whole interface over a database of its own, called without a socket.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::SigningKey;
use guichet_central::clock::{Chance, Clock, Ids, RandomIds, SystemChance, SystemClock};
use guichet_central::identity::merchant;
use guichet_central::testing::Database;
use guichet_central::{Central, routes};
use guichet_domain::OrderCommand;
use guichet_sync::chain::link;
use guichet_sync::wire::Sealed;
use guichet_sync::{Action, DeviceKey, Digest, Intent, Key, Signer as _, Upshot};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

/// A clock that the test moves.
pub struct MovedClock(Mutex<DateTime<Utc>>);

impl MovedClock {
    pub fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub const PASSWORD: &str = "correct horse battery";

pub struct Bench {
    pub database: Database,
    pub clock: Arc<MovedClock>,
    pub central: Arc<Central>,
    pub router: Router,
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
    pub headers: axum::http::HeaderMap,
}

impl Answer {
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        self.body
    }

    /// A problem document with this code.
    #[track_caller]
    pub fn problem(self, code: &str) -> Value {
        assert_eq!(self.body["code"], code, "{} {:#}", self.status, self.body);
        assert_eq!(self.body["status"], self.status.as_u16());
        assert_eq!(self.body["type"], format!("urn:guichet:problem:{code}"));
        assert_eq!(self.headers["content-type"], "application/problem+json");
        self.body
    }
}

/// An enrolled device with somebody signed in on it.
#[derive(Debug, Clone)]
pub struct Desk {
    pub merchant: String,
    pub device: Uuid,
    pub epoch: u32,
    pub key: SigningKey,
    pub agent: Uuid,
    pub sign_in: Uuid,
    pub access: String,
    pub refresh: String,
    pub server_epoch: Uuid,
    pub seq: u64,
    pub link: Digest,
}

impl Desk {
    /// The next command of the desk's chain.
    pub fn seal(&mut self, key: Key, action: Value, base: u64, at: DateTime<Utc>) -> Sealed {
        self.seal_as(id(), key, action, base, at)
    }

    /// The next command, under an id.
    pub fn seal_as(&mut self, id: Uuid, key: Key, action: Value, base: u64, at: DateTime<Utc>) -> Sealed {
        self.seal_action(id, key, Action::Order(OrderCommand::from_value(action).unwrap()), base, at)
    }

    /// The next command of any sort, under an id.
    pub fn seal_action(&mut self, id: Uuid, key: Key, action: Action, base: u64, at: DateTime<Utc>) -> Sealed {
        let intent = Intent {
            form: 1,
            id,
            merchant: self.merchant.clone(),
            agent: self.agent,
            sign_in: self.sign_in,
            key,
            action,
            base,
            server_epoch: Some(self.server_epoch),
            cursor: 0,
            claimed_at: at.fixed_offset(),
            upshot: Upshot::default(),
        };
        self.seal_text(serde_json::to_string(&intent).unwrap())
    }

    pub fn seal_text(&mut self, payload: String) -> Sealed {
        let (previous, seq) = (self.link, self.seq + 1);
        let link = link(&previous, self.device, self.epoch, seq, &payload);
        self.seq = seq;
        self.link = link;
        let seal = DeviceKey::from_bytes(self.key.as_bytes()).sign(&link);
        Sealed { seq, previous, payload, seal }
    }

    pub fn push(&self, commands: &[Sealed]) -> Value {
        json!({ "protocol": 1, "device": self.device, "epoch": self.epoch, "commands": commands })
    }
}

#[allow(unused_imports)] // not every test program has an order
pub use guichet_sync::contract::three_cameras as order;

/// A client to an instance that really listens. The desk's crate has reqwest built without a provider of its own.
pub fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// What is left of the customer below, once they are erased.
pub const TRACES: &str =
    "SELECT (SELECT count(*) FROM customer WHERE body IS NOT NULL OR name <> '' OR email IS NOT NULL)
    + (SELECT count(*) FROM feed WHERE body LIKE '%Zo%' OR body LIKE '%zoe@%')
    + (SELECT count(*) FROM history WHERE command LIKE '%Zo%' OR outcome LIKE '%Zo%')";

pub fn customer(id: &str) -> Value {
    json!({ "customer": { "id": id, "name": "Zoé Ker", "email": "zoe@example.com" },
            "contact": { "phone": "+33 6 12 34 56 78", "postcode": "31000", "country": "FR", "language": "fr" } })
}

/// Cancels some of the open units of the order above.
pub fn cancel(quantity: u32) -> Value {
    json!({ "type": "cancel_order", "by": "customer", "reason": "change_of_mind",
            "lines": [{"line": "1", "quantity": quantity}] })
}

pub fn order_key(number: &str) -> Key {
    Key::Order(number.into())
}

impl Bench {
    pub async fn new() -> Self {
        let database = Database::new().await.expect("a PostgreSQL");
        let clock = Arc::new(MovedClock(Mutex::new(SystemClock.now())));
        let central = Arc::new(Central::new(database.pool.clone()).with_clock(clock.clone()));
        let router = routes::router(central.clone());
        Self { database, clock, central, router }
    }

    /// With a shop `lueur` and its admin.
    pub async fn with_shop() -> Self {
        let bench = Self::new().await;
        bench.shop("lueur").await;
        bench
    }

    pub async fn shop(&self, id: &str) {
        let mut connection = self.database.pool.acquire().await.unwrap();
        merchant::ensure(&mut connection, id, "Lueur Maison", &RandomIds).await.unwrap();
        let who = ("root", "The Admin", PASSWORD);
        merchant::create_admin(&mut connection, id, who, (&RandomIds, &SystemChance), self.clock.now()).await.unwrap();
        merchant::publish_shipped_terms(&self.database.pool, id, self.clock.now()).await.unwrap();
    }

    pub async fn shop_key(&self, id: &str) -> String {
        let mut connection = self.database.pool.acquire().await.unwrap();
        let drawn = merchant::shop_key(&mut connection, id, "test", (&RandomIds, &SystemChance), self.clock.now());
        drawn.await.unwrap().text
    }

    pub async fn code(&self, id: &str, uses: i32) -> String {
        let mut connection = self.database.pool.acquire().await.unwrap();
        merchant::enrol_code(&mut connection, id, (uses, 24), &SystemChance, self.clock.now()).await.unwrap().text
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into());
        Answer { status, body, headers }
    }

    pub async fn call(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = match body {
            Some(value) => {
                request = request.header("content-type", "application/json");
                Body::from(value.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.call(Method::GET, path, Some(token), None).await
    }

    pub async fn bytes(&self, path: &str, token: &str) -> Vec<u8> {
        let request =
            Request::get(path).header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: Value) -> Answer {
        self.call(Method::POST, path, token, Some(body)).await
    }

    pub async fn put(&self, path: &str, token: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(token), Some(body)).await
    }

    pub async fn enrol(&self, code: &str, device: Uuid, key: &SigningKey) -> Answer {
        let body = json!({ "code": code, "device": device, "name": "Till 1",
                           "public_key": STANDARD.encode(key.verifying_key().as_bytes()),
                           "app_version": "0.1.0", "protocol": 1 });
        self.post("/v1/enrol", None, body).await
    }

    pub async fn sign_in(&self, merchant: &str, device: Uuid, login: &str, password: &str) -> Answer {
        let body = json!({ "merchant": merchant, "device": device, "login": login, "password": password });
        self.post("/v1/sign-in", None, body).await
    }

    pub async fn refresh(&self, token: &str, nonce: Uuid) -> Answer {
        self.post("/v1/refresh", None, json!({ "refresh_token": token, "nonce": nonce })).await
    }

    /// The admin of a shop at work on a new device.
    pub async fn desk(&self, merchant: &str) -> Desk {
        let (device, key) = (RandomIds.next(), device_key());
        let code = self.code(merchant, 1).await;
        self.enrol(&code, device, &key).await.expect(200);
        let tokens = self.sign_in(merchant, device, "root", PASSWORD).await.expect(200);
        let sign_in = sqlx::query_scalar("SELECT id FROM sign_in WHERE merchant = $1 ORDER BY id DESC LIMIT 1");
        Desk {
            merchant: merchant.into(),
            device,
            epoch: 1,
            key,
            agent: tokens["agent"]["id"].as_str().unwrap().parse().unwrap(),
            sign_in: sign_in.bind(merchant).fetch_one(&self.database.pool).await.unwrap(),
            access: tokens["access_token"].as_str().unwrap().into(),
            refresh: tokens["refresh_token"].as_str().unwrap().into(),
            server_epoch: self.server_epoch(merchant).await,
            seq: 0,
            link: Digest::default(),
        }
    }

    /// A customer with one order, written by the shop; its key.
    pub async fn stock(&self, merchant: &str) -> String {
        let key = self.shop_key(merchant).await;
        self.put("/v1/customers/c1", &key, customer("c1")).await.expect(201);
        self.put("/v1/orders/W-1", &key, order("W-1")).await.expect(201);
        key
    }

    pub async fn push(&self, desk: &Desk, commands: &[Sealed]) -> Answer {
        self.post("/v1/push", Some(&desk.access), desk.push(commands)).await
    }

    pub async fn server_epoch(&self, merchant: &str) -> Uuid {
        let mut connection = self.database.pool.acquire().await.unwrap();
        guichet_central::store::head(&mut connection, merchant, false).await.unwrap().server_epoch()
    }

    pub async fn pull(&self, desk: &Desk, cursor: u64) -> Answer {
        let epoch = self.server_epoch(&desk.merchant).await;
        self.get(&format!("/v1/pull?protocol=1&server_epoch={epoch}&cursor={cursor}"), &desk.access).await
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.database.pool).await.unwrap()
    }
}

pub fn device_key() -> SigningKey {
    SigningKey::from_bytes(&SystemChance.bytes().unwrap())
}

pub fn id() -> Uuid {
    RandomIds.next()
}
