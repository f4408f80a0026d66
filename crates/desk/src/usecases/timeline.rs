//! What happened to an order, from its facts and from the history.

use guichet_domain::account::Service;
use guichet_domain::casework::{CaseDeed, CaseStatus, CustomerCase};
use guichet_domain::exception::ExceptionState;
use guichet_domain::non_payment::MeasureKind;
use guichet_domain::order::{Claim, ClaimStatus, OrderKind};
use guichet_domain::parcel::NewParcel;
use guichet_domain::totals::Totals;
use guichet_domain::{AccountCommand, CustomerCommand, LineQuantity, Order, OrderCommand, ServiceAccount};
use guichet_sync::{Action, Event, Upshot, Verdict};

use super::casework::status_kind;
use super::placing::NEW_ORDER;
use super::units::{about, ordered};
use crate::ipc::types::{AmountOf, NamedQuantity, TimelineEntry, TimelineKind, TimelineVerdict};
use crate::store::{EntryKind, StoredEntry};
use crate::summary::article_name;

fn blank(order: Option<&Order>, at: String, kind: TimelineKind) -> TimelineEntry {
    TimelineEntry {
        at,
        kind,
        reference: None,
        order: order.map(|order| order.number.clone()),
        account: None,
        case: None,
        stray: None,
        lines: Vec::new(),
        amount: None,
        agent: None,
        waiting: false,
        rejected: false,
        carrier: None,
        command: None,
        verdict: None,
    }
}

pub(crate) fn named(order: &Order, lines: &[LineQuantity]) -> Vec<NamedQuantity> {
    let name = |id: &str| order.lines.iter().find(|line| line.id == id).map_or(id, article_name).to_owned();
    lines.iter().map(|line| NamedQuantity { name: name(&line.line), quantity: line.quantity }).collect()
}

fn amount(order: &Order, value: &dyn std::fmt::Display) -> Option<AmountOf> {
    Some(AmountOf { value: value.to_string(), currency: order.currency.to_string() })
}

/// Newest first: days and instants are compared by their day, then as they came.
pub(crate) fn newest_first(entries: &mut [TimelineEntry]) {
    // Stable, so that what happened later on one day stays behind: then all is turned round.
    entries.sort_by_key(|entry| entry.at.get(..10).map(str::to_owned));
    entries.reverse();
}

/// Everything that happened to an order, oldest first: what its facts tell, with what this desk did and what others
/// did at the centre.
pub(crate) fn of_order(order: &Order, history: &[StoredEntry], events: &[Event]) -> Vec<TimelineEntry> {
    let mut entries = facts(order);
    let undone: Vec<&str> = history.iter().filter_map(|entry| entry.undoes.as_deref()).collect();
    let own: Vec<&str> = history.iter().filter_map(|entry| entry.command_id.as_deref()).collect();
    let elsewhere = events.iter().filter(|event| {
        let command = event.command().map(|(id, ..)| id.to_string());
        !command.is_some_and(|id| own.contains(&id.as_str()))
    });
    let done_here = history.iter().map(|entry| {
        let is_undone = entry.command_id.as_deref().is_some_and(|id| undone.contains(&id));
        (is_undone, of_entry(Some(order), entry))
    });
    let done = done_here.chain(elsewhere.map(|event| (false, of_event(order, event))));
    for (is_undone, told) in done.flat_map(|(is_undone, told)| told.into_iter().map(move |told| (is_undone, told))) {
        // The facts already tell what stands; the history adds when exactly, who, and whether it waits.
        let same = |fact: &&mut TimelineEntry| {
            fact.agent.is_none()
                && fact.kind == told.kind
                && fact.reference == told.reference
                && fact.at.get(..10) == told.at.get(..10)
        };
        match entries.iter_mut().find(same).filter(|_| !is_undone && !told.rejected) {
            Some(fact) => {
                fact.at = told.at;
                fact.agent = told.agent;
                fact.waiting = told.waiting;
                fact.command = told.command;
                fact.verdict = told.verdict;
            }
            None => entries.push(told),
        }
    }
    entries
}

