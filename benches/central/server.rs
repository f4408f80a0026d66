//! The centre under load: its own HTTP on loopback, in this process.

use std::sync::Arc;

use guichet_benches::Failure;
use guichet_benches::postgres::Postgres;
use guichet_benches::shop::{MERCHANT, Shop};
use guichet_central::clock::{RandomIds, SystemChance};
use guichet_central::identity::merchant;
use guichet_central::{Central, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub struct Centre {
    pub url: String,
    pub http: reqwest::Client,
    key: String,
    code: String,
}

impl Centre {
    pub async fn start(postgres: &Postgres) -> Result<Self, Failure> {
        let Shop { pool, code, now } = Shop::open(&postgres.address("postgres"), 24).await?;
        let mut connection = pool.acquire().await?;
        let key = merchant::shop_key(&mut connection, MERCHANT, "bench", (&RandomIds, &SystemChance), now).await?.text;
        drop(connection);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(serve::serve_on(Arc::new(Central::new(pool)), listener, std::future::pending()));
        // The desk's crate has reqwest built without a provider; a second installation changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { url, http: reqwest::Client::builder().no_proxy().build()?, key, code })
    }

    pub fn code(&self) -> &str {
        &self.code
    }

    /// Imports as many orders as are needed, each of three units, two of them delivered.
    pub async fn import(&self, orders: usize) -> Result<(), Failure> {
        for chunk in (0..orders).collect::<Vec<_>>().chunks(5_000) {
            let lines: Vec<String> =
                chunk.iter().map(|at| json!({"kind": "order", "body": order(*at)}).to_string()).collect();
            let sent = self.http.post(format!("{}/v1/bulk", self.url)).bearer_auth(&self.key);
            let sent = sent.header("content-type", "application/x-ndjson").body(lines.join("\n"));
            let answer = sent.send().await?;
            if !answer.status().is_success() {
                return Err(answer.text().await?.into());
            }
        }
        Ok(())
    }
}

pub fn number(at: usize) -> String {
    format!("W-{at:06}")
}

pub fn order(at: usize) -> Value {
    json!({
        "number": number(at), "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
        "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris",
        "lines": [{"id": "1", "sku": "CAM", "kind": "hardware", "quantity": 3, "unit_price": "100.00", "tax_rate": "0.20"}],
        "delivery": null, "discounts": [],
        "payments": [{"id": "p1", "method": "card", "authorised": "360.00", "captured": "360.00", "refunded": "0.00"}],
        "shipments": [{"id": "s1", "carrier": "ups", "lines": [{"line": "1", "quantity": 2}],
            "shipped_on": "2026-11-02", "delivered_on": "2026-11-04"}],
        "cancelled": [], "rmas": [], "claims": [], "credits": [],
    })
}
