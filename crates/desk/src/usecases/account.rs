//! A customer's service account: what is subscribed to, what may be done now, and doing it.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::account::{PaymentMeans, PaymentMeansKind, Service, ServiceStatus};
use guichet_domain::calendar::{Period, days_between};
use guichet_domain::catalogue::{Catalogue, OfferedService, ServicePart};
use guichet_domain::command::{AssessNonPayment, CancelService, EndMode, HandlingEvent, OnDay, ServiceOn, Subscribe};
use guichet_domain::non_payment::{Measure, MeasureKind, OnMeasure};
use guichet_domain::order::LineKind;
use guichet_domain::{
    AccountCommand, Currency, Decision, LineLedger, Opening, Outcome, ServiceAccount, TermsPack, decide_account,
};
use guichet_sync::replica::{self, Take};
use guichet_sync::run::pack_of_account;
use guichet_sync::{Action, Key, policy};
use rust_decimal::Decimal;
use serde_json::Value;

use super::take::{UNDO_MINUTES, taken_before};
use super::{not_found, timeline};
use crate::Desk;
use crate::ipc::account::{
    AccountAction, AccountOffer, AccountPage, AccountPreview, AccountTaken, Camera, NewAccount, Owed,
    PreviewAccountArgs, ServiceRow, Step, TakeAccountArgs,
};
use crate::ipc::types::{ById, CallCode, CallError, OrderTerms};
use crate::records::CustomerRecord;
use crate::store::{Batch, Subject};
use crate::summary::article_name;

/// Orders of a customer in which cameras are looked for.
const ORDERS: u32 = 500;

/// An account with whom it belongs to and what it is judged under.
struct Opened {
    customer: CustomerRecord,
    row: i64,
    account: ServiceAccount,
    version: i64,
    pack: TermsPack,
    accepted_on: Option<NaiveDate>,
    at: DateTime<FixedOffset>,
    today: NaiveDate,
}

impl Opened {
    fn decide(&self, command: &AccountCommand) -> Result<Decision, CallError> {
        Ok(decide_account(&self.account, &self.pack.parameters, command, self.at)?)
    }

    fn offer(&self, desk: &Desk, action: AccountAction, command: Option<AccountCommand>) -> AccountOffer {
        // A command that cannot even be stated for this account is an offer that is not available.
        let decision = command.as_ref().and_then(|command| self.decide(command).ok());
        let role = desk.agent().role;
        let asked = command.clone().map(Action::Account);
        AccountOffer {
            action,
            available: decision.as_ref().is_some_and(|decision| decision.outcome != Outcome::Refused),
            permitted: asked.is_none_or(|action| policy::may(role, &action)),
            decision,
            command,
        }
    }
}

async fn customer(desk: &Desk, id: &str) -> Result<(i64, CustomerRecord), CallError> {
    let found = desk.store().customer(id).await?.ok_or_else(|| not_found("customer"))?;
    Ok((found.row, found.record))
}

async fn open(desk: &Desk, id: &str) -> Result<Opened, CallError> {
    let (row, customer) = customer(desk, id).await?;
    let stored = desk.store().account(id).await?.ok_or_else(|| not_found("account"))?;
    let at = desk.corrected_now().fixed_offset();
    let packs = desk.packs();
    let known = Some(&customer.customer);
    let (pack, accepted_on) = pack_of_account(&packs, &stored.account, known, at).ok_or_else(|| not_found("terms"))?;
    let (pack, today) = (pack.clone(), stored.account.time_zone.day(at));
    Ok(Opened { customer, row, account: stored.account, version: stored.version, pack, accepted_on, at, today })
}

