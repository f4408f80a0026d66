//! Cases: what is written down of a contact, who has it, and what is still to be done.

use std::collections::{BTreeMap, BTreeSet};

use guichet_domain::CaseStatus;
use guichet_domain::casework::{CaseCommand, LONGEST_NOTE, NewCase};
use guichet_domain::exception::Person;
use guichet_sync::replica::{self, ReplicaTx, Take};
use guichet_sync::{Action, Key};
use serde_json::{Value, json};
use uuid::Uuid;

use super::take::UNDO_MINUTES;
use super::{not_found, timeline, unheard};
use crate::Desk;
use crate::ipc::casework::*;
use crate::ipc::types::{ByNumber, CallCode, CallError, TimelineEntry};
use crate::numbering::case_number;
use crate::store::{Batch, Listed, Subject};

/// Cases of a list.
const LISTED: u32 = 500;
/// Orders of a customer that a case can be about.
const ORDERS: u32 = 100;
/// Colleagues who are offered.
const COLLEAGUES: u32 = 200;
/// Longest name of a place where something is typed.
const LONGEST_PLACE: usize = 200;

/// Who sits here. They may read also where they may do nothing any more until the centre has been asked.
pub(super) fn me(desk: &Desk) -> Person {
    let id = desk.centre().known().profile.as_ref().map_or_else(Uuid::nil, |profile| profile.agent);
    Person { id: id.to_string(), name: desk.agent().name }
}

/// A list of cases: those with something overdue first, then what was touched last.
pub async fn cases(desk: &Desk, args: CasesArgs) -> Result<CasesPage, CallError> {
    let me = me(desk);
    let listed = match args.scope {
        CaseScope::Mine => Listed::Of(&me.id),
        CaseScope::Team => Listed::Open,
        CaseScope::Closed => Listed::Closed,
    };
    let (mine, team) = desk.store().open_cases(&me.id).await?;
    Ok(CasesPage { mine, team, rows: rows(desk, listed).await? })
}

pub(crate) async fn rows(desk: &Desk, listed: Listed<'_>) -> Result<Vec<CaseRow>, CallError> {
    let today = desk.today();
    let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut rows = Vec::new();
    for case in desk.store().cases(listed, &today.to_string(), LISTED).await? {
        let customer_name = match names.get(&case.customer) {
            Some(known) => known.clone(),
            None => {
                let name = name_of(desk, &case.customer).await?;
                names.insert(case.customer.clone(), name.clone());
                name
            }
        };
        let next_due = case.next_due();
        rows.push(CaseRow {
            touched_at: case.log.last().map_or(case.opened_at, |entry| entry.at).to_rfc3339(),
            overdue: next_due.is_some_and(|due| due < today),
            next_due,
            customer_name,
            number: case.number,
            customer: case.customer,
            channel: case.channel,
            subject: case.subject,
            status: case.status,
            assignee: case.assignee,
        });
    }
    Ok(rows)
}

pub(super) async fn name_of(desk: &Desk, customer: &str) -> Result<Option<String>, CallError> {
    Ok(desk.store().customer(customer).await?.map(|known| known.record.customer.name))
}

pub(super) async fn orders_of(desk: &Desk, customer: &str) -> Result<Vec<String>, CallError> {
    let Some(known) = desk.store().customer(customer).await? else { return Ok(Vec::new()) };
    let (orders, _) = desk.store().summaries_of(known.row, ORDERS).await?;
    Ok(orders.into_iter().map(|order| order.number).collect())
}

/// A case, whole.
pub async fn open_case(desk: &Desk, args: ByNumber) -> Result<CasePage, CallError> {
    let case = desk.store().case(&args.number).await?.ok_or_else(|| not_found("case"))?;
    let mut other_orders = orders_of(desk, &case.customer).await?;
    other_orders.retain(|number| !case.orders.contains(number));
    let mut orders = Vec::new();
    for number in &case.orders {
        orders.push(CaseOrder { number: number.clone(), here: desk.store().order(number).await?.is_some() });
    }
    let me = me(desk);
    let mut colleagues = desk.store().case_people(COLLEAGUES).await?;
    colleagues.retain(|known| known.id != me.id);
    Ok(CasePage {
        customer_name: name_of(desk, &case.customer).await?,
        orders,
        other_orders,
        colleagues,
        me,
        provisional: unheard(desk, &Key::Case(case.number.clone()), case.log.iter().map(|entry| &entry.id)).await?,
        today: desk.today(),
        case,
    })
}

/// What a new case begins with.
pub async fn new_case(desk: &Desk, args: NewCaseArgs) -> Result<NewCasePage, CallError> {
    let known = desk.store().customer(&args.customer).await?.ok_or_else(|| not_found("customer"))?;
    let accounts = desk.store().accounts_of(known.row).await?;
    let services: BTreeSet<String> =
        accounts.iter().flat_map(|account| account.services.iter().map(|service| service.id.clone())).collect();
    Ok(NewCasePage {
        orders: orders_of(desk, &args.customer).await?,
        customer_name: known.record.customer.name,
        customer: args.customer,
        services: services.into_iter().collect(),
    })
}

