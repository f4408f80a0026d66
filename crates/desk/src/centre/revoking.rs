//! When the centre takes this desk's seat away: the queue is handed over, then nothing stays.

use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use guichet_sync::replica::{self, ReplicaTx, Standing};
use zeroize::Zeroizing;

use super::exchange::Exchanged;
use super::fault::ExchangeFault;
use super::port::{Access, Centre};
use crate::Desk;
use crate::error::DeskError;

impl Desk {
    /// Whether everything was wiped: this desk is none any more.
    pub(crate) fn is_wiped(&self) -> bool {
        self.centre().is_wiped.load(Ordering::Acquire)
    }

    /// Notes that the seat was taken away.
    pub(super) async fn revoked(&self) -> Result<(), DeskError> {
        if self.standing() != Standing::Revoked {
            tracing::warn!("the centre has revoked this device");
            self.stand(Standing::Revoked).await?;
        }
        Ok(())
    }

    /// Hands over what waits, and what a centre that was put back from a copy has lost, then wipes the replica and every
    /// secret. Where the centre cannot be reached, everything stays until it can.
    pub(super) async fn leave_for_good(&self, way: &dyn Centre) -> Result<(), ExchangeFault> {
        let access = self.last_access().await?;
        self.push(way, &access, TimeDelta::zero(), &mut Exchanged::default()).await?;
        let mut batch = self.store().begin().await?;
        let last = replica::part(&mut batch).await?;
        drop(batch);
        if let Some(last) = last {
            self.hand_in(way, &access, &last).await?;
            self.push(way, &access, TimeDelta::zero(), &mut Exchanged::default()).await?;
        }
        if self.standing() != Standing::Revoked {
            // A centre that was put back does not know of it: the desk takes part again.
            return Ok(());
        }
        let mut batch = self.store().begin().await?;
        let is_left = batch.waiting(None).await?.iter().any(|entry| entry.answered.is_none());
        drop(batch);
        if is_left {
            // Held up behind something that a person should have settled: nobody will here. It is noted that it went.
            tracing::warn!("a revoked desk is wiped with commands that could not be handed over");
        }
        self.wipe().await?;
        Ok(())
    }

    /// The last token there was. The centre asks of a revoked device no more than that its own key has signed what it
    /// hands over; the token only says which shop it belongs to.
    async fn last_access(&self) -> Result<Access, ExchangeFault> {
        if let Some(kept) = self.centre().credentials.tokens().await? {
            return Ok(Zeroizing::new(kept.access.clone()));
        }
        let merchant = self.centre().known().state.seat.as_ref().map(|seat| seat.merchant.clone());
        let merchant = merchant.ok_or(ExchangeFault::NotEnrolled)?;
        Ok(Zeroizing::new(format!("ga_{merchant}_{}", "0".repeat(64))))
    }

    async fn wipe(&self) -> Result<(), DeskError> {
        let _closed = self.centre().gate.write().await;
        let device = self.centre().known().state.seat.as_ref().map(|seat| seat.device);
        self.centre().is_wiped.store(true, Ordering::Release);
        // The file first: as long as it is there, a start of the program finds what it needs to go on from here.
        self.store().wipe().await?;
        self.centre().credentials.forget_all(device).await?;
        self.centre().known().profile = None;
        self.changed(Vec::new());
        Ok(())
    }
}
