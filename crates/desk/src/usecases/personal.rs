//! What is kept of one customer: handed out to them, or erased (Regulation (EU) 2016/679 art. 15, 17 and 20).

use chrono::NaiveDate;
use guichet_documents::Document;
use guichet_documents::facts::{self, KnownOfCustomer};
use guichet_domain::erasure::Dealings;
use guichet_domain::{CaseStatus, CustomerCase, CustomerRecord, Order, ServiceAccount, StrayParcel};
use guichet_sync::policy;
use serde::Serialize;

use super::documents::{self, press};
use super::{not_found, pages};
use crate::Desk;
use crate::ipc::customers::{DataSort, ErasurePage, ErasureTaken};
use crate::ipc::types::{ById, CallCode, CallError, DocumentRef, TimelineEntry};
use crate::records;
use crate::store::{Draft, Entry, EntryKind, Listed, StoredCustomer, Strays, Subject};

/// What the file says that it is. Fields may be added under the same number; none is taken away or means another thing.
const FORMAT: &str = "guichet.customer-data/1";

/// Everything that is kept of one customer, for a machine: docs/customer-data.md tells each field.
#[derive(Serialize)]
struct CustomerData<'a> {
    format: &'static str,
    made_at: String,
    kept_by: &'a str,
    /// Whether everything is here that the merchant keeps; where not, older orders are at the centre alone.
    complete: bool,
    customer: &'a CustomerRecord,
    orders: &'a [Order],
    account: Option<&'a ServiceAccount>,
    cases: &'a [CustomerCase],
    parcels: &'a [StrayParcel],
    drafts: Vec<Draft>,
    history: Vec<TimelineEntry>,
    papers: Vec<DocumentRef>,
}

struct Kept {
    found: StoredCustomer,
    orders: Vec<Order>,
    account: Option<ServiceAccount>,
    cases: Vec<CustomerCase>,
    /// Those in quarantine that were found to be theirs, and were.
    parcels: Vec<StrayParcel>,
    is_part: bool,
}

fn admit(desk: &Desk) -> Result<(), CallError> {
    match policy::may_answer_for_data(desk.agent().role) {
        true => Ok(()),
        false => Err(CallError::of(CallCode::RoleForbids)),
    }
}

/// A customer's data as a file, with the name that it should have. Whoever hands it out says so with [`handed_out`].
pub async fn data(desk: &Desk, id: &str, sort: DataSort) -> Result<(String, Vec<u8>), CallError> {
    admit(desk)?;
    let kept = kept(desk, id).await?;
    let bytes = match sort {
        DataSort::Json => json(desk, id, &kept).await?,
        DataSort::Pdf => pdf(desk, &kept).await?,
    };
    Ok((format!("{}.{}", documents::file_name("customer-data", id), ending(sort)), bytes))
}

fn ending(sort: DataSort) -> &'static str {
    match sort {
        DataSort::Json => "json",
        DataSort::Pdf => "pdf",
    }
}

async fn kept(desk: &Desk, id: &str) -> Result<Kept, CallError> {
    let found = desk.store().customer(id).await?.ok_or_else(|| not_found("customer"))?;
    let orders = desk.store().orders_of(found.row, u32::MAX).await?;
    let cases = desk.store().cases(Listed::Customer(id), "", u32::MAX).await?;
    let parcels = desk.store().strays(Strays::OfCustomer(id), u32::MAX).await?;
    Ok(Kept {
        parcels,
        orders,
        account: desk.store().account(id).await?.map(|stored| stored.account),
        cases,
        is_part: desk.centre().known().state.partial,
        found,
    })
}

async fn json(desk: &Desk, id: &str, kept: &Kept) -> Result<Vec<u8>, CallError> {
    let (history, papers) = pages::told_of(desk, id, &kept.orders).await?;
    let data = CustomerData {
        format: FORMAT,
        made_at: desk.now().to_rfc3339(),
        kept_by: &desk.shop_name(),
        complete: !kept.is_part,
        customer: &kept.found.record,
        orders: &kept.orders,
        account: kept.account.as_ref(),
        drafts: desk.store().drafts_of(id, &kept.cases).await?,
        cases: &kept.cases,
        parcels: &kept.parcels,
        history,
        papers,
    };
    serde_json::to_vec_pretty(&data).map_err(|_| CallError::of(CallCode::Document))
}

async fn pdf(desk: &Desk, kept: &Kept) -> Result<Vec<u8>, CallError> {
    press(desk, copy(desk, kept, desk.today()), guichet_documents::Engine::pdf).await
}

fn copy(desk: &Desk, kept: &Kept, on: NaiveDate) -> Document {
    let language = kept.found.record.contact.language.into();
    let known = KnownOfCustomer {
        record: &kept.found.record,
        orders: &kept.orders,
        account: kept.account.as_ref(),
        cases: &kept.cases,
        is_part: kept.is_part,
    };
    facts::customer_copy(&desk.shop().seller, &desk.shop().country, language, known, on)
}

/// Writes down that the file was saved: who handed it out, and when, is to be shown later (art. 5(2)).
pub async fn handed_out(desk: &Desk, id: &str, sort: DataSort) -> Result<(), CallError> {
    admit(desk)?;
    let mut batch = desk.store().begin().await?;
    let found = batch.customer(id).await?.ok_or_else(|| not_found("customer"))?;
    batch
        .record(&Entry {
            kind: EntryKind::HandedOut,
            at: desk.now(),
            agent: &desk.agent().name,
            about: Subject::Customer(id),
            command_id: None,
            undoes: None,
            command: Some(records::body(&serde_json::json!({ "type": "hand_out_data", "sort": ending(sort) }))?),
            outcome: None,
            version_before: found.version,
            version_after: found.version,
        })
        .await?;
    batch.commit().await?;
    desk.changed(vec![format!("customer:{id}"), "history".into()]);
    Ok(())
}

/// What erasing a customer comes to, by what this desk knows.
pub async fn weigh_erasure(desk: &Desk, args: ById) -> Result<ErasurePage, CallError> {
    admit(desk)?;
    let kept = kept(desk, &args.id).await?;
    let dealings = Dealings {
        customer: &kept.found.record.customer,
        orders: &kept.orders,
        account: kept.account.as_ref(),
        parcels: &kept.parcels,
        // The centre alone pays.
        paying: &[],
        at: desk.now().fixed_offset(),
    };
    let open = kept.cases.iter().filter(|case| case.status != CaseStatus::Closed);
    Ok(ErasurePage {
        weighed: guichet_domain::weigh_erasure(dealings),
        open_cases: open.count(),
        drafts: desk.store().drafts_of(&args.id, &kept.cases).await?.len(),
        cases: kept.cases.len(),
    })
}

/// Erases a customer at the centre, which knows every order and what is on its way; it goes here with its answer.
pub async fn erase_customer(desk: &Desk, args: ById) -> Result<ErasureTaken, CallError> {
    admit(desk)?;
    desk.ask_erasure(&args.id).await
}