/// Everything about a customer's service account.
pub async fn open_account(desk: &Desk, args: ById) -> Result<AccountPage, CallError> {
    let catalogue = desk.store().catalogue().await?;
    if desk.store().account(&args.id).await?.is_none() {
        return nobody_subscribed(desk, &args.id, catalogue.as_ref()).await;
    }
    let opened = open(desk, &args.id).await?;
    let account = &opened.account;
    let history = desk.store().history_of_account(&args.id).await?;
    let events = desk.store().events_of(&Key::Account(args.id.clone())).await?;
    let mut entries = timeline::of_account(&args.id, account, &history, &events);
    timeline::newest_first(&mut entries);
    let period = account.anchor.and_then(|anchor| Period::anchored(anchor, opened.today));
    let change = AccountCommand::ChangePaymentMethod(OnDay { on: None });
    Ok(AccountPage {
        customer: (&opened.customer).into(),
        version: opened.version,
        currency: Some(account.currency),
        market: Some(account.market),
        terms: Some(OrderTerms { id: opened.pack.id.clone(), accepted_on: opened.accepted_on }),
        period,
        per_period: per_period(account),
        services: services(desk, &opened, catalogue.as_ref()),
        cameras: cameras(desk, opened.row, catalogue.as_ref()).await?,
        owed: account.unpaid.iter().map(|unpaid| owed(desk, &opened, unpaid)).collect(),
        owed_total: account.currency.round(account.unpaid.iter().map(|u| u.amount.value()).sum()).to_string(),
        steps: steps(desk, &opened),
        change_payment: Some(opened.offer(desk, AccountAction::ChangePaymentMethod, Some(change))),
        timeline: entries,
        account: Some(opened.account),
    })
}

/// What is on offer to somebody without an account, decided on the one that a first service would open (SUB-1).
async fn nobody_subscribed(desk: &Desk, id: &str, catalogue: Option<&Catalogue>) -> Result<AccountPage, CallError> {
    let (row, record) = customer(desk, id).await?;
    let market = record.contact.country.parse().ok();
    let sold_to = catalogue.zip(market).filter(|(catalogue, market)| catalogue.markets.contains_key(market));
    let begin = |(catalogue, market)| {
        let opening = NewAccount { market, consumer: true, payment: PaymentMeansKind::Card };
        beginning(desk, (row, record.clone()), opening, catalogue)
    };
    let begun = sold_to.map(begin).transpose()?;
    let account = begun.as_ref().map(|begun| &begun.account);
    let (market, currency) = account.map(|account| (account.market, account.currency)).unzip();
    let offered = catalogue.map(|catalogue| catalogue.services.as_slice()).unwrap_or_default();
    let mut rows: Vec<ServiceRow> = offered.iter().map(|service| row_of_offered(service, currency)).collect();
    if let Some(begun) = &begun {
        for row in &mut rows {
            row.offers = offers(desk, begun, row);
        }
    }
    Ok(AccountPage {
        customer: (&record).into(),
        account: None,
        version: 0,
        currency,
        market,
        terms: None,
        period: None,
        per_period: String::new(),
        services: rows,
        cameras: cameras(desk, row, catalogue).await?,
        owed: Vec::new(),
        owed_total: String::new(),
        steps: Vec::new(),
        change_payment: None,
        timeline: Vec::new(),
    })
}

fn per_period(account: &ServiceAccount) -> String {
    let goes_on = account.services.iter().filter(|service| service.paid && service.status == ServiceStatus::Active);
    let sum: Decimal = goes_on.map(|service| service.price.value()).sum();
    account.currency.round(sum).to_string()
}

fn row_of_offered(service: &OfferedService, currency: Option<Currency>) -> ServiceRow {
    let price = currency.filter(|_| service.part == ServicePart::Security).and_then(|currency| {
        let price = service.price(currency, None, 0).ok()?;
        Some(currency.round(price.value()).to_string())
    });
    ServiceRow {
        id: service.id.clone(),
        part: service.part,
        name: (&service.name).into(),
        summary: Some((&service.summary).into()),
        status: None,
        price,
        started_on: None,
        stops_on: None,
        retention_days: None,
        cameras: Vec::new(),
        durations: service.durations.clone(),
        offered: true,
        offers: Vec::new(),
    }
}

/// What is subscribed to, then what else is on offer, in the order of the catalogue. A service that the merchant sells
/// no more stays, under its id.
fn services(desk: &Desk, opened: &Opened, catalogue: Option<&Catalogue>) -> Vec<ServiceRow> {
    let account = &opened.account;
    let offered = catalogue.map(|catalogue| catalogue.services.as_slice()).unwrap_or_default();
    let mut rows: Vec<ServiceRow> = offered.iter().map(|s| row_of_offered(s, Some(account.currency))).collect();
    for service in &account.services {
        let place = rows.iter().position(|row| row.id == service.id).unwrap_or_else(|| {
            rows.push(unknown(service));
            rows.len() - 1
        });
        if let Some(row) = rows.get_mut(place) {
            row.status = Some(service.status);
            if service.status != ServiceStatus::Ended {
                row.price = service.paid.then(|| account.currency.round(service.price.value()).to_string());
            }
            (row.started_on, row.stops_on) = (Some(service.started_on), service.stops_on);
            row.retention_days = service.retention_days;
            row.cameras.clone_from(&service.cameras);
        }
    }
    for row in &mut rows {
        row.offers = offers(desk, opened, row);
    }
    rows
}

