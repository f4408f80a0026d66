//! What agents ask for: mostly what makes sense on what they see, sometimes not.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use guichet_domain::account::{PaymentMeans, PaymentMeansKind};
use guichet_domain::command::{
    AssessNonPayment, By, CancelOrder, CancelReason, CancelService, EndMode, OnDay, ParcelOn, ReceiveReturn,
    ReceivedLine, ReportDamage, RequestReturn, ReturnReason, ServiceOn, Subscribe,
};
use guichet_domain::customer_command::{self, Amended, CustomerField};
use guichet_domain::exception::{AnswerException, ExceptionState, Exceptional, GiveGoodwill};
use guichet_domain::money::Amount;
use guichet_domain::non_payment::{MeasureKind, OnMeasure};
use guichet_domain::order::{LineKind, Order, OrderKind, RmaStatus, Shipment};
use guichet_domain::{
    AccountCommand, Contact, Customer, CustomerCommand, CustomerRecord, LineLedger, LineQuantity, Opening,
    OrderCommand, ServiceAccount,
};
use guichet_sync::record::Language;
use guichet_sync::{Action, Body, Key};

use super::{cases, claims, parcels, shop, strays};
use crate::dice::Dice;

/// Something to ask of a body; none of a sort that nobody asks anything of.
pub fn ask(body: &Body, now: DateTime<Utc>, dice: &mut Dice) -> Option<Action> {
    match body {
        Body::Order(order) => Some(Action::Order(of_order(order, now, dice))),
        Body::Account(account) => Some(Action::Account(of_account(account, now, dice))),
        Body::Customer(record) => Some(Action::Customer(of_customer(record, now, dice))),
        Body::Case(case) => Some(Action::Case(cases::on(case, now, dice))),
        Body::Stray(parcel) => Some(Action::Stray(strays::on(parcel, now, dice))),
        Body::Terms(_) | Body::Catalogue(_) => None,
    }
}

/// Whether it is an order with a claim whose customer still waits: it takes three commands in a row to see a
/// replacement arrive.
pub fn is_claimed(body: &Body) -> bool {
    matches!(body, Body::Order(order) if order.claims.iter().any(|claim| !claim.replacement_delivered))
}

/// A customer or an account that is not there, as far as this desk has heard.
pub fn unknown(now: DateTime<Utc>, dice: &mut Dice) -> (Key, Action) {
    let id = shop::new_customer_id(dice);
    if dice.once_in(3) {
        let service = SERVICES[dice.index(2)].to_owned();
        let price = amount(["19.00", "5.00", "0"][dice.index(3)]);
        let on = dice.once_in(3).then(|| (now + TimeDelta::days(dice.between(-2, 5))).date_naive());
        let subscribe = Subscribe { service, price, on, retention_days: None, cameras: None };
        let payment_method = PaymentMeans { kind: PaymentMeansKind::Transfer, last4: None };
        // A constant, and in the list of countries.
        let market = "FR".parse().expect("a country");
        let opening = Opening { market, consumer: !dice.once_in(4), payment_method, subscribe };
        return (Key::Account(id), Action::Open(Box::new(opening)));
    }
    let email = (!dice.once_in(4)).then(|| format!("p.{}@example.com", dice.below(1000)));
    let (open_disputes, accepted_terms) = (u32::from(dice.once_in(12)), Vec::new());
    let customer = Customer { id: id.clone(), name: "Léa Roy".to_owned(), email, open_disputes, accepted_terms };
    let phone = dice.once_in(2).then(|| "06 12 34 56 78".to_owned());
    let contact =
        Contact { phone, street: None, postcode: None, town: None, country: "FR".into(), language: Language::Fr };
    (Key::Customer(id), Action::Register(Box::new(CustomerRecord { customer, contact })))
}