/// Opens a case under the next number of this desk's series.
pub async fn start_case(desk: &Desk, args: StartCaseArgs) -> Result<CaseTaken, CallError> {
    let mut batch = desk.store().begin().await?;
    if batch.customer(&args.customer).await?.is_none() {
        return Err(not_found("customer"));
    }
    for (at, number) in args.orders.iter().enumerate() {
        let order = batch.order(number).await?;
        if order.is_none_or(|known| known.order.customer.as_deref() != Some(args.customer.as_str())) {
            return Err(not_found("order").at(format!("orders[{at}]")));
        }
    }
    let number = match batch.entry(args.command_id).await?.map(|known| known.intent.key) {
        Some(Key::Case(number)) => number,
        Some(_) => return Err(CallError::of(CallCode::BadInput).at("command_id")),
        None => next_number(desk, &mut batch).await?,
    };
    let StartCaseArgs { command_id, customer, channel, subject, orders, services, note, drafts } = args;
    let subject = subject.trim().to_owned();
    let asked = NewCase { number: number.clone(), customer, channel, subject, orders, services, note };
    take(desk, batch, command_id, number, Action::OpenCase(Box::new(asked)), &drafts).await
}

/// The next number of this desk's series; one that is here already is passed over.
async fn next_number(desk: &Desk, batch: &mut Batch) -> Result<String, CallError> {
    let series = desk.series();
    loop {
        let counter = batch.next_number(&format!("case/{series}")).await?;
        let number = case_number(&series, counter);
        if batch.case(&number).await?.is_none() {
            return Ok(number);
        }
    }
}

/// Does something on a case.
pub async fn on_case(desk: &Desk, args: OnCaseArgs) -> Result<CaseTaken, CallError> {
    let mut batch = desk.store().begin().await?;
    if batch.case(&args.case).await?.is_none() {
        return Err(not_found("case"));
    }
    take(desk, batch, args.command_id, args.case, Action::Case(args.command), &args.drafts).await
}

async fn take(
    desk: &Desk,
    mut batch: Batch,
    id: Uuid,
    number: String,
    action: Action,
    drafts: &[String],
) -> Result<CaseTaken, CallError> {
    let actor = desk.actor()?;
    let asked = without_words(&action);
    let take = Take { id, key: Key::Case(number.clone()), action, actor: &actor, now: desk.now() };
    let taken = replica::take(&mut batch, take).await?;
    let undo_until = (taken.entry.taken_at + chrono::Duration::minutes(UNDO_MINUTES)).to_rfc3339();
    let outcome = CaseTaken { case: number.clone(), undo_until: Some(undo_until) };
    for place in drafts {
        batch.drop_draft(place).await?;
    }
    // Taken before: nothing is written twice.
    if taken.ran.is_some() {
        batch.record_taken(&taken.entry, Subject::Case(&number), &asked, &outcome, (0, 0)).await?;
    }
    let customer = batch.case(&number).await?.map(|case| case.customer).unwrap_or_default();
    batch.commit().await?;
    let mut changed = vec![format!("case:{number}"), "cases".into(), "outbox".into(), "history".into()];
    changed.push(format!("customer:{customer}"));
    desk.changed(changed);
    Ok(outcome)
}

/// What the history keeps: what was done, never what was written.
fn without_words(action: &Action) -> Value {
    let mut kept = json!({ "type": action.name() });
    if let Action::Case(CaseCommand::MoveCase { to }) = action
        && let Some(fields) = kept.as_object_mut()
    {
        fields.insert("to".to_owned(), json!(to));
    }
    kept
}

/// When each of a customer's cases was opened and closed, for their timeline.
pub(crate) async fn opened_for(desk: &Desk, customer: &str) -> Result<Vec<TimelineEntry>, CallError> {
    let today = desk.today().to_string();
    let cases = desk.store().cases(Listed::Customer(customer), &today, LISTED).await?;
    Ok(cases.iter().flat_map(timeline::of_case).collect())
}

/// What was being typed at a place.
pub async fn draft(desk: &Desk, args: DraftPlace) -> Result<Option<String>, CallError> {
    Ok(desk.store().draft(&args.place).await?)
}

/// Keeps what is being typed, so that it is there again whatever happens to the program.
pub async fn keep_draft(desk: &Desk, args: KeepDraftArgs) -> Result<DraftKept, CallError> {
    let too_long = |text: &str, longest: usize| text.chars().count() > longest;
    if args.place.is_empty() || too_long(&args.place, LONGEST_PLACE) {
        return Err(CallError::of(CallCode::BadInput).at("place"));
    }
    // Somewhat more than can be sent: whoever typed too much must not lose it.
    if too_long(&args.text, 4 * LONGEST_NOTE) {
        return Err(CallError::of(CallCode::BadInput).at("text"));
    }
    let about = match args.about {
        DraftAbout::Case(number) => Key::Case(number),
        DraftAbout::Customer(id) => Key::Customer(id),
    };
    // What is about nobody here goes with nobody, and is not kept.
    let is_here = match &about {
        Key::Case(number) => desk.store().case(number).await?.is_some(),
        about => desk.store().customer(about.id()).await?.is_some(),
    };
    if !is_here {
        return Err(not_found(about.kind()));
    }
    desk.store().put_draft(&args.place, &about, &args.text, desk.now()).await?;
    Ok(DraftKept { kept: !args.text.is_empty() })
}

/// The status that a timeline's entry tells of.
pub(crate) fn status_kind(to: CaseStatus) -> crate::ipc::types::TimelineKind {
    use crate::ipc::types::TimelineKind as K;
    match to {
        CaseStatus::Open => K::CaseReopened,
        CaseStatus::Waiting => K::CaseWaiting,
        CaseStatus::Closed => K::CaseClosed,
    }
}
