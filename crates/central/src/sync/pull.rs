//! Giving a desk what changed.

use axum::Json;
use axum::extract::State;
use guichet_sync::authority::{Authority, page};
use guichet_sync::wire::{Page, Pull, Pulled};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::extract::Query;
use crate::identity::Session;
use crate::problem::{Code, Problem};
use crate::state::{Central, Shared};
use crate::store::signed;

/// Where a desk stands.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PullQuery {
    /// The protocol spoken.
    #[param(minimum = 0)]
    protocol: u32,
    /// Which life of the centre's database the cursor belongs to.
    server_epoch: Uuid,
    /// The version up to which the desk has everything.
    #[param(minimum = 0)]
    cursor: u64,
    /// How many versions are wanted at most.
    #[serde(default = "a_page")]
    #[param(minimum = 1, maximum = 1000, default = 200)]
    most: u32,
}

fn a_page() -> u32 {
    200
}

/// Everything between the desk's cursor and the head, or the next part of it.
#[utoipa::path(get, path = "/v1/pull", tag = "sync", security(("agent" = [])), params(PullQuery),
    responses((status = 200, body = serde_json::Value, description = "`Page` of the exchange"),
              (status = 409, description = "device_quarantined"), (status = 410, description = "bootstrap_again"),
              (status = 426, description = "upgrade_required")))]
pub async fn pull(
    State(central): State<Shared>,
    session: Session,
    Query(asked): Query<PullQuery>,
) -> Result<Json<Page>, Problem> {
    let PullQuery { protocol, server_epoch, cursor, most } = asked;
    let pull = Pull { protocol, device: session.device, server_epoch, cursor, most };
    let mut tx = central.store.read(&session.merchant).await?;
    let pulled = page(&mut tx, &pull, central.now()).await?;
    drop(tx);
    match pulled {
        Pulled::Page(page) => {
            seen(&central, &session, page.from).await?;
            Ok(Json(*page))
        }
        Pulled::Gone { server_epoch } => {
            Err(Problem::new(Code::BootstrapAgain).with(json!({ "server_epoch": server_epoch })))
        }
        Pulled::Upgrade => Err(Code::UpgradeRequired.into()),
        Pulled::Revoked => Err(Code::DeviceRevoked.into()),
        Pulled::Quarantined => Err(Code::DeviceQuarantined.into()),
    }
}

/// Notes that the device called and what it has, once a minute at most: a pull is read far more often than it is looked
/// at.
async fn seen(central: &Central, session: &Session, has: u64) -> Result<(), Problem> {
    let now = central.now();
    sqlx::query(
        "UPDATE device SET seen_at = $3, passed = $5
         WHERE merchant = $1 AND id = $2 AND (seen_at IS NULL OR seen_at < $4)",
    )
    .bind(&session.merchant)
    .bind(session.device)
    .bind(now)
    .bind(now - chrono::TimeDelta::minutes(1))
    .bind(signed(has)?)
    .execute(&central.pool)
    .await?;
    Ok(())
}
