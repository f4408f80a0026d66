//! What the pages of the window show.

use guichet_domain::Order;
use guichet_domain::order::OrderFacts;
use guichet_domain::totals::{Totals, line_net};
use guichet_sync::Key;
use rust_decimal::Decimal;

use super::{casework, claims, customers, not_found, offers, open, placing, quarantine, timeline};
use crate::Desk;
use crate::ipc::types::*;
use crate::search::Hit;
use crate::store::{Listed, Strays};
use crate::summary::{self, Flags, article_name};
use crate::usecases::documents;

/// Orders of a customer that are shown.
const ORDERS: u32 = 500;
/// Most entries of the recent history.
const MOST_HISTORY: u32 = 200;

/// The frame of the window.
pub async fn app_info(desk: &Desk, _: Nothing) -> Result<AppInfo, CallError> {
    let tally = desk.store().tally().await?;
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        shop: desk.shop_name(),
        demo: desk.store().setting("demo").await?.is_some(),
        agent: desk.agent(),
        series: desk.series(),
        customers: tally.customers,
        orders: tally.orders,
        waiting: tally.waiting,
        settings: settings(desk).await?,
        today: desk.today(),
        now: desk.now().to_rfc3339(),
    })
}

async fn settings(desk: &Desk) -> Result<Settings, CallError> {
    let stored = desk.store().setting("window").await?;
    // Settings of a later version that cannot be read are no reason not to open.
    Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps the settings.
pub async fn set_settings(desk: &Desk, args: SetSettings) -> Result<Settings, CallError> {
    desk.store().put_setting("window", &crate::records::body(&args.settings)?).await?;
    desk.changed(vec!["settings".into()]);
    Ok(args.settings)
}

/// The customers opened last.
pub async fn recent_customers(desk: &Desk, _: Nothing) -> Result<Vec<Hit>, CallError> {
    Ok(desk.store().recent_customers().await?)
}

/// A customer: who it is, what to know, and what they ordered. Nothing of it needs an order's body, so that it is there at once
/// however many there are; what was done for them is [`customer_history`]'s.
pub async fn open_customer(desk: &Desk, args: ById) -> Result<CustomerPage, CallError> {
    let found = desk.store().customer(&args.id).await?.ok_or_else(|| not_found("customer"))?;
    let (orders, flags) = desk.store().summaries_of(found.row, ORDERS).await?;
    let flags = flags.and(Flags::of_customer(&found.record.customer));
    desk.store().touch_recent(found.row).await?;
    Ok(CustomerPage {
        accounts: desk.store().accounts_of(found.row).await?,
        editions: customers::editions(desk, &found.record.customer),
        customer: found.record.customer,
        contact: found.record.contact,
        flags: flags.list(),
        orders,
        cases: casework::rows(desk, Listed::Customer(&args.id)).await?,
    })
}

/// What was done for a customer, and the papers that there are.
pub async fn customer_history(desk: &Desk, args: ById) -> Result<CustomerHistory, CallError> {
    let found = desk.store().customer(&args.id).await?.ok_or_else(|| not_found("customer"))?;
    let orders: Vec<Order> = desk.store().orders_of(found.row, ORDERS).await?;
    let (timeline, documents) = told_of(desk, &args.id, &orders).await?;
    Ok(CustomerHistory { documents, timeline })
}

/// What was done for a customer, on these orders of theirs and elsewhere, and the papers that there are; the newest first.
pub(super) async fn told_of(
    desk: &Desk,
    id: &str,
    orders: &[Order],
) -> Result<(Vec<TimelineEntry>, Vec<DocumentRef>), CallError> {
    let mut entries = Vec::new();
    let mut papers = Vec::new();
    let (history, events) = (desk.store().history_of_orders(id).await?, desk.store().events_of_orders(id).await?);
    for order in orders {
        papers.extend(documents::of_order(order));
        let done = history.get(&order.number).map_or(&[][..], Vec::as_slice);
        let told = events.get(&order.number).map_or(&[][..], Vec::as_slice);
        entries.extend(timeline::of_order(order, done, told));
    }
    if let Some(stored) = desk.store().account(id).await? {
        let history = desk.store().history_of_account(id).await?;
        let events = desk.store().events_of(&Key::Account(id.to_owned())).await?;
        entries.extend(timeline::of_account(id, &stored.account, &history, &events));
    }
    let history = desk.store().history_of_customer(id).await?;
    let events = desk.store().events_of(&Key::Customer(id.to_owned())).await?;
    entries.extend(timeline::of_customer(&history, &events));
    entries.extend(casework::opened_for(desk, id).await?);
    timeline::newest_first(&mut entries);
    papers.sort_by_key(|paper| std::cmp::Reverse(paper.on));
    Ok((entries, papers))
}

/// Everything about an order.
pub async fn open_order(desk: &Desk, args: ByNumber) -> Result<OrderPage, CallError> {
    let opened = open(desk, &args.number).await?;
    let offers = offers::of(desk, &opened)?;
    let history = desk.store().history_of(&args.number).await?;
    let order = &opened.stored.order;
    let events = desk.store().events_of(&Key::Order(args.number.clone())).await?;
    let mut entries = timeline::of_order(order, &history, &events);
    timeline::newest_first(&mut entries);
    let mut flags = Flags::of_order(order);
    let customer = match &opened.customer {
        Some(record) => {
            flags = flags.and(Flags::of_customer(&record.customer));
            record.into()
        }
        None => OrderCustomer {
            id: String::new(),
            name: String::new(),
            email: None,
            language: crate::records::Language::of_country(order.market.code()),
        },
    };
    Ok(OrderPage {
        cases: casework::rows(desk, Listed::Order(&order.number)).await?,
        strays: quarantine::rows(desk, Strays::OfOrder(&order.number)).await?,
        evidence_here: super::evidence::here(desk, order).await?,
        claims: claims::standing(order, &opened.pack.parameters),
        version: opened.stored.version,
        order_form: placing::order_form_of(desk, order, &customer, &history, &events),
        customer,
        terms: OrderTerms { id: opened.pack.id.clone(), accepted_on: opened.accepted_on },
        ledger: ledger(order)?,
        amounts: amounts(order),
        offers,
        timeline: entries,
        documents: documents::of_order(order),
        flags: flags.list(),
        state: summary::state(order),
        provisional: super::approvals::provisional(desk, order).await?,
        left_to_refund: guichet_domain::refund::left_to_refund(order).to_string(),
        order: opened.stored.order,
    })
}

pub(crate) fn ledger(order: &Order) -> Result<Vec<LineLedger>, CallError> {
    let totals = Totals::of(order);
    let lines = order.lines.iter().zip(&totals.nets).map(|(line, net)| {
        let units = guichet_domain::LineLedger::of(order, line)
            .map_err(|fault| CallError::of(CallCode::OrderInvalid).at(fault.path))?;
        Ok(LineLedger {
            line: line.id.clone(),
            sku: line.sku.clone(),
            name: article_name(line).to_owned(),
            kind: line.kind,
            granted_with: line.granted_with.clone().unwrap_or_default(),
            ordered: units.ordered(),
            open: units.open(),
            cancelled: units.cancelled(),
            in_transit: units.in_transit(),
            refused: units.refused(),
            delivered: units.delivered(),
            kept: units.kept(),
            authorised: units.authorised(),
            returned: units.returned(),
            claimed: units.claimed(),
            net: net.to_string(),
            unit_price: line.unit_price.or(line.value).map_or_else(String::new, |price| price.value().to_string()),
            serials: line.serials.clone(),
        })
    });
    lines.collect()
}

pub(crate) fn amounts(order: &OrderFacts) -> OrderAmounts {
    let currency = order.currency;
    let totals = Totals::of(order);
    let written = |amount: Decimal| currency.round(amount).to_string();
    let lines: Decimal = order.lines.iter().map(|line| line_net(line, currency).amount()).sum();
    let keyed = |map: &std::collections::BTreeMap<guichet_domain::order::RateKey, guichet_domain::Money>| {
        map.iter().map(|(rate, money)| (rate.0.key(), money.to_string())).collect()
    };
    OrderAmounts {
        lines_net: written(lines),
        discount: written(order.discounts.iter().map(|discount| discount.amount).sum()),
        delivery: written(order.delivery.iter().map(|delivery| delivery.price).sum()),
        bases: keyed(&totals.bases),
        tax: keyed(&totals.taxes),
        total: totals.total.to_string(),
        captured: written(order.payments.iter().map(|payment| payment.captured).sum()),
        refunded: written(order.payments.iter().map(|payment| payment.refunded).sum()),
    }
}

/// An edition of the terms, to be read.
pub async fn terms(desk: &Desk, args: ById) -> Result<TermsText, CallError> {
    let packs = desk.packs();
    let pack = packs.iter().find(|pack| pack.id == args.id).ok_or_else(|| not_found("terms"))?;
    let clause_of =
        |id: &str| guichet_domain::Rule::from_id(id).map_or_else(String::new, |rule| rule.clause().to_owned());
    Ok(TermsText {
        id: pack.id.clone(),
        effective_on: pack.effective_on,
        clauses: pack.clauses.iter().map(|(id, clause)| TermsClause::of(id, clause)).collect(),
        rules: pack
            .rules
            .iter()
            .map(|(id, text)| TermsRule { id: id.clone(), clause: clause_of(id), summary: text.into() })
            .collect(),
    })
}

/// What was done last, on any order.
pub async fn recent_history(desk: &Desk, args: Limit) -> Result<Vec<TimelineEntry>, CallError> {
    let entries = desk.store().recent_history(args.limit.min(MOST_HISTORY)).await?;
    let mut shown = Vec::new();
    for entry in &entries {
        if let Some(customer) = &entry.account {
            if let Some(stored) = desk.store().account(customer).await? {
                shown.push(timeline::of_account_entry(entry, &stored.account));
            }
            continue;
        }
        if entry.case.is_some() {
            shown.push(timeline::of_case_entry(entry));
            continue;
        }
        if entry.stray.is_some() {
            shown.push(timeline::of_stray_entry(entry));
            continue;
        }
        let order = match &entry.order {
            Some(number) => desk.store().order(number).await?.map(|stored| stored.order),
            None => None,
        };
        shown.extend(timeline::of_entry(order.as_ref(), entry));
    }
    Ok(shown)
}
