//! Doing what the outbox says. Any number of workers, in any number of instances, share it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{NaiveDate, TimeDelta};
use guichet_documents::letter::{Facts, Template, Told};
use guichet_domain::order::{Order, PaymentMethod};
use guichet_sync::record::CustomerRecord;
use guichet_sync::{Body, Key, Upshot};
use serde::Deserialize;

use super::announcing::{self, announce_shipments};
use super::captures::{Capture, Captures};
use super::mail::{Enclosed, MailError, Mailer, Outgoing};
use super::payouts::{Payout, PayoutError, Payouts};
use super::queue::{self, Ending, Leased};
use crate::settings::{self, Stationery};
use crate::state::Shared;
use crate::store::{StoreError, stored_of, trim};

/// Rows that are taken at a time.
const TOGETHER: i64 = 20;

/// What a letter is about.
pub struct Written<'a> {
    /// The shop.
    pub merchant: &'a str,
    /// Which letter.
    pub template: Template,
    /// The order.
    pub order: &'a Order,
    /// To whom.
    pub record: &'a CustomerRecord,
    /// What came of the command.
    pub upshot: &'a Upshot,
    /// Who stands on the shop's papers.
    pub stationery: Option<&'a Stationery>,
}

/// Why a letter's papers are not there.
#[derive(Debug, thiserror::Error)]
pub enum PapersFault {
    /// The store refused: it is tried again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A paper cannot be printed: a person looks at the letter.
    #[error("a paper cannot be printed")]
    Unprintable,
}

