//! The centre: what it is at, step by step, on one or two instances over one database.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_domain::TermsPack;
use guichet_sync::authority::{self, AuthorityTx, Feeding, Publish, PushFault, put_body, put_terms};
use guichet_sync::wire::{Part, Pull, Pulled, Push, Pushed, Snapshot};
use guichet_sync::{Body, Happening, Key, Verifier};
use uuid::Uuid;

use crate::dice::Dice;
use crate::stores::{Base, Stores};
use crate::world::shop;

/// What came of a request.
pub enum Reply {
    /// Of a push; none where the protocol is too old.
    Pushed(Option<Pushed>),
    /// Of a pull.
    Pulled(Pulled),
    /// Of a bootstrap.
    Snapshot(Option<Snapshot>),
    /// Of something of the shop's or the merchant's own.
    Done,
    /// The database went away under it.
    Broken,
}

/// To whom an answer goes, and what it answers.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The desk.
    pub desk: usize,
    /// Which start of its program.
    pub start: u32,
    /// Which life of the centre it knew.
    pub life: Option<Uuid>,
    /// The push, where it is one.
    pub push: Option<Arc<Push>>,
    /// Somebody changed this place of it under way, and hears the answer.
    pub forged: Option<u64>,
    /// The pull, where it is one.
    pub pull: Option<Pull>,
    /// Which bootstrap it is.
    pub ticket: u32,
}

/// Something the centre is at.
pub struct Task {
    /// Its number.
    pub id: u64,
    /// Whose data.
    pub merchant: usize,
    /// Which instance.
    pub instance: usize,
    /// How far the feed was when it began.
    pub since: u64,
    /// What it is, in a word.
    pub text: &'static str,
    /// Whom it answers.
    pub asked: Option<Asked>,
    /// What is left of it.
    pub work: Pin<Box<dyn Future<Output = Reply>>>,
}

/// The centre.
pub struct Centre<S: Stores> {
    /// Its database.
    pub base: S::Base,
    /// What it is at, oldest first.
    pub tasks: Vec<Task>,
    /// How many it has begun.
    pub begun: u64,
    /// The version of its program; older desks must upgrade.
    pub program: u32,
}

/// The work of receiving a push.
pub fn receive<B: Base>(
    base: B,
    merchant: &'static str,
    push: Arc<Push>,
    verifier: Arc<dyn Verifier>,
    now: DateTime<Utc>,
    together: usize,
) -> Pin<Box<dyn Future<Output = Reply>>> {
    Box::pin(async move {
        match authority::receive(&base, merchant, &push, &*verifier, now, together).await {
            Ok(pushed) => Reply::Pushed(Some(pushed)),
            Err(PushFault::Protocol(_)) => Reply::Pushed(None),
            Err(PushFault::Store(_) | PushFault::TooMany) => Reply::Broken,
        }
    })
}

/// The work of answering a pull.
pub fn pull<B: Base>(
    base: B,
    merchant: &'static str,
    pull: Pull,
    now: DateTime<Utc>,
) -> Pin<Box<dyn Future<Output = Reply>>> {
    Box::pin(async move {
        let Ok(mut tx) = base.read(merchant).await else { return Reply::Broken };
        authority::page(&mut tx, &pull, now).await.map_or(Reply::Broken, Reply::Pulled)
    })
}

/// The work of making a snapshot.
pub fn snapshot<B: Base>(
    base: B,
    merchant: &'static str,
    device: Uuid,
    part: Option<Part>,
    now: DateTime<Utc>,
) -> Pin<Box<dyn Future<Output = Reply>>> {
    Box::pin(async move {
        let Ok(mut tx) = base.read(merchant).await else { return Reply::Broken };
        authority::snapshot(&mut tx, device, 0, part.as_ref(), now).await.map_or(Reply::Broken, Reply::Snapshot)
    })
}

/// What the shop or the merchant does.
pub enum Ingest {
    /// An aggregate is there that was not.
    New(Key, Body),
    /// Something happens to an order, or to what an account owes.
    Advance(Key, Dice),
    /// A customer changes; the edition is accepted.
    Customer(usize, Option<(String, chrono::NaiveDate)>, Dice),
    /// An edition of the terms is published.
    Terms(Box<TermsPack>),
    /// A customer is erased.
    Erase(String),
}

/// The work of taking in what the shop does.
pub fn ingest<B: Base>(
    base: B,
    merchant: &'static str,
    what: Ingest,
    now: DateTime<Utc>,
) -> Pin<Box<dyn Future<Output = Reply>>> {
    Box::pin(async move {
        let Ok(tx) = base.begin(merchant).await else { return Reply::Broken };
        match ingesting(tx, what, now).await {
            Ok(()) => Reply::Done,
            Err(_) => Reply::Broken,
        }
    })
}

async fn ingesting<T: AuthorityTx>(mut tx: T, what: Ingest, now: DateTime<Utc>) -> Result<(), T::Error> {
    match what {
        Ingest::New(key, body) => {
            if tx.stored(&key, true).await?.is_none() {
                put(&mut tx, &key, body, now).await?;
            }
        }
        Ingest::Advance(key, mut dice) => {
            let stored = tx.stored(&key, true).await?;
            match stored.and_then(|stored| stored.body) {
                Some(Body::Order(order)) => {
                    let next = shop::advance(&order, now, &mut dice);
                    if next != *order {
                        put(&mut tx, &key, Body::Order(Arc::new(next)), now).await?;
                    }
                }
                Some(Body::Account(account)) => put(&mut tx, &key, shop::billed(&account), now).await?,
                _ => {}
            }
        }
        Ingest::Customer(n, edition, mut dice) => {
            let key = Key::Customer(shop::customer_id(n));
            let stored = tx.stored(&key, true).await?;
            // Who was erased does not come back under the same id.
            if let Some(Body::Customer(before)) = stored.and_then(|stored| stored.body) {
                let edition = edition.as_ref().map(|(id, on)| (id.as_str(), *on));
                let next = shop::customer(n, edition, Some(&before), &mut dice);
                put(&mut tx, &key, next, now).await?;
            }
        }
        Ingest::Terms(pack) => {
            let _ = put_terms(&mut tx, *pack, Some("Max".to_owned()), now).await?;
        }
        Ingest::Erase(customer) => {
            authority::erase_customer(&mut tx, &customer, Some("Max".to_owned()), now).await?;
        }
    }
    tx.commit().await
}

async fn put<T: AuthorityTx>(tx: &mut T, key: &Key, body: Body, now: DateTime<Utc>) -> Result<(), T::Error> {
    let known = tx.stored(key, true).await?;
    let mut feeding = Feeding::default();
    let body_version = put_body(tx, &mut feeding, key, known.as_ref(), Some(body)).await?;
    feeding.events.push(Publish { agent: None, key: key.clone(), body_version, what: Happening::Ingested });
    authority::publish(tx, feeding, now).await?;
    Ok(())
}
