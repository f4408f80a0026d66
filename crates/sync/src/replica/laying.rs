//! Laying what is pending on top of the authoritative bodies.

use std::collections::BTreeSet;

use guichet_domain::{Customer, Taking, TermsPack};

use super::store::{Entry, ReplicaTx, Row};
use super::taking::{catalogue_for, row_for};
use crate::action::Action;
use crate::body::{Body, Key};
use crate::conflict::{Conflict, ConflictKind};
use crate::intent::Intent;
use crate::run::{pack_id, run};

/// Shows another body for a key, over the same authoritative version.
pub(super) async fn show<T: ReplicaTx>(tx: &mut T, key: &Key, row: &Row, body: Option<Body>) -> Result<(), T::Error> {
    tx.put_row(key, &Row { version: row.version, digest: row.digest, body }).await
}

/// Puts the layer of what is pending away: the authoritative body shows again. Returns whether there was one.
pub(super) async fn lift<T: ReplicaTx>(tx: &mut T, key: &Key) -> Result<bool, T::Error> {
    let Some(body) = tx.under(key).await? else { return Ok(false) };
    if let Some(row) = tx.row(key).await? {
        show(tx, key, &row, body).await?;
    }
    tx.put_under(key, None).await?;
    Ok(true)
}

/// Runs what is pending on a key again, over the authoritative body, in the order of taking.
///
/// A command that would not be taken now stays queued, with the reason as its doubt: the centre has the last word.
pub(super) async fn lay<T: ReplicaTx>(tx: &mut T, key: &Key) -> Result<(), T::Error> {
    lift(tx, key).await?;
    let waiting = tx.waiting(Some(key)).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let row = row_for(tx, key, waiting.iter().map(|entry| &entry.intent.action)).await?;
    let Some(row) = row else {
        for entry in waiting {
            let gone = Conflict::new(ConflictKind::Unknown, &entry.intent, Some(entry.agent.clone()), &[]);
            put_doubt(tx, entry, Some(Box::new(gone))).await?;
        }
        return Ok(());
    };
    let packs = tx.packs().await?;
    let mut body = row.body.clone();
    for entry in waiting {
        if matches!(entry.intent.action, Action::Resolve { .. }) {
            continue;
        }
        let intent = &entry.intent;
        let (id, agent) = (intent.id.to_string(), intent.agent.to_string());
        let rma = intent.upshot.rma.as_deref();
        let taking = Taking { command: &id, agent: &agent, name: &entry.agent, rma };
        // Two new orders under one number may be for two customers.
        let customer = match intent.action.customer_behind(key, body.as_ref()) {
            Some(behind) => customer_before(tx, &behind, entry.place, &packs).await?,
            None => None,
        };
        let catalogue = catalogue_for(tx, &intent.action).await?;
        let at = intent.claimed_at;
        let ran = run(body.as_ref(), customer.as_ref(), &packs, &intent.action, at, &taking, catalogue.as_deref());
        let doubt = match ran {
            Ok(ran) => {
                body = Some(ran.body);
                None
            }
            Err(refusal) => {
                let since = tx.events_since(key, intent.base).await?;
                let ruled_by = pack_id(&packs, body.as_ref(), customer.as_ref(), intent.claimed_at);
                let who = Some(entry.agent.clone());
                Some(Box::new(Conflict::of_refusal(&refusal, intent, who, &since, ruled_by)))
            }
        };
        put_doubt(tx, entry, doubt).await?;
    }
    tx.put_under(key, Some(&row.body)).await?;
    show(tx, key, &row, body).await
}

/// Runs what is pending on a key again and, where it is a customer, what was decided for them.
pub(super) async fn lay_through<T: ReplicaTx>(tx: &mut T, key: &Key) -> Result<(), T::Error> {
    lay(tx, key).await?;
    let mut behind = BTreeSet::new();
    if matches!(key, Key::Customer(_)) {
        for entry in tx.waiting(None).await? {
            let body = tx.row(&entry.intent.key).await?.and_then(|row| row.body);
            if entry.intent.action.customer_behind(&entry.intent.key, body.as_ref()).as_ref() == Some(key) {
                behind.insert(entry.intent.key);
            }
        }
    }
    for key in behind {
        lay(tx, &key).await?;
    }
    Ok(())
}

/// The customer as they were when the command at this place of the queue was taken: with what was pending on them
/// before it, without what came after. So the centre sees them too, which takes a desk's commands in their order.
async fn customer_before<T: ReplicaTx>(
    tx: &mut T,
    key: &Key,
    place: u64,
    packs: &[TermsPack],
) -> Result<Option<Customer>, T::Error> {
    let row = tx.row(key).await?;
    let mut body = match tx.under(key).await? {
        Some(base) => base,
        None => row.as_ref().and_then(|row| row.body.clone()),
    };
    let is_gone = body.is_none() && row.is_some_and(|row| row.version > 0);
    for entry in tx.waiting(Some(key)).await?.into_iter().filter(|entry| entry.place < place && !is_gone) {
        let Intent { action, claimed_at, .. } = &entry.intent;
        if let Ok(ran) = run(body.as_ref(), None, packs, action, *claimed_at, &Taking::nobody(None), None) {
            body = Some(ran.body);
        }
    }
    Ok(match body {
        Some(Body::Customer(record)) => Some(record.customer.clone()),
        _ => None,
    })
}

async fn put_doubt<T: ReplicaTx>(tx: &mut T, entry: Entry, doubt: Option<Box<Conflict>>) -> Result<(), T::Error> {
    if entry.doubt == doubt {
        return Ok(());
    }
    tx.put_entry(&Entry { doubt, ..entry }).await
}
