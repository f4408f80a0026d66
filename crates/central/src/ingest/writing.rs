//! Writing one aggregate: lock, compare, and only where it changed a new version, its event and its place in the feed.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use guichet_sync::authority::{Authority, AuthorityTx, Feeding, Publish, Stored, publish, put_body};
use guichet_sync::{Body, Happening, Key};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Code, Problem};
use crate::state::Central;
use crate::store::PgTx;

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Written {
    /// The aggregate's version now.
    pub version: u64,
    /// Whether this write changed anything.
    pub changed: bool,
    /// Whether this write made it.
    #[serde(skip)]
    pub(crate) made: bool,
}

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        let status = if self.made { StatusCode::CREATED } else { StatusCode::OK };
        (status, Json(self)).into_response()
    }
}

/// One write of a shop, in one transaction.
pub(crate) struct Writing<'a> {
    pub central: &'a Central,
    pub merchant: &'a str,
    pub tx: PgTx,
}

impl<'a> Writing<'a> {
    /// Begins.
    pub async fn begin(central: &'a Central, merchant: &'a str) -> Result<Self, Problem> {
        let tx = central.store.begin(merchant).await?;
        Ok(Self { central, merchant, tx })
    }

    /// The aggregate as it is, locked until the end.
    pub async fn lock(&mut self, key: &Key) -> Result<Option<Stored>, Problem> {
        let stored = self.tx.stored(key, true).await?;
        match &stored {
            Some(Stored { body: None, .. }) => Err(Code::Erased.into()),
            _ => Ok(stored),
        }
    }

    /// Writes the body over what was locked, tells every desk, and commits.
    pub async fn finish(mut self, key: &Key, known: Option<&Stored>, body: Body) -> Result<Written, Problem> {
        if let Some(known) = known.filter(|known| known.body.as_ref() == Some(&body)) {
            // What else this transaction wrote stands, though the aggregate is the same.
            self.tx.commit().await?;
            return Ok(Written { version: known.version, changed: false, made: false });
        }
        let mut feeding = Feeding::default();
        let version = put_body(&mut self.tx, &mut feeding, key, known, Some(body)).await?;
        let what = Happening::Ingested;
        feeding.events.push(Publish { agent: None, key: key.clone(), body_version: version, what });
        let head = publish(&mut self.tx, feeding, self.central.now()).await?;
        self.tx.commit().await?;
        self.central.live.announce(&self.central.pool, self.merchant, head).await;
        Ok(Written { version, changed: true, made: known.is_none() })
    }
}

/// The document's own id must be the address's.
pub(crate) fn same_id(path: &str, document: &str, address: &str) -> Result<(), Problem> {
    if document == address {
        return Ok(());
    }
    Err(Problem::new(Code::InvalidDocument).at(path).saying("is not the id in the address"))
}