/// Makes the papers that go with a letter: a label with an RMA, a credit note.
#[async_trait]
pub trait Papers: Send + Sync {
    /// The papers of this letter; none where it has none.
    ///
    /// # Errors
    /// [`PapersFault`]; the letter does not go without them.
    async fn of(&self, letter: &Written<'_>) -> Result<Vec<Enclosed>, PapersFault>;
}

/// Letters go without papers.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPapers;

#[async_trait]
impl Papers for NoPapers {
    async fn of(&self, _: &Written<'_>) -> Result<Vec<Enclosed>, PapersFault> {
        Ok(Vec::new())
    }
}

/// What the outbox is worked with.
#[derive(Clone)]
pub struct Worker {
    /// The centre.
    pub central: Shared,
    /// Pays back to cards; none: such refunds wait for a person.
    pub cards: Option<Arc<dyn Payouts>>,
    /// Takes what was authorised; none: such captures wait for a person.
    pub captures: Option<Arc<dyn Captures>>,
    /// Pays by bank transfer.
    pub bank: Option<Arc<dyn Payouts>>,
    /// Sends letters; none: they wait.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Makes papers.
    pub papers: Arc<dyn Papers>,
}

/// What a command says of a letter.
#[derive(Debug, Deserialize)]
struct Asked {
    template: Template,
    order: String,
    upshot: Upshot,
    /// The plan that the letter tells of, where it tells of one.
    #[serde(default)]
    ships_on: Option<NaiveDate>,
    /// The parcel that it tells of, where it tells of one.
    #[serde(default)]
    parcel: Option<String>,
}

impl Worker {
    /// Works for ever.
    pub async fn run(self) {
        loop {
            match self.once().await {
                Ok(0) => tokio::time::sleep(Duration::from_secs(1)).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be worked");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            }
        }
    }

    /// Takes what is due and does it; answers how much that was.
    ///
    /// # Errors
    /// What the database answers; what was taken is looked at again after its lease.
    pub async fn once(&self) -> Result<usize, StoreError> {
        let leased = queue::lease(&self.central.pool, self.central.now(), TOGETHER).await?;
        for row in &leased {
            // Those before it may have taken long: what is no longer held here is no longer done here.
            if !queue::renew(&self.central.pool, row, self.central.now()).await? {
                continue;
            }
            let ending = self.perform(row).await?;
            if !matches!(ending, Ending::Done(_)) {
                tracing::warn!(id = %row.id, kind = row.kind, ?ending, "the outbox waits");
            }
            let chance = self.central.chance.bytes().ok().and_then(|bytes| bytes.first().copied()).unwrap_or(128);
            queue::mark(&self.central.pool, row, &ending, self.central.now(), chance).await?;
        }
        Ok(leased.len())
    }

    async fn perform(&self, row: &Leased) -> Result<Ending, StoreError> {
        match row.kind.as_str() {
            "payout" => Ok(self.pay(row).await),
            "capture" => Ok(self.capture(row).await),
            // A letter whose worker never said how it ended may have left: it is not sent again by itself.
            "email" if row.abandoned => Ok(Ending::Unknown("worker_died")),
            "email" => self.write(row).await,
            _ => Ok(Ending::Failed("unknown_kind")),
        }
    }

    /// A payout whose worker died is asked for again: the provider knows its key.
    async fn pay(&self, row: &Leased) -> Ending {
        let Ok(payout) = serde_json::from_str::<Payout>(&row.payload) else { return Ending::Failed("unreadable") };
        let provider = match payout.method {
            PaymentMethod::Card => self.cards.as_ref(),
            PaymentMethod::BankTransfer | PaymentMethod::Cheque => self.bank.as_ref(),
            PaymentMethod::Credit => None,
        };
        let Some(provider) = provider else { return Ending::Failed(word(PayoutError::NoProvider)) };
        match provider.pay(&row.merchant, row.id, &payout).await {
            Ok(reference) => Ending::Done(reference),
            Err(error) if error.is_passing() => Ending::Later(word(error)),
            Err(error) => Ending::Failed(word(error)),
        }
    }

    /// A capture whose worker died is asked for again too: the provider knows its key.
    async fn capture(&self, row: &Leased) -> Ending {
        let Ok(capture) = serde_json::from_str::<Capture>(&row.payload) else { return Ending::Failed("unreadable") };
        // Only a card's authorisation is a provider's to take.
        let provider = self.captures.as_ref().filter(|_| capture.method == PaymentMethod::Card);
        let Some(provider) = provider else { return Ending::Failed(word(PayoutError::NoProvider)) };
        match provider.capture(&row.merchant, row.id, &capture).await {
            Ok(reference) => Ending::Done(reference),
            Err(error) if error.is_passing() => Ending::Later(word(error)),
            Err(error) => Ending::Failed(word(error)),
        }
    }

    async fn write(&self, row: &Leased) -> Result<Ending, StoreError> {
        let Some(mailer) = &self.mailer else { return Ok(Ending::Later("mail_not_configured")) };
        let Ok(asked) = serde_json::from_str::<Asked>(&row.payload) else { return Ok(Ending::Failed("unreadable")) };
        let outgoing = match self.compose(row, &asked).await? {
            Ok(outgoing) => outgoing,
            Err(ending) => return Ok(ending),
        };
        Ok(match mailer.send(&outgoing).await {
            Ok(()) => Ending::Done(row.id.to_string()),
            Err(MailError::NotNow) => Ending::Later("not_now"),
            Err(MailError::Refused) => Ending::Failed("refused"),
            Err(MailError::NoAddress) => Ending::Failed("no_address"),
            Err(MailError::Unknown) => Ending::Unknown("no_answer"),
        })
    }

    async fn compose(&self, row: &Leased, asked: &Asked) -> Result<Result<Outgoing, Ending>, StoreError> {
        let mut connection = self.central.pool.acquire().await?;
        let settings = settings::read(&mut connection, &row.merchant).await?;
        let Some(from) = settings.mail else { return Ok(Err(Ending::Later("mail_not_configured"))) };
        let key = Key::Order(asked.order.clone());
        let order = stored_of(&mut connection, &row.merchant, &key).await?.and_then(|stored| stored.body);
        let Some(Body::Order(order)) = order else { return Ok(Err(Ending::Failed("no_order"))) };
        let Some(id) = order.customer.clone() else { return Ok(Err(Ending::Failed("no_address"))) };
        let customer = stored_of(&mut connection, &row.merchant, &Key::Customer(id)).await?;
        let Some(Body::Customer(record)) = customer.and_then(|stored| stored.body) else {
            return Ok(Err(Ending::Failed("no_address")));
        };
        let CustomerRecord { customer, contact } = &*record;
        if asked.template == Template::PreShipmentNotice {
            drop(connection);
            let told = asked.ships_on == order.ships_on;
            if !told || !announcing::still_due(&self.central, &row.merchant, &order, customer).await? {
                return Ok(Err(Ending::Failed("outdated")));
            }
        }
        let Some(address) = customer.email.clone() else { return Ok(Err(Ending::Failed("no_address"))) };
        let facts = Facts {
            template: asked.template,
            language: contact.language,
            customer: &customer.name,
            shop: &from.name,
            order: &order,
            told: Told {
                total: asked.upshot.total,
                rma: asked.upshot.rma.as_deref(),
                credit_note: asked.upshot.credit_note.as_deref(),
                parcel: asked.parcel.as_deref(),
                deadlines: &asked.upshot.deadlines,
            },
        };
        let letter = facts.letter();
        let about = Written {
            merchant: &row.merchant,
            template: asked.template,
            order: &order,
            record: &record,
            upshot: &asked.upshot,
            stationery: settings.stationery.as_ref(),
        };
        let enclosed = match self.papers.of(&about).await {
            Ok(enclosed) => enclosed,
            Err(PapersFault::Store(_)) => return Ok(Err(Ending::Later("not_now"))),
            Err(PapersFault::Unprintable) => return Ok(Err(Ending::Failed("no_paper"))),
        };
        Ok(Ok(Outgoing { id: row.id, name: customer.name.clone(), from, address, letter, enclosed }))
    }
}

fn word(error: PayoutError) -> &'static str {
    match error {
        PayoutError::NoAnswer => "no_answer",
        PayoutError::NotNow => "not_now",
        PayoutError::Refused => "refused",
        PayoutError::NoProvider => "no_provider",
        PayoutError::BankDetailsMissing => "bank_details_missing",
        PayoutError::BankNotConfigured => "bank_not_configured",
        PayoutError::NotEuro => "not_euro",
    }
}

/// Throws away what has had its time, and tells of what ships soon, now and then.
pub async fn tidy(central: Shared) {
    loop {
        tokio::time::sleep(Duration::from_secs(300)).await;
        let now = central.now();
        let tidied = async {
            let mut connection = central.pool.acquire().await?;
            crate::identity::attempts::tidy(&mut connection, now).await?;
            drop(connection);
            crate::sync::bootstrap::tidy(&central).await?;
            announce_shipments(&central).await?;
            trim_feeds(&central).await
        };
        if tidied.await.is_err() {
            tracing::warn!("what is done now and then was not done");
        }
    }
}

/// Trims every shop's feed by what its desks have and its settings keep.
///
/// # Errors
/// What the database answers; what was trimmed before stays so.
pub async fn trim_feeds(central: &Shared) -> Result<(), StoreError> {
    let shops: Vec<String> = sqlx::query_scalar("SELECT id FROM merchant ORDER BY id").fetch_all(&central.pool).await?;
    for shop in shops {
        let mut connection = central.pool.acquire().await?;
        let days = settings::read(&mut connection, &shop).await?.feed_days.unwrap_or(settings::FEED_DAYS);
        drop(connection);
        while trim(&central.store, &shop, central.now(), TimeDelta::days(days.into())).await? {}
    }
    Ok(())
}
