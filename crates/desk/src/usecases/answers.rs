//! Answers that are sent often, with the facts of a case filled in.

use std::collections::BTreeMap;

use guichet_domain::answers::{self, AnswerField, AnswerTemplate, Piece};
use guichet_domain::decision::Deadline;
use guichet_domain::order::RmaStatus;
use guichet_domain::totals::Totals;
use guichet_domain::{Catalogue, CustomerCase, Order, ServiceAccount, TermsPack};
use guichet_sync::run::{pack_of_account, pack_of_order};

use super::casework::orders_of;
use super::not_found;
use crate::Desk;
use crate::ipc::answers::*;
use crate::ipc::types::{AmountOf, CallCode, CallError};
use crate::records::{CustomerRecord, Language};

type Facts = BTreeMap<AnswerField, AnswerFact>;

/// What an answer on a case may begin with.
pub async fn answers(desk: &Desk, args: AnswersArgs) -> Result<AnswersPage, CallError> {
    let case = case(desk, &args.case).await?;
    let record = desk.store().customer(&case.customer).await?.ok_or_else(|| not_found("customer"))?.record;
    let mut orders = Vec::new();
    for number in &case.orders {
        if desk.store().order(number).await?.is_some() {
            orders.push(number.clone());
        }
    }
    let others = orders_of(desk, &case.customer).await?;
    orders.extend(others.into_iter().filter(|number| !case.orders.contains(number)));
    let templates = templates(desk.store().catalogue().await?.as_ref())?;
    Ok(AnswersPage {
        templates: templates.into_iter().map(|AnswerTemplate { id, title, .. }| AnswerRow { id, title }).collect(),
        orders,
        language: record.contact.language,
    })
}

async fn case(desk: &Desk, number: &str) -> Result<CustomerCase, CallError> {
    desk.store().case(number).await?.ok_or_else(|| not_found("case"))
}

fn templates(catalogue: Option<&Catalogue>) -> Result<Vec<AnswerTemplate>, CallError> {
    let shipped = answers::shipped().map_err(CallError::from)?;
    Ok(answers::with_own(shipped, catalogue.map_or(&[], |catalogue| &catalogue.answers)))
}

/// A template with what is known filled in.
pub async fn compose_answer(desk: &Desk, args: ComposeArgs) -> Result<ComposedAnswer, CallError> {
    let case = case(desk, &args.case).await?;
    let record = desk.store().customer(&case.customer).await?.ok_or_else(|| not_found("customer"))?.record;
    let catalogue = desk.store().catalogue().await?;
    let template = templates(catalogue.as_ref())?.into_iter().find(|known| known.id == args.template);
    let template = template.ok_or_else(|| CallError::of(CallCode::NotFound).at("template"))?;
    let order = match &args.order {
        Some(number) => {
            let stored = desk.store().order(number).await?.ok_or_else(|| not_found("order"))?.order;
            // Nobody is told of another's order.
            let theirs = stored.customer.as_deref() == Some(case.customer.as_str());
            Some(theirs.then_some(stored).ok_or_else(|| not_found("order"))?)
        }
        None => None,
    };
    let account = desk.store().account(&case.customer).await?.map(|stored| stored.account);
    let packs = desk.packs();
    let now = desk.corrected_now().fixed_offset();
    let customer = Some(&record.customer);
    let of_account = account.as_ref().and_then(|account| pack_of_account(&packs, account, customer, now));
    let of_order = order.as_ref().and_then(|order| pack_of_order(&packs, order, customer));
    let pack = of_order.or(of_account).map(|(pack, _)| pack);
    let mut facts = of_case(desk, &case, &record);
    if let (Some(order), Some(pack)) = (&order, pack) {
        facts.extend(facts_of_order(order, pack));
    }
    if let Some(account) = &account {
        facts.extend(facts_of_account(account, &case, catalogue.as_ref(), args.language));
    }
    let pieces = template.pieces(args.language).map_err(CallError::from)?;
    let names_clause = pieces.iter().any(|piece| matches!(piece, Piece::Clause(_)));
    Ok(ComposedAnswer {
        pieces: pieces.into_iter().map(|piece| filled(piece, &facts, pack, args.language)).collect(),
        terms: pack.filter(|_| names_clause).map(|pack| pack.id.clone()),
    })
}