fn facts(order: &Order) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    let placed = order.placed_at.to_rfc3339();
    let total = Totals::of(order).total;
    entries.push(TimelineEntry {
        amount: amount(order, &total),
        lines: ordered(order),
        ..blank(Some(order), placed.clone(), TimelineKind::Ordered)
    });
    let captured: rust_decimal::Decimal = order.payments.iter().map(|payment| payment.captured).sum();
    if !captured.is_zero() {
        let at = match (order.kind, order.accepted_on) {
            (OrderKind::PreOrder, Some(day)) => day.to_string(),
            _ => placed.clone(),
        };
        let captured = order.currency.round(captured);
        entries.push(TimelineEntry { amount: amount(order, &captured), ..blank(Some(order), at, TimelineKind::Paid) });
    }
    parcels(order, &mut entries);
    for asked in &order.asked_authorisations {
        let blank = blank(Some(order), asked.on.to_string(), TimelineKind::AuthorisationAsked);
        entries.push(TimelineEntry { amount: amount(order, &asked.amount.money(order.currency)), ..blank });
    }
    for rma in &order.rmas {
        let lines: Vec<LineQuantity> =
            rma.lines.iter().map(|l| LineQuantity { line: l.line.clone(), quantity: l.quantity }).collect();
        entries.push(TimelineEntry {
            reference: Some(rma.number.clone()),
            lines: named(order, &lines),
            ..blank(Some(order), rma.notified_on.to_string(), TimelineKind::ReturnAsked)
        });
    }
    credits(order, &placed, &mut entries);
    for claim in &order.claims {
        let parcel = order.shipments.iter().find(|shipment| shipment.id == claim.shipment);
        let day = parcel.and_then(|shipment| shipment.delivered_on.or(shipment.shipped_on));
        if claim.status != ClaimStatus::Reported || day.is_some() {
            let day = claim.reported_on.or(day);
            entries.push(TimelineEntry {
                reference: Some(claim.shipment.clone()),
                lines: named(order, &claim.lines),
                carrier: parcel.map(|shipment| shipment.carrier.clone()),
                ..blank(Some(order), day.map_or_else(|| placed.clone(), |d| d.to_string()), TimelineKind::Claim)
            });
        }
        course(order, claim, &mut entries);
    }
    exceptions(order, &mut entries);
    newest_first(&mut entries);
    entries.reverse();
    entries
}

/// What was asked for and answered otherwise than the terms, and what was given.
fn exceptions(order: &Order, entries: &mut Vec<TimelineEntry>) {
    for known in &order.exceptions {
        let at_once = known.answered_in.as_deref() == Some(&known.id);
        if !at_once {
            entries.push(blank(Some(order), known.asked_on.to_string(), TimelineKind::ExceptionAsked));
        }
        let kind = match known.state {
            ExceptionState::Waiting => continue,
            ExceptionState::Granted => TimelineKind::ExceptionGranted,
            ExceptionState::Declined => TimelineKind::ExceptionDeclined,
        };
        let on = known.answered_on.unwrap_or(known.asked_on);
        entries.push(blank(Some(order), on.to_string(), kind));
    }
    for goodwill in &order.goodwill {
        let given = amount(order, &goodwill.amount.money(order.currency));
        let blank = blank(Some(order), goodwill.on.to_string(), TimelineKind::Goodwill);
        entries.push(TimelineEntry { amount: given, ..blank });
    }
}