fn unknown(service: &Service) -> ServiceRow {
    let text = |text: &str| crate::ipc::types::Bilingual { en: text.to_owned(), fr: text.to_owned() };
    ServiceRow {
        id: service.id.clone(),
        part: if service.paid { ServicePart::Security } else { ServicePart::Included },
        name: text(&service.id),
        summary: None,
        status: None,
        price: None,
        started_on: None,
        stops_on: None,
        retention_days: None,
        cameras: Vec::new(),
        durations: Vec::new(),
        offered: false,
        offers: Vec::new(),
    }
}

fn offers(desk: &Desk, opened: &Opened, row: &ServiceRow) -> Vec<AccountOffer> {
    let on = || ServiceOn { service: row.id.clone(), on: None };
    let is_over = row.stops_on.is_some_and(|day| day <= opened.today);
    match row.status.filter(|status| *status != ServiceStatus::Ended && !is_over) {
        None if row.part == ServicePart::Included || !row.offered => Vec::new(),
        None => vec![opened.offer(desk, AccountAction::Subscribe, subscribing(row))],
        Some(status) => {
            // What ends already can only be ended at once.
            let mode = (status == ServiceStatus::Ending).then_some(EndMode::Immediate);
            let cancel = CancelService { service: row.id.clone(), on: None, mode };
            let ending = (AccountAction::ReactivateService, AccountCommand::ReactivateService(on()));
            let running = (AccountAction::CancelService, AccountCommand::CancelService(cancel));
            let mut commands = match status {
                ServiceStatus::Ending => vec![ending, running],
                _ => vec![running],
            };
            if row.price.is_some() {
                commands.push((AccountAction::WithdrawService, AccountCommand::WithdrawService(on())));
                commands.push((AccountAction::DiscontinueService, AccountCommand::DiscontinueService(on())));
            }
            commands.into_iter().map(|(action, command)| opened.offer(desk, action, Some(command))).collect()
        }
    }
}

/// What can be stated without choosing anything.
fn subscribing(row: &ServiceRow) -> Option<AccountCommand> {
    let price = serde_json::from_value(Value::from(row.price.clone()?)).ok()?;
    let service = row.id.clone();
    Some(AccountCommand::Subscribe(Subscribe { service, price, on: None, retention_days: None, cameras: None }))
}

/// The cameras that a customer still holds, in the order in which they were bought.
async fn cameras(desk: &Desk, row: i64, catalogue: Option<&Catalogue>) -> Result<Vec<Camera>, CallError> {
    let Some(catalogue) = catalogue else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for order in desk.store().orders_of(row, ORDERS).await?.iter().rev() {
        let of_cameras = order.lines.iter().filter(|line| {
            line.kind == LineKind::Hardware && catalogue.article(&line.sku).is_some_and(|article| article.camera)
        });
        for line in of_cameras {
            let kept = LineLedger::of(order, line)?.kept();
            for unit in 0..kept {
                let serial = usize::try_from(unit).ok().and_then(|at| line.serials.get(at)).cloned();
                let place = format!("{}/{}.{}", order.number, line.id, unit + 1);
                let name = article_name(line).to_owned();
                all.push(Camera { id: serial.unwrap_or(place), name, order: order.number.clone() });
            }
        }
    }
    Ok(all)
}

/// What may be done about what is owed. Where nothing is owed only what stands is told, so that it can be lifted.
fn steps(desk: &Desk, opened: &Opened) -> Vec<Step> {
    let account = &opened.account;
    let step = |kind: MeasureKind| {
        let taken = account.measures.iter().filter(|measure| measure.kind == kind);
        let last_on = taken.clone().map(|measure| measure.on).max();
        let standing = taken.into_iter().any(Measure::is_standing);
        let asked = OnMeasure { kind };
        let offer = match standing {
            true => opened.offer(desk, AccountAction::LiftMeasure, Some(AccountCommand::LiftMeasure(asked))),
            false => opened.offer(desk, AccountAction::TakeMeasure, Some(AccountCommand::TakeMeasure(asked))),
        };
        Step { kind, last_on, standing, offer }
    };
    let told = |step: &Step| !account.unpaid.is_empty() || step.standing;
    MeasureKind::ALL.into_iter().map(step).filter(told).collect()
}

