//! Taking everything from the centre: in chunks, into a second file, going on where an attempt before stopped.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Months};
use guichet_sync::Key;
use guichet_sync::replica::{self, ReplicaTx};
use guichet_sync::wire::{Change, Part, Snapshot};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fault::{CentreFault, ExchangeFault, Refused};
use super::known::Fetched;
use super::port::{Access, Centre, SnapshotStanding, SnapshotState};
use crate::Desk;
use crate::error::DeskError;
use crate::store::{PROGRESS, Store};

/// Between two looks at a snapshot that is still being made.
const MAKING: Duration = Duration::from_millis(500);

/// How far the second file is.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Progress {
    /// The snapshot.
    id: Uuid,
    /// The device that asked for it.
    device: Uuid,
    /// Chunks that are in the file.
    chunks: u32,
    /// Aggregates that are in the file.
    rows: u64,
    /// What they add up to.
    sum: u64,
    /// The orders that were asked for; none for all of them.
    #[serde(default)]
    part: Option<Part>,
}

/// Writes a chunk. In one transaction with how far the file is: a chunk is in it once.
async fn write(next: &Store, changes: &[Change], rows: u64, progress: &mut Progress) -> Result<(), DeskError> {
    let mut batch = next.begin().await?;
    let sum = progress.sum.wrapping_add(batch.add_bodies(changes).await?);
    let further = Progress { chunks: progress.chunks + 1, rows: progress.rows + rows, sum, ..progress.clone() };
    batch.put_setting(PROGRESS, Some(&crate::records::body(&further)?)).await?;
    batch.commit().await?;
    *progress = further;
    Ok(())
}

impl Desk {
    /// Puts a snapshot of the centre in the place of every aggregate; the queue stays. Stopped at any point, the next
    /// attempt goes on with the chunk that is missing.
    pub(super) async fn bootstrap(&self, way: &dyn Centre, access: &Access) -> Result<(), ExchangeFault> {
        let _alone = self.alone("bootstrap").await?;
        self.centre().known().fetched = Some(Fetched::default());
        self.changed(vec!["sync".into()]);
        let done = self.fetch_and_adopt(way, access).await;
        self.centre().known().fetched = None;
        self.changed(Vec::new());
        done
    }

    async fn fetch_and_adopt(&self, way: &dyn Centre, access: &Access) -> Result<(), ExchangeFault> {
        let next = self.store().next(self.replica_key()).await?;
        match self.fetch(way, access, &next).await {
            Ok((progress, head)) if progress.sum == head.checksum => {
                match self.adopt(&next, &progress, &head).await {
                    Err(ExchangeFault::Centre(fault @ CentreFault::Refused(Refused::NotFound))) => {
                        self.store().discard_next(next).await?;
                        Err(fault.into())
                    }
                    done => {
                        // Whatever came of it; closed already where it is in its place.
                        next.close().await;
                        done
                    }
                }
            }
            Ok(_) => {
                // A chunk was not what the centre summed up. From the beginning, then.
                self.store().discard_next(next).await?;
                Err(CentreFault::NOT_UNDERSTOOD.into())
            }
            Err(ExchangeFault::Centre(fault @ CentreFault::Refused(Refused::NotFound))) => {
                // The centre has thrown the snapshot away: the next round asks for another.
                self.store().discard_next(next).await?;
                Err(fault.into())
            }
            Err(fault) => {
                next.close().await;
                Err(fault)
            }
        }
    }

    async fn fetch(
        &self,
        way: &dyn Centre,
        access: &Access,
        next: &Store,
    ) -> Result<(Progress, Snapshot), ExchangeFault> {
        let (mut progress, mut standing) = self.begin_or_go_on(way, access, next).await?;
        loop {
            let place = usize::try_from(progress.chunks).unwrap_or(usize::MAX);
            let mut ahead = None;
            let mut rest = standing.chunks.iter().skip(place).peekable();
            while let Some(chunk) = rest.next() {
                if chunk.ordinal != progress.chunks {
                    return Err(CentreFault::NOT_UNDERSTOOD.into());
                }
                let id = progress.id;
                let changes = match ahead.take() {
                    Some(changes) => changes,
                    None => way.chunk(access, id, chunk).await?,
                };
                // The next one comes while this one is written.
                let coming = async {
                    match rest.peek() {
                        Some(next) => way.chunk(access, id, next).await.map(Some),
                        None => Ok(None),
                    }
                };
                let (written, came) = tokio::join!(write(next, &changes, chunk.rows, &mut progress), coming);
                written?;
                ahead = came?;
                let total = standing.chunks.iter().map(|chunk| chunk.rows).sum();
                let total = if standing.state == SnapshotState::Ready { total } else { 0 };
                self.centre().known().fetched = Some(Fetched { done: progress.rows, total, filing: false });
                self.changed(vec!["sync".into()]);
            }
            let all = usize::try_from(progress.chunks).is_ok_and(|many| many == standing.chunks.len());
            match (standing.state, standing.head.take()) {
                (SnapshotState::Ready, Some(head)) if all => return Ok((progress, head)),
                (SnapshotState::Failed, _) => return Err(CentreFault::Refused(Refused::NotFound).into()),
                _ => {}
            }
            tokio::time::sleep(MAKING).await;
            standing = way.snapshot(access, progress.id).await?;
        }
    }