/// The steps of a claim and of its replacement.
fn course(order: &Order, claim: &Claim, entries: &mut Vec<TimelineEntry>) {
    let name = || Some(claim.name().to_owned());
    for step in &claim.steps {
        let paid = claim.recovered.filter(|_| step.to == ClaimStatus::Paid);
        entries.push(TimelineEntry {
            reference: name(),
            amount: paid.and_then(|paid| amount(order, &paid.value())),
            ..blank(Some(order), step.on.to_string(), step_kind(step.to))
        });
    }
    let Some(replacement) = &claim.replacement else { return };
    entries.push(TimelineEntry {
        reference: replacement.tracking.clone().or_else(name),
        carrier: Some(replacement.carrier.clone()),
        ..blank(Some(order), replacement.shipped_on.to_string(), TimelineKind::ReplacementShipped)
    });
    if let Some(day) = replacement.delivered_on {
        let delivered = blank(Some(order), day.to_string(), TimelineKind::ReplacementDelivered);
        entries.push(TimelineEntry { reference: name(), ..delivered });
    }
}

fn parcels(order: &Order, entries: &mut Vec<TimelineEntry>) {
    for shipment in &order.shipments {
        let days = [
            (shipment.shipped_on, TimelineKind::Shipped),
            (shipment.delivered_on, TimelineKind::Delivered),
            (shipment.refused_on, TimelineKind::Refused),
            (shipment.back_on, TimelineKind::Returned),
        ];
        for (day, kind) in days {
            let Some(day) = day else { continue };
            entries.push(TimelineEntry {
                reference: shipment.tracking.clone().or_else(|| Some(shipment.id.clone())),
                lines: named(order, &shipment.lines),
                carrier: Some(shipment.carrier.clone()),
                ..blank(Some(order), day.to_string(), kind)
            });
        }
    }
}

fn credits(order: &Order, placed: &str, entries: &mut Vec<TimelineEntry>) {
    let mut cancelled: Vec<LineQuantity> = Vec::new();
    for units in &order.cancelled {
        match cancelled.iter_mut().find(|known| known.line == units.line) {
            Some(known) => known.quantity += units.quantity,
            None => cancelled.push(LineQuantity { line: units.line.clone(), quantity: units.quantity }),
        }
    }
    if !cancelled.is_empty() {
        let plain = order.credits.iter().find(|credit| credit.rma.is_none()).and_then(|credit| credit.on);
        entries.push(TimelineEntry {
            lines: named(order, &cancelled),
            ..blank(Some(order), plain.map_or_else(|| placed.to_owned(), |d| d.to_string()), TimelineKind::Cancelled)
        });
    }
    for credit in &order.credits {
        let at = credit.on.map_or_else(|| placed.to_owned(), |day| day.to_string());
        if let Some(rma) = &credit.rma {
            entries.push(TimelineEntry {
                reference: Some(rma.clone()),
                lines: named(order, &credit.lines),
                ..blank(Some(order), at.clone(), TimelineKind::Returned)
            });
        }
        let paid = credit.total.money(order.currency);
        if paid.is_positive() {
            entries.push(TimelineEntry {
                reference: credit.rma.clone(),
                amount: amount(order, &paid),
                ..blank(Some(order), at, TimelineKind::Refunded)
            });
        }
    }
}

/// Who did it, when, and how it stands.
fn told_of(order: Option<&Order>, entry: &StoredEntry, kind: TimelineKind) -> TimelineEntry {
    TimelineEntry {
        order: entry.order.clone(),
        account: entry.account.clone(),
        agent: Some(entry.agent.clone()),
        waiting: entry.waiting,
        rejected: entry.verdict.as_ref().is_some_and(Verdict::is_rejected),
        command: entry.command_id.clone(),
        verdict: entry.verdict.as_ref().map(TimelineVerdict::from),
        ..blank(order, entry.at.clone(), kind)
    }
}

