//! Taking a desk's commands.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use guichet_sync::authority::{Authority, AuthorityTx, DeviceState, PushFault, RefusalRecord, receive};
use guichet_sync::chain::link;
use guichet_sync::wire::{Push, Pushed, Stop};
use guichet_sync::{Ed25519, chain::Verifier};

use crate::extract::Body;
use crate::identity::Session;
use crate::identity::session::bearer;
use crate::metrics::CommandResult;
use crate::problem::{Code, Problem};
use crate::secret::{Purpose, Secret};
use crate::state::{Central, Shared};
use crate::store::{PgAuthority, StoreError};

/// Commands decided in one transaction: a queue of thousands drains in hundreds of commits, and a lock is held for a
/// moment only.
const TOGETHER: usize = 20;

/// Takes a desk's commands, oldest first; each is answered once it is durable, and a push that is sent again is
/// answered again.
///
/// A revoked device may still hand its queue over: what it sends is kept aside for a person to look at, as long as the
/// device's own key has signed all of it.
#[utoipa::path(post, path = "/v1/push", tag = "sync", security(("agent" = [])),
    request_body(content = serde_json::Value, description = "`Push` of the exchange: protocol, device, epoch, commands"),
    responses((status = 200, body = serde_json::Value, description = "`Pushed`: what became of each command"),
              (status = 403, description = "forbidden"), (status = 426, description = "upgrade_required")))]
pub async fn push(
    State(central): State<Shared>,
    headers: HeaderMap,
    Body(push): Body<Push>,
) -> Result<Json<Pushed>, Problem> {
    let token = bearer(&headers).and_then(|text| Secret::read(Purpose::Access, text)).ok_or(Code::Unauthenticated)?;
    let store = &central.store;
    match Session::of_token(&central, &token).await {
        Ok(session) if session.device == push.device => {}
        Ok(session) => {
            record_foreign(&central, store, &session, &push).await?;
            return Err(Code::Forbidden.into());
        }
        Err(problem) => {
            if !hands_over(store, &token.merchant, &push).await? {
                return Err(problem);
            }
        }
    }
    take(&central, store, &token.merchant, &push).await
}

async fn take(central: &Central, store: &PgAuthority, merchant: &str, push: &Push) -> Result<Json<Pushed>, Problem> {
    let pushed = receive(store, merchant, push, &Ed25519, central.now(), TOGETHER).await;
    let pushed = pushed.map_err(|fault| match fault {
        PushFault::Store(error) => Problem::from(error),
        PushFault::Protocol(_) => Code::UpgradeRequired.into(),
        PushFault::TooMany => Problem::new(Code::InvalidDocument).at("commands").saying("are too many for one push"),
    })?;
    for answer in &pushed.answers {
        let result = match (answer.duplicate, &answer.verdict) {
            (true, _) => "duplicate",
            (_, guichet_sync::Verdict::Applied { .. }) => "applied",
            (_, guichet_sync::Verdict::AppliedDifferently { .. }) => "applied_differently",
            (_, guichet_sync::Verdict::Rejected { .. }) => "rejected",
        };
        central.metrics.commands.get_or_create(&CommandResult { result: result.to_owned() }).inc();
    }
    if matches!(pushed.stop, Some(Stop::Quarantined | Stop::BadSignature { .. })) {
        tracing::warn!("a device's commands were not let in");
    }
    if let Some(version) = pushed.answers.iter().map(|answer| answer.version).max() {
        central.live.announce(&central.pool, merchant, version).await;
    }
    Ok(Json(pushed))
}

/// Whether a push comes from a device that was revoked and signed all of it.
async fn hands_over(store: &PgAuthority, merchant: &str, push: &Push) -> Result<bool, StoreError> {
    let mut tx = store.begin(merchant).await?;
    let Some(device) = tx.device(push.device, false).await? else { return Ok(false) };
    let signed = push.commands.iter().all(|command| {
        let link = link(&command.previous, push.device, push.epoch, command.seq, &command.payload);
        Ed25519.verify(&device.public_key, &link, &command.seal)
    });
    Ok(device.state == DeviceState::Revoked && signed && !push.commands.is_empty())
}

/// Somebody pushes for a device that they do not sit at.
async fn record_foreign(
    central: &Central,
    store: &PgAuthority,
    session: &Session,
    push: &Push,
) -> Result<(), StoreError> {
    let mut tx = store.begin(&session.merchant).await?;
    tx.refuse(&RefusalRecord {
        at: central.now(),
        device: session.device,
        code: "foreign_device",
        seq: push.commands.first().map_or(0, |command| command.seq),
        payload: serde_json::json!({ "claimed": push.device, "commands": push.commands.len() }).to_string(),
    })
    .await?;
    tx.commit().await
}