fn of_customer(record: &CustomerRecord, now: DateTime<Utc>, dice: &mut Dice) -> CustomerCommand {
    if dice.once_in(3) {
        let on = (now - TimeDelta::days(dice.between(-1, 20))).date_naive();
        return CustomerCommand::AcceptTerms { terms: format!("edition-{}", dice.index(3)), on };
    }
    let field = [CustomerField::Email, CustomerField::Phone, CustomerField::Town][dice.index(3)];
    let value = match field {
        CustomerField::Email => format!("a.{}@example.com", dice.below(100)),
        CustomerField::Phone => format!("06 00 00 00 {:02}", dice.below(100)),
        _ => ["Lyon", "Nice", ""][dice.index(3)].to_owned(),
    };
    let becomes = (!dice.once_in(5)).then_some(value);
    let amended = Amended { was: customer_command::read(record, field), becomes };
    CustomerCommand::AmendCustomer { fields: BTreeMap::from([(field, amended)]) }
}

pub(super) type Available = Vec<(String, u32)>;

fn available(order: &Order, of: impl Fn(LineKind) -> bool, count: impl Fn(&LineLedger) -> u32) -> Available {
    let lines = order.lines.iter().filter(|line| of(line.kind));
    let counted = lines.filter_map(|line| Some((line.id.clone(), count(&LineLedger::of(order, line).ok()?))));
    counted.filter(|(_, units)| *units > 0).collect()
}

/// Some units of what is there, now and then one too many.
pub(super) fn some_of(there: &Available, dice: &mut Dice) -> Vec<LineQuantity> {
    let greedy = u32::from(dice.once_in(12));
    let mut taken: Vec<LineQuantity> = Vec::new();
    for (line, most) in there {
        if taken.is_empty() || dice.once_in(2) {
            taken.push(LineQuantity { line: line.clone(), quantity: dice.units(*most) + greedy });
        }
    }
    taken
}

fn of_order(order: &Order, now: DateTime<Utc>, dice: &mut Dice) -> OrderCommand {
    let waiting: Vec<&str> = order
        .exceptions
        .iter()
        .filter(|known| known.state == ExceptionState::Waiting)
        .map(|known| known.id.as_str())
        .collect();
    match dice.index(if waiting.is_empty() { 9 } else { 4 }) {
        0 => exceptional(order, now, dice),
        1 if !waiting.is_empty() => answer(&waiting, order, dice),
        _ => by_rules(order, now, dice),
    }
}

/// Asks for an exception or makes one, of what the terms allow, refuse or know nothing of.
fn exceptional(order: &Order, now: DateTime<Utc>, dice: &mut Dice) -> OrderCommand {
    let command = match dice.index(4) {
        0 => OrderCommand::Goodwill(GiveGoodwill { amount: amount(["5.00", "25.00", "900.00"][dice.index(3)]) }),
        1 => OrderCommand::CancelOrder(CancelOrder {
            by: By::Merchant,
            reason: [CancelReason::Other, CancelReason::NonPayment][dice.index(2)],
            lines: None,
        }),
        _ => by_rules(order, now, dice),
    };
    if dice.once_in(8) {
        // Nobody may do so without an exception.
        return command;
    }
    let other = dice.once_in(3).then(|| amount(["0.00", "12.50", "80.00", "400.00"][dice.index(4)]));
    let asked = Exceptional { command: Box::new(command), amount: other, reason: "asked for twice".to_owned() };
    match dice.once_in(2) {
        true => OrderCommand::AskException(asked),
        false => OrderCommand::MakeException(asked),
    }
}

/// Answers one that waits, now and then one that was answered or is not there.
fn answer(waiting: &[&str], order: &Order, dice: &mut Dice) -> OrderCommand {
    let exception = match dice.once_in(10) {
        true => dice.pick(&order.exceptions).map(|known| known.id.clone()).unwrap_or_default(),
        false => dice.pick(waiting).map(|id| (*id).to_owned()).unwrap_or_default(),
    };
    let answer = AnswerException { exception, reason: "as was said".to_owned() };
    match dice.once_in(3) {
        true => OrderCommand::DeclineException(answer),
        false => OrderCommand::GrantException(answer),
    }
}