/// What a history entry tells by itself.
pub(crate) fn of_entry(order: Option<&Order>, entry: &StoredEntry) -> Vec<TimelineEntry> {
    let base = |kind: TimelineKind| told_of(order, entry, kind);
    match entry.kind {
        EntryKind::Undone => vec![base(TimelineKind::Undone)],
        EntryKind::Imported => vec![base(TimelineKind::Imported)],
        EntryKind::HandedOut => vec![of_customer_entry(entry)],
        EntryKind::Taken => {
            let parsed = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
            let command: serde_json::Value = parsed(&entry.command).unwrap_or_default();
            if command.get("type").and_then(serde_json::Value::as_str) == Some(NEW_ORDER) {
                return vec![base(TimelineKind::Ordered)];
            }
            let command = OrderCommand::from_value(command).ok();
            let outcome: serde_json::Value = parsed(&entry.outcome).unwrap_or_default();
            let told = |at: &str| outcome.pointer(at).and_then(serde_json::Value::as_str).map(str::to_owned);
            let came_of_it = match &entry.verdict {
                Some(Verdict::Applied { upshot } | Verdict::AppliedDifferently { upshot, .. }) => CameOfIt::of(upshot),
                _ => CameOfIt {
                    rma: told("/rma_number"),
                    total: told("/decision/refund/total").or_else(|| told("/decision/goodwill/amount")),
                },
            };
            command.map(|command| taken(order, &command, &came_of_it, &base)).unwrap_or_default()
        }
    }
}

/// Everything that happened to a service account, oldest first: what its facts tell, with what this desk did and what
/// others did at the centre.
pub(crate) fn of_account(
    customer: &str,
    account: &ServiceAccount,
    history: &[StoredEntry],
    events: &[Event],
) -> Vec<TimelineEntry> {
    let first = |service: &Service| TimelineEntry {
        account: Some(customer.to_owned()),
        reference: Some(service.id.clone()),
        ..blank(None, service.started_on.to_string(), TimelineKind::Subscribed)
    };
    let mut entries: Vec<TimelineEntry> = account.services.iter().map(first).collect();
    let undone: Vec<&str> = history.iter().filter_map(|entry| entry.undoes.as_deref()).collect();
    let own: Vec<&str> = history.iter().filter_map(|entry| entry.command_id.as_deref()).collect();
    let here = history.iter().map(|entry| {
        let is_undone = entry.command_id.as_deref().is_some_and(|id| undone.contains(&id));
        (is_undone, of_account_entry(entry, account))
    });
    let elsewhere = events.iter().filter_map(|event| {
        let (id, _, action, verdict) = event.command()?;
        let command = match action {
            Action::Account(command) => command,
            Action::Open(opening) => &AccountCommand::Subscribe(opening.subscribe.clone()),
            _ => return None,
        };
        let counts = !own.contains(&id.to_string().as_str()) && !verdict.is_rejected() && !verdict.is_same_intent();
        let base = TimelineEntry {
            account: Some(customer.to_owned()),
            agent: event.agent.clone(),
            command: Some(id.to_string()),
            verdict: Some(verdict.into()),
            ..blank(None, event.at.to_rfc3339(), TimelineKind::PaymentChanged)
        };
        counts.then(|| (false, asked_of_account(command, base)))
    });
    for (is_undone, told) in here.chain(elsewhere) {
        // The facts tell of the day a service began; who began it, and exactly when, stands here.
        let same = |fact: &&mut TimelineEntry| {
            let day = fact.at.get(..10) == told.at.get(..10);
            fact.agent.is_none() && fact.kind == told.kind && fact.reference == told.reference && day
        };
        match entries.iter_mut().find(same).filter(|_| !is_undone && !told.rejected) {
            Some(fact) => *fact = told,
            None => entries.push(told),
        }
    }
    entries
}

pub(crate) fn of_account_entry(entry: &StoredEntry, account: &ServiceAccount) -> TimelineEntry {
    let base = told_of(None, entry, TimelineKind::Undone);
    let command = entry.command.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let Some(command) = command.and_then(|value| AccountCommand::from_value(value).ok()) else { return base };
    let outcome: serde_json::Value =
        entry.outcome.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let gross = |what: &str| outcome.pointer(&format!("/decision/{what}/gross")).and_then(serde_json::Value::as_str);
    let value = gross("credit").or_else(|| gross("charge")).map(str::to_owned);
    let amount = value.map(|value| AmountOf { value, currency: account.currency.to_string() });
    asked_of_account(&command, TimelineEntry { amount, ..base })
}

