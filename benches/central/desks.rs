//! Desks under load: the real machines over replicas in memory, the real HTTP.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{TimeDelta, Utc};
use guichet_benches::Failure;
use guichet_benches::shop::{LOGIN, MERCHANT, PASSWORD};
use guichet_domain::{Order, OrderCommand, TermsPack};
use guichet_sync::memory::{MemoryReplica, MemoryReplicaTx, Pace};
use guichet_sync::policy::Actor;
use guichet_sync::replica::{self, Pulling, Replica as _, ReplicaTx as _, Seat, Take};
use guichet_sync::wire::{Change, Page, Pushed, Snapshot};
use guichet_sync::{Action, Body, DeviceKey, Key, Role};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::{Centre, number, order};

pub struct Desk {
    centre: Arc<Centre>,
    store: MemoryReplica,
    key: DeviceKey,
    device: Uuid,
    actor: Actor,
    access: String,
    /// Orders on which it has done nothing yet.
    fresh: Vec<usize>,
}

async fn read<T: DeserializeOwned>(sent: reqwest::RequestBuilder) -> Result<T, Failure> {
    let answer = sent.send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    if !status.is_success() {
        return Err(format!("{status}: {text}").into());
    }
    Ok(serde_json::from_str(&text)?)
}

impl Desk {
    /// Enrols a device, signs in, and gives it its own orders as a snapshot would.
    pub async fn enrol(centre: &Arc<Centre>, orders: Vec<usize>) -> Result<Self, Failure> {
        let device = Uuid::now_v7();
        let mut secret = [0_u8; 32];
        for (to, from) in secret.iter_mut().zip(Uuid::new_v4().into_bytes().iter().cycle()) {
            *to = *from;
        }
        let key = DeviceKey::from_bytes(&secret);
        let post = |path: &str, body: Value| centre.http.post(format!("{}{path}", centre.url)).json(&body);
        let asked = json!({"code": centre.code(), "device": device, "name": "bench", "app_version": "0.1.0",
            "protocol": 1, "public_key": STANDARD.encode(key.public())});
        let enrolled: Value = read(post("/v1/enrol", asked)).await?;
        let asked = json!({"merchant": MERCHANT, "device": device, "login": LOGIN, "password": PASSWORD});
        let tokens: Value = read(post("/v1/sign-in", asked)).await?;
        let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let access = text(&tokens, "access_token");
        let actor = Actor {
            agent: text(&tokens["agent"], "id").parse()?,
            sign_in: text(&tokens, "sign_in").parse()?,
            name: "The Admin".into(),
            role: Role::Admin,
            refund_limit: None,
        };
        let series = text(&enrolled, "series");
        let seat = Seat { merchant: MERCHANT.into(), device, epoch: 1, series };
        let store = MemoryReplica::new(Pace::Free);
        let desk = Self { centre: centre.clone(), store, key, device, actor, access, fresh: orders };
        desk.begin(seat).await?;
        Ok(desk)
    }

    /// Begins with what a snapshot of its own orders would hold.
    async fn begin(&self, seat: Seat) -> Result<(), Failure> {
        let begun: Value = read(self.post("/v1/bootstrap").json(&json!({}))).await?;
        let id = begun["id"].as_str().unwrap_or_default().to_owned();
        let head = loop {
            let standing: Value = read(self.get(&format!("/v1/bootstrap/{id}"))).await?;
            match standing["state"].as_str() {
                Some("ready") => break standing["head"].clone(),
                Some("building") => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                _ => return Err(format!("no snapshot: {standing}").into()),
            }
        };
        let mut snapshot: Snapshot = serde_json::from_value(head)?;
        let pack = TermsPack::shipped()?;
        let terms = Key::Terms(pack.id.clone());
        snapshot.bodies = vec![Change { key: terms, version: 1, body: Some(Body::Terms(Arc::new(pack))) }];
        for at in &self.fresh {
            let order = Order::from_value(order(*at))?;
            let key = Key::Order(number(*at));
            snapshot.bodies.push(Change { key, version: 1, body: Some(Body::Order(Arc::new(order))) });
        }
        let mut tx = self.store.begin().await?;
        replica::reseat(&mut tx, seat).await?;
        replica::adopt(&mut tx, &snapshot, Utc::now()).await?;
        // It holds its own orders alone, so the sum of everything says nothing.
        let mut state = tx.state().await?;
        state.partial = true;
        tx.put_state(&state).await?;
        Ok(tx.commit().await?)
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.centre.http.post(format!("{}{path}", self.centre.url)).bearer_auth(&self.access)
    }

    fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.centre.http.get(format!("{}{path}", self.centre.url)).bearer_auth(&self.access)
    }

    /// Takes commands on orders that nothing was done on yet: one unit comes back.
    pub async fn take(&mut self, many: usize) -> Result<(), Failure> {
        for _ in 0..many {
            let Some(at) = self.fresh.pop() else { return Err("no order is left".into()) };
            let command = json!({"type": "request_return", "lines": [{"line": "1", "quantity": 1}]});
            let action = Action::Order(OrderCommand::from_value(command)?);
            let key = Key::Order(number(at));
            let mut tx = self.store.begin().await?;
            let take = Take { id: Uuid::now_v7(), key, action, actor: &self.actor, now: Utc::now() };
            replica::take(&mut tx, take).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Takes so many commands and pushes them. Returns how many the centre took.
    pub async fn push_new(&mut self, many: usize) -> Result<usize, Failure> {
        self.take(many).await?;
        self.push_waiting().await
    }

    /// Pushes what waits, once. Returns how many commands went.
    pub async fn push_waiting(&mut self) -> Result<usize, Failure> {
        let mut tx = self.store.begin().await?;
        let push = replica::seal(&mut tx, &self.key, Utc::now(), TimeDelta::zero()).await?;
        tx.commit().await?;
        let Some(push) = push else { return Ok(0) };
        let pushed: Pushed = read(self.post("/v1/push").json(&push)).await?;
        let refused = pushed.answers.iter().find(|answer| answer.verdict.is_rejected());
        if pushed.stop.is_some() || refused.is_some() {
            return Err(format!("the centre did not take everything: {:?}, {refused:?}", pushed.stop).into());
        }
        let mut tx = self.store.begin().await?;
        replica::pushed(&mut tx, self.device, &pushed, Utc::now()).await?;
        tx.commit().await?;
        Ok(pushed.answers.len())
    }

    /// Pulls one page. Returns whether anything changed.
    pub async fn pull_once(&mut self) -> Result<bool, Failure> {
        let state = self.look().peek_state().clone();
        let epoch = state.server_epoch.unwrap_or_default();
        let asked = format!("/v1/pull?protocol=1&server_epoch={epoch}&cursor={}&most=500", state.cursor);
        let page: Page = read(self.get(&asked)).await?;
        let moved = page.to > page.from;
        let mut tx = self.store.begin().await?;
        let pulling = replica::paged(&mut tx, &page, Utc::now()).await?;
        tx.commit().await?;
        match pulling {
            Pulling::Applied { .. } => Ok(moved),
            other => Err(format!("{other:?}").into()),
        }
    }

    /// Pulls to the end.
    pub async fn catch_up(&mut self) -> Result<(), Failure> {
        while self.pull_once().await? {}
        Ok(())
    }

    fn look(&self) -> MemoryReplicaTx {
        self.store.look()
    }

    /// Whether a command still waits for its verdict.
    pub fn waits(&self) -> bool {
        self.look().peek_entries().any(|entry| entry.is_waiting())
    }

    pub async fn listen(&self) -> Result<Live, Failure> {
        Ok(Live(self.get("/v1/live").send().await?.error_for_status()?))
    }
}

/// Words of new versions.
pub struct Live(reqwest::Response);

impl Live {
    pub async fn next(&mut self) -> Result<(), Failure> {
        self.0.chunk().await?.ok_or("the centre said nothing more")?;
        Ok(())
    }
}