fn by_rules(order: &Order, now: DateTime<Utc>, dice: &mut Dice) -> OrderCommand {
    let today = now.date_naive();
    let on_its_way = |s: &&Shipment| s.delivered_on.is_none() && s.refused_on.is_none();
    let refused = order.shipments.iter().find(|s| s.refused_on.is_some() && s.back_on.is_none());
    let open = available(order, |_| true, LineLedger::open);
    let returnable = available(order, |kind| kind == LineKind::Hardware, LineLedger::returnable);
    let awaited = order.rmas.iter().any(|rma| rma.status == RmaStatus::Open);
    // What can be done is asked for often, what cannot is asked for all the same.
    let likely = |can: bool, weight: u32| if can { weight } else { 1 };
    let sorts = [
        (2, 0),
        (likely(!open.is_empty(), 5), 1),
        (likely(order.shipments.iter().any(|s| on_its_way(&s)), 4), 9),
        (likely(order.kind == OrderKind::PreOrder, 2), 10),
        (likely(!open.is_empty(), 6), 2),
        (likely(order.shipments.iter().any(|s| on_its_way(&s)), 5), 3),
        (likely(refused.is_some(), 9), 4),
        (likely(!returnable.is_empty(), 10), 5),
        (likely(awaited, 12), 6),
        (likely(!returnable.is_empty(), 3), 7),
        (if order.claims.is_empty() { 0 } else { 16 }, 8),
    ];
    match *dice.weighted(&sorts).unwrap_or(&0) {
        0 => OrderCommand::PlaceOrder,
        1 => parcels::release(order, &open, today, dice),
        2 => cancel(&open, dice),
        3 => OrderCommand::RefuseDelivery(ParcelOn {
            shipment: shipment(order.shipments.iter().find(on_its_way), order, dice),
            on: today,
        }),
        4 => OrderCommand::ReceiveRefused(ParcelOn { shipment: shipment(refused, order, dice), on: today }),
        5 => OrderCommand::RequestReturn(RequestReturn {
            lines: some_of(&returnable, dice),
            reason: [None, Some(ReturnReason::Faulty), Some(ReturnReason::ChangeOfMind)][dice.index(3)],
            notified_on: dice.once_in(6).then_some(today),
        }),
        6 => receive(order, today, dice),
        8 => claims::of_claim(order, today, dice),
        9 => OrderCommand::DeliverShipment(ParcelOn {
            shipment: shipment(order.shipments.iter().find(on_its_way), order, dice),
            on: today,
        }),
        10 => OrderCommand::AskAuthorisation,
        _ => damage(order, today, dice),
    }
}

fn cancel(open: &Available, dice: &mut Dice) -> OrderCommand {
    let (by, reason) = [
        (By::Customer, CancelReason::ChangeOfMind),
        (By::Customer, CancelReason::ChangeOfMind),
        (By::Customer, CancelReason::SplitDelivery),
        (By::Merchant, CancelReason::StockShortage),
        (By::Merchant, CancelReason::NonPayment),
    ][dice.index(5)];
    let lines = (!dice.once_in(3) && !open.is_empty()).then(|| some_of(open, dice));
    OrderCommand::CancelOrder(CancelOrder { by, reason, lines })
}

fn shipment(likely: Option<&Shipment>, order: &Order, dice: &mut Dice) -> String {
    let any = || dice.pick(&order.shipments).map(|s| s.id.clone());
    likely.map(|s| s.id.clone()).or_else(any).unwrap_or_else(|| "s0".to_owned())
}

