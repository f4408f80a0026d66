//! Writing what was worked out into the replica.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use guichet_domain::Order;
use serde_json::json;

use super::IncomingOrder;
use super::error::ImportError;
use super::progress::{Phase, Watch, tell};
use super::report::Written;
use super::retail::{Plan, PlannedCustomer, PlannedOrder};
use crate::error::DeskError;
use crate::identity;
use crate::records;
use crate::store::{Batch, Entry, EntryKind, Store};

/// Orders of one transaction: enough that committing costs little, few enough that stopping loses little.
const BATCH: usize = 400;

/// Who imports, and when: what the history says.
#[derive(Debug, Clone, Copy)]
pub struct Importer<'a> {
    /// Who.
    pub agent: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes a plan in the order of time, some hundred orders a transaction. Interrupted anywhere, the replica holds
/// whole orders as they stand at the end of the file, and writing the same plan again goes on from there; a plan
/// that was written whole is not looked at again.
///
/// # Errors
/// [`ImportError::Desk`], [`ImportError::Interrupted`].
pub async fn write_plan(
    store: &Store,
    plan: &Plan,
    by: Importer<'_>,
    mut watch: Watch<'_>,
) -> Result<Written, ImportError> {
    let source = format!("online-retail:{:016x}", plan.fingerprint);
    let start = match store.checkpoint(&source).await? {
        Some((_, true)) => return Ok(Written { finished_before: true, ..Written::default() }),
        Some((checkpoint, false)) => checkpoint.parse().unwrap_or(0),
        None => 0,
    };
    let mut writing = Writing { by, source: &source, plan, written: Written::default(), known: HashSet::new() };
    let mut done = plan.orders.len().min(start);
    let rest = plan.orders.get(done..).unwrap_or_default();
    for some in rest.chunks(BATCH) {
        tell(&mut watch, Phase::Writing, done, Some(plan.orders.len()))?;
        let mut batch = store.begin().await?;
        for planned in some {
            writing.order(&mut batch, planned).await?;
        }
        done += some.len();
        batch.put_checkpoint(&source, &done.to_string(), false).await?;
        batch.commit().await?;
    }
    // Those whom the file names without an order that came of it.
    let mut batch = store.begin().await?;
    for place in 0..plan.customers.len() {
        writing.customer(&mut batch, place).await?;
    }
    batch.put_checkpoint(&source, &done.to_string(), true).await?;
    batch.commit().await?;
    store.tidy().await?;
    tell(&mut watch, Phase::Writing, done, Some(done))?;
    Ok(writing.written)
}

struct Writing<'a> {
    by: Importer<'a>,
    source: &'a str,
    plan: &'a Plan,
    written: Written,
    /// Customers that this run has seen to be there.
    known: HashSet<usize>,
}

impl Writing<'_> {
    async fn order(&mut self, batch: &mut Batch, planned: &PlannedOrder) -> Result<(), DeskError> {
        if let Some(customer) = planned.customer {
            self.customer(batch, customer).await?;
        }
        let credits: Vec<_> = planned
            .credits
            .iter()
            .map(|credit| json!({ "credit": credit.document, "command": credit.command, "decision": credit.decision }))
            .collect();
        let outcome = (!credits.is_empty()).then(|| json!({ "credits": credits }).to_string());
        let new = put_new(batch, &planned.order, self.by, self.source, outcome).await?;
        if new {
            self.written.orders += 1
        } else {
            self.written.orders_there += 1
        }
        Ok(())
    }

    async fn customer(&mut self, batch: &mut Batch, place: usize) -> Result<(), DeskError> {
        let Some(PlannedCustomer { number, market }) = self.plan.customers.get(place) else { return Ok(()) };
        if self.known.insert(place) && batch.customer(number).await?.is_none() {
            batch.put_customer(&identity::person(number, market.code())).await?;
            self.written.customers += 1;
        }
        Ok(())
    }
}

/// Writes orders in one transaction: all of them or none. Orders and customers that are there already stay as they
/// are.
///
/// # Errors
/// [`ImportError::Desk`], [`ImportError::Interrupted`]; then nothing was written.
pub async fn write_orders(
    store: &Store,
    source: &str,
    orders: &[IncomingOrder],
    by: Importer<'_>,
    mut watch: Watch<'_>,
) -> Result<Written, ImportError> {
    let mut written = Written::default();
    let mut batch = store.begin().await?;
    for (done, incoming) in orders.iter().enumerate() {
        if done.is_multiple_of(BATCH) {
            tell(&mut watch, Phase::Writing, done, Some(orders.len()))?;
        }
        if let Some(record) = &incoming.customer
            && batch.customer(&record.customer.id).await?.is_none()
        {
            batch.put_customer(record).await?;
            written.customers += 1;
        }
        let new = put_new(&mut batch, &incoming.order, by, source, None).await?;
        if new { written.orders += 1 } else { written.orders_there += 1 }
    }
    batch.commit().await?;
    tell(&mut watch, Phase::Writing, orders.len(), Some(orders.len()))?;
    Ok(written)
}

/// Writes an order with its entry in the history, unless it is there; tells whether it was new.
async fn put_new(
    batch: &mut Batch,
    order: &Order,
    by: Importer<'_>,
    source: &str,
    outcome: Option<String>,
) -> Result<bool, DeskError> {
    if batch.order(&order.number).await?.is_some() {
        return Ok(false);
    }
    let version = batch.put_order(order).await?;
    let command = records::body(&json!({ "type": "import", "source": source }))?;
    batch
        .record(&Entry {
            kind: EntryKind::Imported,
            at: by.at,
            agent: by.agent,
            about: crate::store::Subject::Order(&order.number),
            command_id: None,
            undoes: None,
            command: Some(command),
            outcome,
            version_before: 0,
            version_after: version,
        })
        .await?;
    Ok(true)
}
