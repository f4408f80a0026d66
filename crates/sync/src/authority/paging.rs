//! Answering a desk's pull, and giving it everything at once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::store::{AuthorityTx, DeviceState, FeedEntry};
use crate::body::Key;
use crate::chain::Digest;
use crate::event::Event;
use crate::planted::{Bug, planted};
use crate::wire::{Change, PROTOCOL, Page, Part, Pull, Pulled, Snapshot};

/// The most versions in one page.
const PAGE_MOST: u32 = 1_000;

/// The page that follows a desk's cursor. The transaction must see one instant.
///
/// # Errors
/// The store's.
pub async fn page<T: AuthorityTx>(tx: &mut T, pull: &Pull, now: DateTime<Utc>) -> Result<Pulled, T::Error> {
    if pull.protocol != PROTOCOL {
        return Ok(Pulled::Upgrade);
    }
    let Some(device) = tx.device(pull.device, false).await? else { return Ok(Pulled::Quarantined) };
    match device.state {
        DeviceState::Active => {}
        DeviceState::Quarantined => return Ok(Pulled::Quarantined),
        DeviceState::Revoked => return Ok(Pulled::Revoked),
    }
    let head = tx.head(false).await?;
    let server_epoch = head.server_epoch();
    let same_life = pull.server_epoch == server_epoch || planted(Bug::EpochIgnored);
    if !same_life || pull.cursor < head.horizon || pull.cursor > head.version {
        return Ok(Pulled::Gone { server_epoch });
    }
    let to = head.version.min(pull.cursor.saturating_add(u64::from(pull.most.clamp(1, PAGE_MOST))));
    let mut changes: BTreeMap<Key, Change> = BTreeMap::new();
    let mut events: Vec<Event> = Vec::new();
    for row in tx.feed(pull.cursor, to).await? {
        match row.entry {
            FeedEntry::Change(change) => {
                changes.insert(change.key.clone(), change);
            }
            FeedEntry::Event(event) => events.push(*event),
        }
    }
    Ok(Pulled::Page(Box::new(Page {
        device: pull.device,
        server_epoch,
        from: pull.cursor,
        to,
        head: head.version,
        changes: changes.into_values().collect(),
        events,
        last_seq: device.last_seq,
        checksum: (to == head.version).then_some(head.checksum),
        server_time: now,
    })))
}

/// Everything, or all but old orders, for a desk that begins or begins again, with what became of its commands after `after_seq`. None for a
/// device that may not take part. The transaction must see one instant.
///
/// # Errors
/// The store's.
pub async fn snapshot<T: AuthorityTx>(
    tx: &mut T,
    device: Uuid,
    after_seq: u64,
    part: Option<&Part>,
    now: DateTime<Utc>,
) -> Result<Option<Snapshot>, T::Error> {
    let Some(device) = tx.device(device, false).await?.filter(|device| device.state == DeviceState::Active) else {
        return Ok(None);
    };
    let head = tx.head(false).await?;
    let mut all = tx.all().await?;
    let mut checksum = head.checksum;
    if let Some(part) = part {
        all.retain(|(key, stored)| part.holds(key, stored.body.as_ref()));
        checksum = all.iter().fold(0, |sum, (_, stored)| sum.wrapping_add(stored.digest));
    }
    let bodies = all.into_iter();
    let bodies = bodies.map(|(key, stored)| Change { key, version: stored.version, body: stored.body }).collect();
    let last_link = if device.last_seq == 0 { Digest::default() } else { device.last_link };
    Ok(Some(Snapshot {
        device: device.id,
        lives: head.lives,
        version: head.version,
        bodies,
        checksum,
        partial: part.is_some(),
        last_seq: device.last_seq,
        last_link,
        settled: tx.events_of(device.id, device.epoch, after_seq).await?,
        server_time: now,
    }))
}
