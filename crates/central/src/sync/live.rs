//! Word of new versions: server-sent events that carry a number and nothing else. The pull does the work.
//!
//! The word goes out after the commit, never in it: a `NOTIFY` inside a transaction takes a lock of the whole database
//! and would put every command in one queue. A word that is lost costs nothing: desks also pull by themselves.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde_json::json;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::watch;

use crate::identity::Session;
use crate::identity::sign_in::ACCESS;
use crate::problem::Problem;
use crate::state::{Central, Shared};

/// The channel by which instances tell each other.
const CHANNEL: &str = "guichet_feed";

/// The newest version of each shop that this instance has heard of.
#[derive(Debug, Default)]
pub struct Live {
    heard: Mutex<HashMap<String, watch::Sender<u64>>>,
}

impl Live {
    /// Follows one shop.
    pub fn follow(&self, merchant: &str) -> watch::Receiver<u64> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.entry(merchant.to_owned()).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// A version was heard of. Only shops that somebody follows are kept.
    fn hear(&self, merchant: &str, version: u64) {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = heard.get(merchant) {
            sender.send_if_modified(|known| {
                let newer = version > *known;
                *known = version.max(*known);
                newer
            });
        }
    }

    /// Tells this instance's desks at once, and the other instances, that a version is committed.
    pub async fn announce(&self, pool: &PgPool, merchant: &str, version: u64) {
        self.hear(merchant, version);
        let told = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(format!("{merchant} {version}"));
        if told.execute(pool).await.is_err() {
            tracing::warn!("other instances were not told of a new version: their desks will pull by themselves");
        }
    }
}

/// Hears what other instances tell, for ever, on a connection of its own.
pub async fn listen(central: Shared) {
    loop {
        if hear_all(&central).await.is_err() {
            tracing::warn!("the connection that listens for new versions is lost: trying again");
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

async fn hear_all(central: &Central) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(&central.pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        let told = listener.recv().await?;
        if let Some((merchant, version)) = told.payload().split_once(' ')
            && let Ok(version) = version.parse()
        {
            central.live.hear(merchant, version);
        }
    }
}

/// The newest version at once, then each newer one. The stream ends with the access token: the desk refreshes and comes
/// again, so that somebody whose sign-in ended does not go on listening.
#[utoipa::path(get, path = "/v1/live", tag = "sync", security(("agent" = [])),
    responses((status = 200, content_type = "text/event-stream", body = String,
               description = "Events named `version`, each with `{\"version\": …}`")))]
pub async fn live(
    State(central): State<Shared>,
    session: Session,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let follower = central.live.follow(&session.merchant);
    let head = crate::store::head(&mut *central.pool.acquire().await?, &session.merchant, false).await?;
    central.live.hear(&session.merchant, head.version);
    let ends = tokio::time::Instant::now() + ACCESS.to_std().unwrap_or_default();
    let listening = Listening::new(central);
    let start = (follower, None, head.version, listening);
    let stream = stream::unfold(start, move |(mut follower, told, mut version, listening)| async move {
        while told == Some(version) {
            tokio::time::timeout_at(ends, follower.changed()).await.ok()?.ok()?;
            version = version.max(*follower.borrow_and_update());
        }
        let event = Event::default().event("version").data(json!({ "version": version }).to_string());
        Some((Ok(event), (follower, Some(version), version, listening)))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Counts a desk that listens, for as long as it does.
struct Listening(Shared);

impl Listening {
    fn new(central: Shared) -> Self {
        central.metrics.live.inc();
        Self(central)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.metrics.live.dec();
    }
}