fn asked_of_account(command: &AccountCommand, base: TimelineEntry) -> TimelineEntry {
    let (kind, service) = match command {
        AccountCommand::Subscribe(c) => (TimelineKind::Subscribed, Some(&c.service)),
        AccountCommand::CancelService(c) => (TimelineKind::ServiceEnded, Some(&c.service)),
        AccountCommand::ReactivateService(c) => (TimelineKind::ServiceReactivated, Some(&c.service)),
        AccountCommand::WithdrawService(c) => (TimelineKind::ServiceWithdrawn, Some(&c.service)),
        AccountCommand::DiscontinueService(c) => (TimelineKind::ServiceDiscontinued, Some(&c.service)),
        AccountCommand::ChangePaymentMethod(_) => (TimelineKind::PaymentChanged, None),
        AccountCommand::AssessNonPayment(_) => (TimelineKind::NonPaymentAssessed, None),
        AccountCommand::TakeMeasure(c) => (taken_kind(c.kind), None),
        AccountCommand::LiftMeasure(_) => (TimelineKind::MeasureLifted, None),
    };
    TimelineEntry { kind, reference: service.cloned(), ..base }
}

fn taken_kind(kind: MeasureKind) -> TimelineKind {
    match kind {
        MeasureKind::ReminderLetter | MeasureKind::ReminderCall => TimelineKind::Reminded,
        MeasureKind::Interruption => TimelineKind::ServicesInterrupted,
        MeasureKind::Suspension => TimelineKind::ServicesSuspended,
        MeasureKind::EndOfAccount => TimelineKind::AccountEnded,
    }
}

/// Everything that was done on a customer's own record, oldest first: here, then what others did at the centre.
pub(crate) fn of_customer(history: &[StoredEntry], events: &[Event]) -> Vec<TimelineEntry> {
    let own: Vec<&str> = history.iter().filter_map(|entry| entry.command_id.as_deref()).collect();
    let here = history.iter().map(of_customer_entry);
    let elsewhere = events.iter().filter_map(|event| {
        let (id, _, action, verdict) = event.command()?;
        let counts = !own.contains(&id.to_string().as_str()) && !verdict.is_rejected() && !verdict.is_same_intent();
        let (kind, reference) = match action {
            Action::Register(_) => (TimelineKind::Registered, None),
            Action::Customer(command) => asked_of_customer(command),
            _ => return None,
        };
        counts.then(|| TimelineEntry {
            reference,
            agent: event.agent.clone(),
            command: Some(id.to_string()),
            verdict: Some(verdict.into()),
            ..blank(None, event.at.to_rfc3339(), kind)
        })
    });
    here.chain(elsewhere).collect()
}

fn asked_of_customer(command: &CustomerCommand) -> (TimelineKind, Option<String>) {
    match command {
        CustomerCommand::AmendCustomer { fields } => {
            let names: Vec<&str> = fields.keys().map(|field| field.name()).collect();
            (TimelineKind::Amended, Some(names.join(" ")))
        }
        CustomerCommand::AcceptTerms { terms, .. } => (TimelineKind::TermsAccepted, Some(terms.clone())),
    }
}

/// What a history entry on a customer's own record tells: it keeps which fields were corrected, not what was in them.
pub(crate) fn of_customer_entry(entry: &StoredEntry) -> TimelineEntry {
    let parsed = entry.command.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let command: serde_json::Value = parsed.unwrap_or_default();
    let text = |name: &str| command.get(name).and_then(serde_json::Value::as_str);
    let fields = || {
        let fields = command.get("fields").and_then(serde_json::Value::as_array)?;
        Some(fields.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(" "))
    };
    let (kind, reference) = match text("type") {
        Some("new_customer") => (TimelineKind::Registered, None),
        Some("amend_customer") => (TimelineKind::Amended, fields()),
        Some("accept_terms") => (TimelineKind::TermsAccepted, text("terms").map(str::to_owned)),
        Some("hand_out_data") => (TimelineKind::DataHandedOut, text("sort").map(str::to_uppercase)),
        _ => (TimelineKind::Undone, None),
    };
    TimelineEntry { reference, ..told_of(None, entry, kind) }
}

