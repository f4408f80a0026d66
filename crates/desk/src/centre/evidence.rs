//! Photos and papers on their way to the centre, in the background, and from there where somebody wants to see them.

use chrono::{DateTime, Utc};
use guichet_sync::Key;

use super::fault::{CentreFault, ExchangeFault, Refused};
use super::port::{Access, Centre};
use crate::Desk;
use crate::error::DeskError;
use crate::evidence::{attachment_id, look};
use crate::ipc::types::CallError;
use crate::store::StoredFile;

impl Desk {
    /// Hands over some of the files that the centre does not have yet. One that it will not take is not sent again, and
    /// stays here.
    pub(super) async fn hand_over_evidence(&self, way: &dyn Centre, access: &Access) -> Result<(), ExchangeFault> {
        for (of, sha256) in self.store().evidence_to_send().await? {
            let Some(file) = self.store().evidence(of.id(), &sha256).await? else { continue };
            let id = attachment_id(of.id(), &sha256);
            let taken = match way.attach(access, &of, id, file.sort.media_type(), file.bytes).await {
                Ok(()) => true,
                // Whose it is, is on its way: the next round finds it.
                Err(CentreFault::Refused(Refused::NotFound)) => continue,
                Err(
                    CentreFault::Refused(Refused::InvalidDocument) | CentreFault::Failed { status: 409 | 413 | 415 },
                ) => {
                    tracing::warn!(sort = file.sort.extension(), "the centre does not take a file of evidence");
                    false
                }
                Err(fault) => return Err(fault.into()),
            };
            let mut batch = self.store().begin().await?;
            batch.evidence_sent(of.id(), &sha256, taken).await?;
            batch.commit().await?;
        }
        Ok(())
    }

    /// Fetches a file from the centre and keeps it. Bytes that are not what the hash says are not taken; none where there
    /// is no centre or it does not have the file (yet).
    pub(crate) async fn fetch_evidence(&self, of: &Key, sha256: &str) -> Result<Option<StoredFile>, CallError> {
        if !self.is_enrolled() {
            return Ok(None);
        }
        let way = &self.way().map_err(CallError::from)?;
        let id = attachment_id(of.id(), sha256);
        let bytes = match self.with_access(|access| async move { way.attachment(&access, of, id).await }).await {
            Ok(bytes) => bytes,
            Err(ExchangeFault::Centre(CentreFault::Refused(Refused::NotFound))) => return Ok(None),
            Err(fault) => return Err(fault.into()),
        };
        let looked = tokio::task::spawn_blocking(move || look(bytes)).await;
        let Ok(Ok(laid)) = looked else { return Ok(None) };
        if laid.file.sha256 != sha256 {
            return Ok(None);
        }
        self.keep_fetched(of.id(), &laid.file, self.now()).await?;
        Ok(Some(laid.file))
    }

    async fn keep_fetched(&self, number: &str, file: &StoredFile, at: DateTime<Utc>) -> Result<(), DeskError> {
        let _open = self.centre().gate.read().await;
        let mut batch = self.store().begin().await?;
        batch.keep_evidence(number, file, at, true).await?;
        batch.commit().await
    }
}