    /// The snapshot of which something is in the file already, or a new one.
    async fn begin_or_go_on(
        &self,
        way: &dyn Centre,
        access: &Access,
        next: &Store,
    ) -> Result<(Progress, SnapshotStanding), ExchangeFault> {
        let state = self.store().replica_state().await?;
        let device = state.seat.as_ref().ok_or(ExchangeFault::NotEnrolled)?.device;
        let begun = next.setting(PROGRESS).await?.and_then(|text| serde_json::from_str::<Progress>(&text).ok());
        if let Some(progress) = begun {
            let months = self.centre().known().settings.orders_months;
            if progress.device != device || progress.part.is_some() != (months > 0) {
                return Err(CentreFault::Refused(Refused::NotFound).into());
            }
            let standing = way.snapshot(access, progress.id).await?;
            return Ok((progress, standing));
        }
        let tally = next.tally().await?;
        if tally.customers > 0 || tally.orders > 0 {
            // Finished before, and not put in place: what it shows may be old by now.
            return Err(CentreFault::Refused(Refused::NotFound).into());
        }
        let part = self.part().await?;
        let standing = way.begin_snapshot(access, self.known_until(state.last_seq).await?, part.as_ref()).await?;
        let progress = Progress { id: standing.id, device, chunks: 0, rows: 0, sum: 0, part };
        self.store().begin_next(next).await?;
        next.put_setting(PROGRESS, &crate::records::body(&progress)?).await?;
        Ok((progress, standing))
    }

    /// The orders that this desk asks for: by its settings, and those on which something waits here.
    async fn part(&self) -> Result<Option<Part>, DeskError> {
        let months = self.centre().known().settings.orders_months;
        if months == 0 {
            return Ok(None);
        }
        let since = self.corrected_now().checked_sub_months(Months::new(months)).unwrap_or(DateTime::UNIX_EPOCH);
        Ok(Some(Part { since, with: self.orders_waiting().await? }))
    }

    /// The orders on which something waits here.
    async fn orders_waiting(&self) -> Result<BTreeSet<String>, DeskError> {
        let mut batch = self.store().begin().await?;
        let waiting = batch.waiting(None).await?;
        let orders = waiting.into_iter().filter_map(|entry| match entry.intent.key {
            Key::Order(number) => Some(number),
            _ => None,
        });
        Ok(orders.collect())
    }

    /// The place in the chain up to which it is known what became of the commands.
    async fn known_until(&self, last_seq: u64) -> Result<u64, DeskError> {
        let mut batch = self.store().begin().await?;
        let waiting = batch.waiting(None).await?;
        let first = waiting.iter().filter_map(|entry| entry.sealed.as_ref()).map(|sealed| sealed.seq).min();
        Ok(first.map_or(last_seq, |seq| seq.saturating_sub(1)))
    }

    /// Carries over what is the desk's own, hears what became of the queue, and puts the file in place.
    async fn adopt(&self, next: &Store, progress: &Progress, head: &Snapshot) -> Result<(), ExchangeFault> {
        if let Some(fetched) = &mut self.centre().known().fetched {
            fetched.filing = true;
        }
        self.changed(vec!["sync".into()]);
        next.file_put_aside().await?;
        // No command is at the replica from here on: what were taken now would not be carried over.
        let _closed = self.centre().gate.write().await;
        if let Some(part) = &progress.part
            && !self.orders_waiting().await?.is_subset(&part.with)
        {
            // Something was decided meanwhile on an order that is not among these, perhaps: they are asked for again.
            return Err(CentreFault::Refused(Refused::NotFound).into());
        }
        let mut batch = self.store().carry_over(next, self.replica_key()).await?;
        replica::conclude(&mut batch, head, progress.sum, self.now()).await?;
        let state = batch.state().await?;
        batch.commit().await?;
        self.store().take_place(next, self.replica_key()).await?;
        self.stand_as(state);
        Ok(())
    }
}