fn receive(order: &Order, today: NaiveDate, dice: &mut Dice) -> OrderCommand {
    let open: Vec<_> = order.rmas.iter().filter(|rma| rma.status == RmaStatus::Open).collect();
    let Some(rma) = dice.pick(&open) else {
        let line = ReceivedLine { line: "1".into(), quantity: 1, diminished_percent: None, diminished_amount: None };
        return OrderCommand::ReceiveReturn(ReceiveReturn {
            rma: "R-NONE-000001-0".to_owned(),
            lines: vec![line],
            promotional_returned: vec![],
            sent_on: None,
            received_on: today,
            return_cost: None,
            photos: vec![],
        });
    };
    let awaited: Available = rma.lines.iter().map(|l| (l.line.clone(), l.quantity - l.received)).collect();
    let awaited = awaited.into_iter().filter(|(_, units)| *units > 0).collect();
    let lines = some_of(&awaited, dice).into_iter().map(|unit| ReceivedLine {
        line: unit.line,
        quantity: unit.quantity,
        diminished_percent: dice.once_in(6).then(|| amount("25")),
        diminished_amount: None,
    });
    let lines = lines.collect();
    let gifts = available(order, |kind| kind == LineKind::Promotional, |g| g.in_transit() + g.delivered());
    OrderCommand::ReceiveReturn(ReceiveReturn {
        rma: rma.number.clone(),
        lines,
        promotional_returned: if dice.once_in(2) { vec![] } else { some_of(&gifts, dice) },
        sent_on: None,
        received_on: today,
        return_cost: dice.once_in(4).then(|| amount("6.30")),
        photos: vec![],
    })
}

fn damage(order: &Order, today: NaiveDate, dice: &mut Dice) -> OrderCommand {
    let parcels: Vec<&Shipment> = order.shipments.iter().filter(|s| s.refused_on.is_none()).collect();
    let parcel = dice.pick(&parcels);
    let held = parcel.map(|s| s.lines.iter().map(|l| (l.line.clone(), l.quantity)).collect()).unwrap_or_default();
    let shipment = parcel.map_or("s0", |s| s.id.as_str());
    let report = ReportDamage::of(shipment, some_of(&held, dice), today, dice.once_in(2));
    OrderCommand::ReportDamage(claims::told(report, order, dice))
}

/// An amount out of a text that is one.
pub fn amount(text: &str) -> Amount {
    serde_json::from_value(text.into()).expect("a plain decimal")
}

const SERVICES: [&str; 3] = ["alarm", "cloud", "video"];

fn of_account(account: &ServiceAccount, now: DateTime<Utc>, dice: &mut Dice) -> AccountCommand {
    let today = now.date_naive();
    let running = dice.pick(&account.services).map(|service| service.id.clone());
    let service = running.unwrap_or_else(|| SERVICES[dice.index(2)].to_owned());
    let on = dice.once_in(3).then(|| (now + TimeDelta::days(dice.between(-2, 5))).date_naive());
    let standing = account.measures.iter().find(|measure| measure.is_standing()).map(|measure| measure.kind);
    match dice.index(11) {
        9 => AccountCommand::TakeMeasure(OnMeasure { kind: MeasureKind::ALL[dice.index(5)] }),
        10 => AccountCommand::LiftMeasure(OnMeasure { kind: standing.unwrap_or(MeasureKind::Suspension) }),
        0 | 1 => {
            let service = SERVICES[dice.index(3)];
            let video = service == "video";
            AccountCommand::Subscribe(Subscribe {
                service: service.to_owned(),
                price: amount(["19.00", "5.00", "0"][dice.index(3)]),
                on,
                retention_days: video.then_some(30),
                cameras: video.then(|| vec!["cam-1".to_owned()]),
            })
        }
        2 | 3 => {
            let mode = [None, Some(EndMode::Immediate), Some(EndMode::PeriodEnd)][dice.index(3)];
            AccountCommand::CancelService(CancelService { service, on, mode })
        }
        4 => AccountCommand::ReactivateService(ServiceOn { service, on }),
        5 => AccountCommand::ChangePaymentMethod(OnDay { on }),
        6 => AccountCommand::DiscontinueService(ServiceOn { service, on }),
        7 => AccountCommand::WithdrawService(ServiceOn { service, on }),
        _ => AccountCommand::AssessNonPayment(AssessNonPayment {
            amount: amount("45.00"),
            due_on: today - TimeDelta::days(20),
            as_of: today,
            events: BTreeMap::new(),
        }),
    }
}
