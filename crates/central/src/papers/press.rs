//! The papers that go with a letter: an RMA's label, a credit note. Printed once and kept as they were printed (INV-3);
//! whoever asks again gets the same bytes.

use std::sync::Arc;

use async_trait::async_trait;
use guichet_documents::facts::{self, Parties, Person};
use guichet_documents::letter::Template;
use guichet_documents::{Document, Engine, Paper};
use guichet_domain::Order;
use guichet_sync::Upshot;
use guichet_sync::authority::{Authority, AuthorityTx};
use guichet_sync::record::{CustomerRecord, Language};
use serde_json::json;
use sqlx::{PgConnection, Row};

use super::documents::{DocumentKind, PaperLanguage as Kept};
use crate::history::Entry;
use crate::outbox::mail::Enclosed;
use crate::outbox::worker::{Papers, PapersFault, Written};
use crate::secret::{hash, hex};
use crate::settings::Stationery;
use crate::state::Shared;
use crate::store::StoreError;

/// Prints with the engine of the desks, for shops that have said who they are.
pub struct Press {
    central: Shared,
    engine: Arc<Engine>,
}

/// One paper of a letter.
struct Wanted {
    kind: DocumentKind,
    number: String,
}

impl Press {
    /// A press.
    ///
    /// # Errors
    /// [`guichet_documents::DocumentError`] where the fonts that are built in cannot be read.
    pub fn new(central: Shared) -> Result<Self, guichet_documents::DocumentError> {
        Ok(Self { central, engine: Arc::new(Engine::new()?) })
    }

    async fn paper(&self, letter: &Written<'_>, shop: &Stationery, wanted: Wanted) -> Result<Enclosed, PapersFault> {
        let language = match letter.record.contact.language {
            Language::En => Kept::En,
            Language::Fr => Kept::Fr,
        };
        let mut connection = self.central.pool.acquire().await.map_err(StoreError::from)?;
        if let Some(bytes) = kept(&mut connection, letter.merchant, &wanted, language).await? {
            return Ok(enclosed(&wanted, bytes));
        }
        drop(connection);
        let document = self.document(letter, shop, &wanted).await?.ok_or(PapersFault::Unprintable)?;
        let engine = self.engine.clone();
        let printed = tokio::task::spawn_blocking(move || engine.pdf(&document)).await;
        let bytes = printed.ok().and_then(Result::ok).ok_or(PapersFault::Unprintable)?;
        let bytes = self.keep(letter, &wanted, language, bytes).await?;
        Ok(enclosed(&wanted, bytes))
    }

    async fn document(
        &self,
        letter: &Written<'_>,
        shop: &Stationery,
        wanted: &Wanted,
    ) -> Result<Option<Document>, StoreError> {
        let parties = parties(shop, letter.record, &letter.order.number);
        let order = letter.order;
        Ok(match wanted.kind {
            DocumentKind::RmaLabel => {
                let mut tx = self.central.store.begin(letter.merchant).await?;
                let packs = tx.packs().await?;
                // The edition that the return was decided under.
                let Some(pack) = packs.iter().find(|pack| pack.id == letter.upshot.pack) else { return Ok(None) };
                facts::label(parties, order, pack, &wanted.number, Paper::A4)
            }
            DocumentKind::CreditNote => {
                let number = Some(wanted.number.as_str());
                let at = order.credits.iter().position(|credit| credit.number.as_deref() == number);
                at.and_then(|at| facts::credit_note(parties, order, at, Some(wanted.number.clone())))
            }
            _ => None,
        })
    }

    /// Keeps what was printed; where another instance was first, its bytes count.
    async fn keep(
        &self,
        letter: &Written<'_>,
        wanted: &Wanted,
        language: Kept,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        let (now, sum) = (self.central.now(), hash(&bytes));
        let mut transaction = self.central.pool.begin().await?;
        let made = sqlx::query(
            "INSERT INTO document (merchant, kind, number, language, order_number, issued_on, media_type, bytes, sha256)
             VALUES ($1, $2, $3, $4, $5, $6, 'application/pdf', $7, $8)
             ON CONFLICT (merchant, kind, number, language) DO NOTHING",
        )
        .bind(letter.merchant)
        .bind(wanted.kind.text())
        .bind(&wanted.number)
        .bind(language.text())
        .bind(&letter.order.number)
        .bind(issued_on(letter.order, wanted).unwrap_or_else(|| now.date_naive()))
        .bind(&bytes)
        .bind(&sum)
        .execute(&mut *transaction)
        .await?;
        if made.rows_affected() == 1 {
            let said = json!({ "kind": wanted.kind, "number": wanted.number, "sha256": hex(&sum) }).to_string();
            let entry = Entry::new(now, "document_kept", "order", &letter.order.number).by("centre").asking(said);
            entry.write(&mut transaction, letter.merchant).await?;
            transaction.commit().await?;
            return Ok(bytes);
        }
        kept(&mut transaction, letter.merchant, wanted, language).await?.ok_or(StoreError::Damaged)
    }
}

#[async_trait]
impl Papers for Press {
    async fn of(&self, letter: &Written<'_>) -> Result<Vec<Enclosed>, PapersFault> {
        let Some(shop) = letter.stationery else { return Ok(Vec::new()) };
        let mut papers = Vec::new();
        for wanted in wanted(letter.template, letter.upshot) {
            papers.push(self.paper(letter, shop, wanted).await?);
        }
        Ok(papers)
    }
}

/// RET-6: the label with the number. REF-9: the credit note with whatever pays back.
fn wanted(template: Template, upshot: &Upshot) -> Vec<Wanted> {
    let of = |kind, number: &Option<String>| number.clone().map(|number| Wanted { kind, number });
    let papers = match template {
        Template::Rma => of(DocumentKind::RmaLabel, &upshot.rma),
        Template::CreditNote | Template::Cancellation => of(DocumentKind::CreditNote, &upshot.credit_note),
        Template::OrderForm | Template::PreShipmentNotice | Template::Shipped | Template::Authorisation => None,
    };
    papers.into_iter().collect()
}

/// The day that stands on the paper.
fn issued_on(order: &Order, wanted: &Wanted) -> Option<chrono::NaiveDate> {
    match wanted.kind {
        DocumentKind::RmaLabel => order.rmas.iter().find(|rma| rma.number == wanted.number).map(|rma| rma.notified_on),
        _ => {
            let number = Some(wanted.number.as_str());
            order.credits.iter().find(|credit| credit.number.as_deref() == number).and_then(|credit| credit.on)
        }
    }
}

fn parties(shop: &Stationery, record: &CustomerRecord, order: &str) -> Parties {
    let language = record.contact.language.into();
    let customer = Person::from(record).party(&shop.country, order);
    Parties { seller: shop.seller.clone(), returns: shop.returns.clone(), customer, language }
}

fn enclosed(wanted: &Wanted, bytes: Vec<u8>) -> Enclosed {
    // Numbers come from files too: nothing in them may look like a folder.
    let safe: String =
        wanted.number.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let name = format!("{}-{safe}.pdf", wanted.kind.text().replace('_', "-"));
    Enclosed { name, media_type: "application/pdf".to_owned(), bytes }
}

async fn kept(
    connection: &mut PgConnection,
    merchant: &str,
    wanted: &Wanted,
    language: Kept,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row =
        sqlx::query("SELECT bytes FROM document WHERE merchant = $1 AND kind = $2 AND number = $3 AND language = $4")
            .bind(merchant)
            .bind(wanted.kind.text())
            .bind(&wanted.number)
            .bind(language.text())
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}