/// When a case was opened and closed, by its own log.
pub(crate) fn of_case(case: &CustomerCase) -> Vec<TimelineEntry> {
    let told = |at: String, agent: &str, kind: TimelineKind| TimelineEntry {
        case: Some(case.number.clone()),
        reference: Some(case.number.clone()),
        agent: Some(agent.to_owned()),
        ..blank(None, at, kind)
    };
    let opened = told(case.opened_at.to_rfc3339(), &case.opened_by.name, TimelineKind::CaseOpened);
    let moved = case.log.iter().filter_map(|entry| match &entry.what {
        CaseDeed::Moved { to: to @ (CaseStatus::Closed | CaseStatus::Open) } => {
            Some(told(entry.at.to_rfc3339(), &entry.by.name, status_kind(*to)))
        }
        _ => None,
    });
    std::iter::once(opened).chain(moved).collect()
}

/// What a history entry on a case tells.
pub(crate) fn of_case_entry(entry: &StoredEntry) -> TimelineEntry {
    let parsed = entry.command.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let command: serde_json::Value = parsed.unwrap_or_default();
    let to = command.get("to").cloned().and_then(|to| serde_json::from_value::<CaseStatus>(to).ok());
    let kind = match command.get("type").and_then(serde_json::Value::as_str) {
        Some("new_case") => TimelineKind::CaseOpened,
        Some("note_case") => TimelineKind::CaseNoted,
        Some("move_case") => to.map_or(TimelineKind::CaseNoted, status_kind),
        Some("hand_over_case") => TimelineKind::CaseHandedOver,
        Some("relate_case") => TimelineKind::CaseRelated,
        Some("add_task") => TimelineKind::TaskAdded,
        Some("give_task") => TimelineKind::TaskGiven,
        Some("finish_task") => TimelineKind::TaskDone,
        _ => TimelineKind::Undone,
    };
    let base = told_of(None, entry, kind);
    TimelineEntry { case: entry.case.clone(), reference: entry.case.clone(), ..base }
}

/// What a history entry on a parcel in quarantine tells.
pub(crate) fn of_stray_entry(entry: &StoredEntry) -> TimelineEntry {
    let parsed = entry.command.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let command: serde_json::Value = parsed.unwrap_or_default();
    let text = |field: &str| command.get(field).and_then(serde_json::Value::as_str);
    let kind = match (text("type"), text("how")) {
        (Some("new_stray"), _) => TimelineKind::StrayPutAside,
        (Some("match_stray"), _) => TimelineKind::StrayMatched,
        (Some("settle_stray"), Some("sent_back")) => TimelineKind::StraySentBack,
        (Some("settle_stray"), Some("disposed")) => TimelineKind::StrayDisposed,
        (Some("settle_stray"), _) => TimelineKind::StrayReceived,
        (Some(_), _) => TimelineKind::StrayNoted,
        (None, _) => TimelineKind::Undone,
    };
    let base = told_of(None, entry, kind);
    TimelineEntry { stray: entry.stray.clone(), reference: entry.stray.clone(), ..base }
}