fn filled(piece: Piece, facts: &Facts, pack: Option<&TermsPack>, language: Language) -> AnswerPiece {
    match piece {
        Piece::Words(text) => AnswerPiece::Words { text },
        Piece::Field(field) => match facts.get(&field) {
            Some(fact) => AnswerPiece::Fact { field, fact: fact.clone() },
            None => AnswerPiece::Gap { field },
        },
        Piece::Clause(clause) => match pack.and_then(|pack| pack.clauses.get(&clause)) {
            Some(known) => AnswerPiece::Words { text: known.summary.in_language(language).to_owned() },
            None => AnswerPiece::NoClause { clause },
        },
    }
}

fn words(text: impl Into<String>) -> AnswerFact {
    AnswerFact::Words(text.into())
}

fn of_case(desk: &Desk, case: &CustomerCase, record: &CustomerRecord) -> Facts {
    Facts::from([
        (AnswerField::CustomerName, words(&record.customer.name)),
        (AnswerField::AgentName, words(desk.agent().name)),
        (AnswerField::ShopName, words(desk.shop_name())),
        (AnswerField::CaseNumber, words(&case.number)),
    ])
}

fn facts_of_order(order: &Order, pack: &TermsPack) -> Facts {
    let money = |value: String| AnswerFact::Money(AmountOf { value, currency: order.currency.to_string() });
    let mut facts = Facts::from([
        (AnswerField::OrderNumber, words(&order.number)),
        (AnswerField::OrderPlaced, AnswerFact::Day(order.time_zone.day(order.placed_at))),
        (AnswerField::OrderTotal, money(Totals::of(order).total.to_string())),
    ]);
    let mut know = |field: AnswerField, fact: Option<AnswerFact>| {
        if let Some(fact) = fact {
            facts.insert(field, fact);
        }
    };
    know(AnswerField::OrderShips, order.ships_on.map(AnswerFact::Day));
    let parcel = order.shipments.last();
    know(AnswerField::ParcelCarrier, parcel.map(|parcel| AnswerFact::Carrier(parcel.carrier.clone())));
    know(AnswerField::ParcelTracking, parcel.and_then(|parcel| parcel.tracking.as_deref()).map(words));
    let rma = order.rmas.iter().rev().find(|rma| rma.status == RmaStatus::Open);
    know(AnswerField::RmaNumber, rma.map(|rma| words(&rma.number)));
    let due = guichet_domain::agenda::agenda(order, &pack.parameters);
    let by = |deadline: Deadline, of: Option<&str>| {
        let of_this = due.iter().filter(|due| due.deadline == deadline);
        of_this.filter(|due| of.is_none() || due.of.as_deref() == of).map(|due| AnswerFact::Day(due.on)).next_back()
    };
    know(AnswerField::RmaReturnBy, rma.and_then(|rma| by(Deadline::ReturnBy, Some(&rma.number))));
    know(AnswerField::ClaimNoticeBy, by(Deadline::CarrierNotice, None));
    let credit = order.credits.iter().rev().find(|credit| !credit.total.value().is_zero());
    know(AnswerField::RefundTotal, credit.map(|credit| money(order.currency.round(credit.total.value()).to_string())));
    let claim = order.claims.last();
    know(AnswerField::ClaimReference, claim.and_then(|claim| claim.reference.as_deref()).map(words));
    facts
}

fn facts_of_account(
    account: &ServiceAccount,
    case: &CustomerCase,
    catalogue: Option<&Catalogue>,
    language: Language,
) -> Facts {
    let mut facts = Facts::new();
    let named = case.services.first();
    let service = named.and_then(|id| account.services.iter().find(|service| service.id == *id));
    if let Some(service) = service {
        let known = catalogue.and_then(|catalogue| catalogue.service(&service.id));
        let name = known.map_or(service.id.as_str(), |known| known.name.in_language(language));
        facts.insert(AnswerField::ServiceName, words(name));
        if let Some(day) = service.stops_on {
            facts.insert(AnswerField::ServiceStops, AnswerFact::Day(day));
        }
    }
    // Periods are half-open: the last day that is paid is the one before the end (SUB-2).
    if let Some(day) = account.period.and_then(|period| period.end.pred_opt()) {
        facts.insert(AnswerField::PeriodEnd, AnswerFact::Day(day));
    }
    let owed = account.currency.round(account.unpaid.iter().map(|one| one.amount).sum());
    if owed.is_positive() {
        let owed = AmountOf { value: owed.to_string(), currency: account.currency.to_string() };
        facts.insert(AnswerField::Owed, AnswerFact::Money(owed));
    }
    facts
}