fn owed(desk: &Desk, opened: &Opened, unpaid: &guichet_domain::account::Unpaid) -> Owed {
    let currency = opened.account.currency;
    let mut happened: BTreeMap<HandlingEvent, u32> = BTreeMap::new();
    for event in opened.account.measures.iter().filter(|m| m.on >= unpaid.due_on).filter_map(|m| m.kind.event()) {
        *happened.entry(event).or_default() += 1;
    }
    let assess = AccountCommand::AssessNonPayment(AssessNonPayment {
        amount: unpaid.amount,
        due_on: unpaid.due_on,
        as_of: opened.today,
        events: happened.clone(),
    });
    let costs = opened.pack.parameters.handling_costs.iter();
    Owed {
        amount: currency.round(unpaid.amount.value()).to_string(),
        due_on: unpaid.due_on,
        invoice: unpaid.invoice.clone(),
        days_late: days_between(unpaid.due_on, opened.today).max(0),
        happened,
        costs: costs.map(|(event, cost)| (*event, currency.round(cost.value()).to_string())).collect(),
        assess: opened.offer(desk, AccountAction::AssessNonPayment, Some(assess)),
    }
}

fn read(command: &Value) -> Result<AccountCommand, CallError> {
    AccountCommand::from_value(command.clone()).map_err(|fault| CallError::from(fault.inside("command")))
}

/// What is subscribed to is what the catalogue sells, at its price: nobody types a price in.
fn check_price(asked: &Subscribe, catalogue: Option<&Catalogue>, account: &ServiceAccount) -> Result<(), CallError> {
    let offered = catalogue.and_then(|catalogue| catalogue.service(&asked.service));
    let offered = offered.ok_or_else(|| CallError::of(CallCode::BadInput).at("command.service"))?;
    let cameras = asked.cameras.as_ref().map_or(0, Vec::len);
    let price = offered.price(account.currency, asked.retention_days, cameras);
    let price = price.map_err(|fault| CallError::from(fault.inside("command")))?;
    if price.value() != asked.price.value() {
        return Err(CallError::of(CallCode::BadInput).at("command.price").with("price", price.value()));
    }
    Ok(())
}

/// Decides without writing.
pub async fn preview_account(desk: &Desk, args: PreviewAccountArgs) -> Result<AccountPreview, CallError> {
    let catalogue = desk.store().catalogue().await?;
    let opened = match (args.opening, desk.store().account(&args.customer).await?) {
        (Some(opening), None) => {
            let known = customer(desk, &args.customer).await?;
            beginning(desk, known, opening, catalogue.as_ref().ok_or_else(|| not_found("catalogue"))?)?
        }
        _ => open(desk, &args.customer).await?,
    };
    let mut asked = args.command;
    let price = price_of(&mut asked, catalogue.as_ref(), opened.account.currency);
    let command = read(&asked)?;
    if let AccountCommand::Subscribe(subscribe) = &command {
        check_price(subscribe, catalogue.as_ref(), &opened.account)?;
    }
    let decision = opened.decide(&command)?;
    let total = total_owed(&command, &decision, opened.account.currency);
    Ok(AccountPreview { decision, version: opened.version, price, total })
}

/// The account that a customer without one would get, before its first service.
fn beginning(
    desk: &Desk,
    (row, customer): (i64, CustomerRecord),
    opening: NewAccount,
    catalogue: &Catalogue,
) -> Result<Opened, CallError> {
    let NewAccount { market, consumer, payment } = opening;
    let payment_method = PaymentMeans { kind: payment, last4: None };
    let account = guichet_domain::opening::empty_account(market, consumer, payment_method, catalogue)
        .map_err(|fault| CallError::from(fault.inside("opening")))?;
    let at = desk.corrected_now().fixed_offset();
    let packs = desk.packs();
    let known = Some(&customer.customer);
    let (pack, accepted_on) = pack_of_account(&packs, &account, known, at).ok_or_else(|| not_found("terms"))?;
    let (pack, today) = (pack.clone(), account.time_zone.day(at));
    Ok(Opened { customer, row, account, version: 0, pack, accepted_on, at, today })
}