/// What somebody did at another desk.
fn of_event(order: &Order, event: &Event) -> Vec<TimelineEntry> {
    let Some((id, _, action, verdict)) = event.command() else { return Vec::new() };
    let came_of_it = match verdict {
        Verdict::Applied { upshot } | Verdict::AppliedDifferently { upshot, .. } => CameOfIt::of(upshot),
        // Another desk's agent sees to it there.
        Verdict::Rejected { .. } => return Vec::new(),
    };
    if verdict.is_same_intent() {
        return Vec::new();
    }
    let base = |kind: TimelineKind| TimelineEntry {
        agent: event.agent.clone(),
        command: Some(id.to_string()),
        verdict: Some(verdict.into()),
        ..blank(Some(order), event.at.to_rfc3339(), kind)
    };
    match action {
        Action::Order(command) => taken(Some(order), command, &came_of_it, &base),
        Action::Place(_) => vec![base(TimelineKind::Ordered)],
        _ => Vec::new(),
    }
}

/// Where a claim went, in the timeline's words.
fn step_kind(to: ClaimStatus) -> TimelineKind {
    match to {
        ClaimStatus::Reported => TimelineKind::Claim,
        ClaimStatus::Filed => TimelineKind::ClaimFiled,
        ClaimStatus::Accepted => TimelineKind::ClaimAccepted,
        ClaimStatus::Rejected => TimelineKind::ClaimRejected,
        ClaimStatus::Paid => TimelineKind::ClaimPaid,
        ClaimStatus::Closed => TimelineKind::ClaimClosed,
    }
}

/// The step of a claim that such an entry tells of.
pub(crate) fn claim_step(kind: TimelineKind) -> Option<ClaimStatus> {
    use ClaimStatus::{Accepted, Closed, Filed, Paid, Rejected, Reported};
    [Reported, Filed, Accepted, Rejected, Paid, Closed].into_iter().find(|step| step_kind(*step) == kind)
}

/// What a command led to, as far as the timeline tells it.
struct CameOfIt {
    rma: Option<String>,
    total: Option<String>,
}

impl CameOfIt {
    fn of(upshot: &Upshot) -> Self {
        Self { rma: upshot.rma.clone(), total: upshot.total.map(|total| total.value().to_string()) }
    }
}

fn taken(
    order: Option<&Order>,
    command: &OrderCommand,
    came_of_it: &CameOfIt,
    base: &dyn Fn(TimelineKind) -> TimelineEntry,
) -> Vec<TimelineEntry> {
    let exception = match command {
        OrderCommand::AskException(_) => Some(TimelineKind::ExceptionAsked),
        OrderCommand::DeclineException(_) => Some(TimelineKind::ExceptionDeclined),
        OrderCommand::MakeException(_) | OrderCommand::GrantException(_) => Some(TimelineKind::ExceptionGranted),
        _ => None,
    };
    let Some(kind) = exception else { return carried_out(order, command, came_of_it, base) };
    let carried_out = match (kind, about(command, order)) {
        (TimelineKind::ExceptionGranted, Some(inner)) => carried_out(order, inner, came_of_it, base),
        _ => Vec::new(),
    };
    std::iter::once(base(kind)).chain(carried_out).collect()
}

