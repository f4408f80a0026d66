//! Writing bodies and the feed: the head is locked and moved last, so that no reader ever passes by a version.

use chrono::{DateTime, Utc};
use guichet_domain::{Fault, TermsPack};
use std::sync::Arc;

use super::store::{AuthorityTx, FeedEntry, FeedRow, Stored};
use crate::body::{Body, Key, digest};
use crate::event::{Event, Happening};
use crate::planted::{Bug, planted};
use crate::wire::Change;

/// What one transaction adds to the feed, gathered before the head is locked.
#[derive(Debug, Default)]
pub struct Feeding {
    /// Aggregates as they are now, in the order of writing.
    pub changes: Vec<Change>,
    /// What happened.
    pub events: Vec<Publish>,
    /// What the bodies change about the sum of everything.
    pub difference: u64,
}

/// An event before it has its version.
#[derive(Debug, Clone, PartialEq)]
pub struct Publish {
    /// Who, by name.
    pub agent: Option<String>,
    /// On what.
    pub key: Key,
    /// The body's version afterwards.
    pub body_version: u64,
    /// What.
    pub what: Happening,
}

/// Writes a body over the one that is stored (which the caller has locked), and notes it for the feed. Returns the
/// new version.
///
/// # Errors
/// The store's.
pub async fn put_body<T: AuthorityTx>(
    tx: &mut T,
    feeding: &mut Feeding,
    key: &Key,
    known: Option<&Stored>,
    body: Option<Body>,
) -> Result<u64, T::Error> {
    let version = known.map_or(0, |stored| stored.version) + 1;
    let text = body.as_ref().and_then(|body| body.to_json().ok());
    let digest = text.map_or(0, |text| digest(key, version, &text));
    let before = known.map_or(0, |stored| stored.digest);
    feeding.difference = feeding.difference.wrapping_add(digest).wrapping_sub(before);
    tx.put_stored(key, &Stored { version, digest, body: body.clone() }).await?;
    // Desks want each aggregate once, as it is at the end.
    feeding.changes.retain(|change| change.key != *key);
    feeding.changes.push(Change { key: key.clone(), version, body });
    Ok(version)
}

/// Locks the head, gives what was gathered the next version and writes it. Nothing may be locked after this.
///
/// # Errors
/// The store's.
pub async fn publish<T: AuthorityTx>(tx: &mut T, feeding: Feeding, at: DateTime<Utc>) -> Result<u64, T::Error> {
    let mut head = tx.head(!planted(Bug::BareSequence)).await?;
    let version = head.version + 1;
    let changes = feeding.changes.into_iter().map(FeedEntry::Change);
    let mut ordinals = 0_u32..;
    let mut rows: Vec<FeedRow> =
        changes.zip(&mut ordinals).map(|(entry, ordinal)| FeedRow { version, ordinal, at, entry }).collect();
    rows.extend(feeding.events.into_iter().zip(ordinals).map(|(event, ordinal)| {
        let Publish { agent, key, body_version, what } = event;
        let entry = FeedEntry::Event(Box::new(Event { version, ordinal, at, agent, key, body_version, what }));
        FeedRow { version, ordinal, at, entry }
    }));
    tx.add_feed(&rows).await?;
    head.version = version;
    head.checksum = head.checksum.wrapping_add(feeding.difference);
    tx.put_head(&head).await?;
    Ok(version)
}

/// Publishes an edition of the terms, between commands and never beside one: what is decided after it is decided under
/// it. Editions are never changed: one that is there must be the same.
///
/// # Errors
/// The store's; the inner [`Fault`] at `id` where another edition has this id.
pub async fn put_terms<T: AuthorityTx>(
    tx: &mut T,
    pack: TermsPack,
    by: Option<String>,
    at: DateTime<Utc>,
) -> Result<Result<u64, Fault>, T::Error> {
    tx.lock_terms(true).await?;
    let key = Key::Terms(pack.id.clone());
    let body = Body::Terms(Arc::new(pack));
    let known = tx.stored(&key, true).await?;
    if let Some(stored) = &known {
        let same = stored.body.as_ref() == Some(&body);
        return Ok(if same { Ok(stored.version) } else { Err(Fault::at("id", "is another edition's")) });
    }
    let mut feeding = Feeding::default();
    let body_version = put_body(tx, &mut feeding, &key, None, Some(body)).await?;
    feeding.events.push(Publish { agent: by, key, body_version, what: Happening::Published });
    publish(tx, feeding, at).await?;
    Ok(Ok(body_version))
}