/// Subscribing: what the choice costs, put where the price stands, so that a window need not compute one.
fn price_of(asked: &mut Value, catalogue: Option<&Catalogue>, currency: Currency) -> Option<String> {
    let text = |name: &str| asked.get(name).and_then(Value::as_str);
    if text("type") != Some("subscribe") {
        return None;
    }
    let service = catalogue?.service(text("service")?)?;
    let days = asked.get("retention_days").and_then(Value::as_u64).and_then(|days| u32::try_from(days).ok());
    let cameras = asked.get("cameras").and_then(Value::as_array).map_or(0, Vec::len);
    let price = service.price(currency, days, cameras).ok()?;
    let price = currency.round(price.value()).to_string();
    if let Some(fields) = asked.as_object_mut() {
        fields.insert("price".to_owned(), Value::from(price.clone()));
    }
    Some(price)
}

/// What a debt has grown to: the principal with what NPY-1 adds.
fn total_owed(command: &AccountCommand, decision: &Decision, currency: Currency) -> Option<String> {
    let AccountCommand::AssessNonPayment(asked) = command else { return None };
    let added = decision.charge.as_ref()?.gross.amount();
    Some(currency.round(asked.amount.value() + added).to_string())
}

/// Takes a command on a service account: known id → what was stored; else decide, change, remember and queue, all or
/// nothing.
pub async fn take_account(desk: &Desk, args: TakeAccountArgs) -> Result<AccountTaken, CallError> {
    let command = read(&args.command)?;
    let asked = serde_json::to_value(&command).map_err(|_| CallError::of(CallCode::BadInput).at("command"))?;
    let catalogue = desk.store().catalogue().await?;
    let mut batch = desk.store().begin().await?;
    // First of all: what was taken stays taken, whatever has become of the account and of the prices since.
    if let Some(known) =
        taken_before(&mut batch, args.command_id, Some(Subject::Account(&args.customer)), &asked).await?
    {
        return Ok(known);
    }
    let stored = batch.account(&args.customer).await?;
    let version = stored.as_ref().map_or(0, |stored| stored.version);
    let (account, action) = match (stored, args.opening, command) {
        (Some(stored), _, command) => (stored.account, Action::Account(command)),
        (None, Some(opening), AccountCommand::Subscribe(subscribe)) => {
            let catalogue = catalogue.as_ref().ok_or_else(|| not_found("catalogue"))?;
            let NewAccount { market, consumer, payment } = opening;
            let payment_method = PaymentMeans { kind: payment, last4: None };
            let opening = Opening { market, consumer, payment_method, subscribe };
            let account = opening.account(catalogue).map_err(|fault| CallError::from(fault.inside("opening")))?;
            (account, Action::Open(Box::new(opening)))
        }
        _ => return Err(not_found("account")),
    };
    let subscribe = match &action {
        Action::Account(AccountCommand::Subscribe(subscribe)) => Some(subscribe),
        Action::Open(opening) => Some(&opening.subscribe),
        _ => None,
    };
    if let Some(subscribe) = subscribe {
        check_price(subscribe, catalogue.as_ref(), &account)?;
    }
    let actor = desk.actor()?;
    if version != args.version {
        return Err(CallError::of(CallCode::StaleVersion).with("version", version));
    }
    let take =
        Take { id: args.command_id, key: Key::Account(args.customer.clone()), action, actor: &actor, now: desk.now() };
    let taken = replica::take(&mut batch, take).await?;
    let outcome = remember(&mut batch, &args.customer, &taken, asked, version).await?;
    batch.commit().await?;
    desk.changed(vec![format!("account:{}", args.customer), "outbox".into(), "history".into()]);
    Ok(outcome)
}

async fn remember(
    batch: &mut Batch,
    customer: &str,
    taken: &replica::Taken,
    command: Value,
    version_before: i64,
) -> Result<AccountTaken, CallError> {
    let broken = || CallError::of(CallCode::OrderInvalid);
    let ran = taken.ran.as_ref().ok_or_else(broken)?;
    let version = batch.account(customer).await?.ok_or_else(|| not_found("account"))?.version;
    let outcome = AccountTaken {
        decision: serde_json::to_value(&ran.decision).map_err(|_| broken())?,
        version,
        undo_until: Some((taken.entry.taken_at + chrono::Duration::minutes(UNDO_MINUTES)).to_rfc3339()),
    };
    batch.record_taken(&taken.entry, Subject::Account(customer), &command, &outcome, (version_before, version)).await?;
    Ok(outcome)
}