fn carried_out(
    order: Option<&Order>,
    command: &OrderCommand,
    came_of_it: &CameOfIt,
    base: &dyn Fn(TimelineKind) -> TimelineEntry,
) -> Vec<TimelineEntry> {
    let names = |lines: &[LineQuantity]| order.map_or_else(Vec::new, |order| named(order, lines));
    let tracking = |id: &str| {
        let found = order.and_then(|order| order.shipments.iter().find(|shipment| shipment.id == id));
        found.and_then(|shipment| shipment.tracking.clone()).unwrap_or_else(|| id.to_owned())
    };
    let refund = came_of_it.total.as_deref();
    let is_paid = |text: &&str| text.chars().any(|c| c.is_ascii_digit() && c != '0');
    let paid = |reference: Option<String>| {
        let value = refund.filter(is_paid)?;
        Some(TimelineEntry {
            reference,
            amount: order.and_then(|order| amount(order, &value)),
            ..base(TimelineKind::Refunded)
        })
    };
    let (first, second) = match command {
        OrderCommand::CancelOrder(c) => {
            let lines = c.lines.as_deref().map(names).unwrap_or_default();
            (TimelineEntry { lines, ..base(TimelineKind::Cancelled) }, paid(None))
        }
        OrderCommand::RequestReturn(c) => {
            let rma = came_of_it.rma.clone();
            (TimelineEntry { reference: rma, lines: names(&c.lines), ..base(TimelineKind::ReturnAsked) }, None)
        }
        OrderCommand::ReceiveReturn(c) => {
            let returned = TimelineEntry { reference: Some(c.rma.clone()), ..base(TimelineKind::Returned) };
            (returned, paid(Some(c.rma.clone())))
        }
        OrderCommand::RefuseDelivery(c) => {
            (TimelineEntry { reference: Some(tracking(&c.shipment)), ..base(TimelineKind::Refused) }, None)
        }
        OrderCommand::ReceiveRefused(c) => {
            (TimelineEntry { reference: Some(tracking(&c.shipment)), ..base(TimelineKind::Returned) }, paid(None))
        }
        OrderCommand::ReportDamage(c) => {
            let lines = names(&c.lines);
            let reference = Some(c.shipment.clone());
            (TimelineEntry { reference, lines, ..base(TimelineKind::Claim) }, paid(None))
        }
        OrderCommand::AddEvidence(c) => {
            (TimelineEntry { reference: Some(c.claim.clone()), ..base(TimelineKind::EvidenceAdded) }, None)
        }
        OrderCommand::MoveClaim(c) => {
            let amount = c.amount.and_then(|paid| order.and_then(|order| amount(order, &paid.value())));
            (TimelineEntry { reference: Some(c.claim.clone()), amount, ..base(step_kind(c.to)) }, None)
        }
        OrderCommand::ShipReplacement(c) => {
            let reference = Some(c.tracking.clone().unwrap_or_else(|| c.claim.clone()));
            let shipped = base(TimelineKind::ReplacementShipped);
            (TimelineEntry { reference, carrier: Some(c.carrier.clone()), ..shipped }, None)
        }
        OrderCommand::DeliverReplacement(c) => {
            (TimelineEntry { reference: Some(c.claim.clone()), ..base(TimelineKind::ReplacementDelivered) }, None)
        }
        OrderCommand::RefundClaim(c) => {
            let told = paid(Some(c.claim.clone()));
            let nothing = || TimelineEntry { reference: Some(c.claim.clone()), ..base(TimelineKind::Refunded) };
            (told.unwrap_or_else(nothing), None)
        }
        OrderCommand::PlaceOrder => (base(TimelineKind::Ordered), None),
        OrderCommand::ReleaseShipment(c) => {
            let shipped = base(TimelineKind::Shipped);
            let entry = |parcel: &NewParcel| TimelineEntry {
                reference: parcel.tracking.clone().or_else(|| Some(parcel.id.clone())),
                carrier: Some(parcel.carrier.clone()),
                lines: parcel.lines.as_deref().map(names).unwrap_or_default(),
                ..shipped.clone()
            };
            (c.parcel.as_ref().map_or_else(|| shipped.clone(), entry), None)
        }
        OrderCommand::DeliverShipment(c) => {
            (TimelineEntry { reference: Some(tracking(&c.shipment)), ..base(TimelineKind::Delivered) }, None)
        }
        OrderCommand::AskAuthorisation => (base(TimelineKind::AuthorisationAsked), None),
        OrderCommand::Goodwill(c) => {
            let given = order.and_then(|order| amount(order, &c.amount.value()));
            (TimelineEntry { amount: given, ..base(TimelineKind::Goodwill) }, None)
        }
        // No exception is about an exception.
        OrderCommand::AskException(_)
        | OrderCommand::MakeException(_)
        | OrderCommand::GrantException(_)
        | OrderCommand::DeclineException(_) => return Vec::new(),
    };
    std::iter::once(first).chain(second).collect()
}
