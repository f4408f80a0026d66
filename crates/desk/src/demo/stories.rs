//! The orders that tests and demonstrations go to by name.

use chrono::NaiveDate;
use guichet_domain::non_payment::{Measure, MeasureKind};
use guichet_domain::order::{Channel, OrderKind, PaymentMethod};
use guichet_domain::{Order, ServiceAccount};
use serde_json::json;

use super::sketch::{
    BELL, BRITAIN, CAM_IN, CAM_OUT, CARD, Days, FRANCE, GERMANY, HUB, LOCK, MOTION, PANEL, PLUG, Place, SENSOR, SIREN,
    SPAIN, STATES, Sketch, THERMOSTAT, then,
};
use crate::error::DeskError;
use crate::numbering::rma_number;

/// The series of another desk: its RMAs came in before this desk was set up.
const OTHER_DESK: &str = "K7";

pub(super) fn all(days: &Days<'_>) -> Result<Vec<Order>, DeskError> {
    let mut orders = marchands(days)?;
    orders.extend(cancelling(days)?);
    orders.extend(returning(days)?);
    orders.extend(parcels(days)?);
    orders.extend(abroad(days)?);
    Ok(orders)
}

/// Labège and its Marchands, as the search shows them.
fn marchands(days: &Days<'_>) -> Result<Vec<Order>, DeskError> {
    let new = |number, customer, ago| Sketch::new(days, number, customer, FRANCE, ago);
    let sketch = new("W-100234", "c-1001", 21)?
        .buys(CAM_OUT, 3)?
        .off("20.00")?
        .gift(CARD)?
        .buys(SENSOR, 4)?
        .carriage("9.90", "4.90")?
        .ships(&[("1", 3), ("2", 1), ("3", 2)], 20, Some(18))
        .ships(&[("3", 1)], 2, None)
        .done()?;
    let ships_on = days.today.checked_add_days(chrono::Days::new(5));
    let pre_order = new("W-100871", "c-1003", 3)?
        .buys(LOCK, 1)?
        .but(|facts| (facts.kind, facts.ships_on) = (OrderKind::PreOrder, ships_on))
        .unpaid()
        .done()?;
    // A second lock was added after the first one was authorised (PRE-2).
    let mut added = new("W-100902", "c-1018", 4)?
        .buys(LOCK, 2)?
        .but(|facts| facts.kind = OrderKind::PreOrder)
        .unpaid()
        .done()?
        .into_facts();
    for payment in &mut added.payments {
        payment.authorised = serde_json::from_value(json!("249.00")).map_err(|_| DeskError::BodyDamaged)?;
    }
    let short = Order::new(added).map_err(|_| DeskError::BodyDamaged)?;
    let business = new("W-087455", "c-1004", 324)?
        .buys(CAM_OUT, 5)?
        .buys(HUB, 2)?
        .discount("PRO", "25.00")?
        .but(|facts| facts.consumer = false)
        .paid_by(PaymentMethod::BankTransfer)
        .ships(&[], 320, Some(317))
        .done()?;
    let refused = then(
        days,
        &new("W-099002", "c-1005", 14)?.buys(SIREN, 1)?.carriage("5.90", "4.90")?.ships(&[], 13, None).done()?,
        9,
        None,
        json!({ "type": "refuse_delivery", "shipment": "s1", "on": days.ago(9) }),
    )?;
    Ok(vec![
        sketch,
        new("W-096310", "c-1001", 204)?.buys(HUB, 1)?.buys(MOTION, 2)?.ships(&[], 203, Some(201)).done()?,
        new("W-098120", "c-1002", 255)?.buys(PLUG, 3)?.ships(&[], 254, Some(251)).done()?,
        pre_order,
        short,
        business,
        new("W-101044", "c-1004", 2)?
            .buys(CAM_IN, 2)?
            .paid_by(PaymentMethod::BankTransfer)
            .but(|facts| facts.consumer = false)
            .unpaid()
            .done()?,
        refused,
    ])
}

fn cancelling(days: &Days<'_>) -> Result<Vec<Order>, DeskError> {
    let new = |number, customer, ago| Sketch::new(days, number, customer, FRANCE, ago);
    let cancelled = then(
        days,
        &new("W-100930", "c-1018", 6)?.buys(BELL, 1)?.carriage("5.90", "4.90")?.done()?,
        5,
        None,
        json!({ "type": "cancel_order", "by": "customer", "reason": "mistake" }),
    )?;
    Ok(vec![
        new("W-101002", "c-1006", 1)?.buys(PLUG, 3)?.buys(HUB, 1)?.carriage("5.90", "4.90")?.done()?,
        cancelled,
        new("W-101010", "c-1016", 1)?
            .buys(THERMOSTAT, 1)?
            .but(|facts| facts.channel = Channel::CustomerService)
            .paid_by(PaymentMethod::Cheque)
            .done()?,
    ])
}

fn returning(days: &Days<'_>) -> Result<Vec<Order>, DeskError> {
    let new = |number, customer, ago| Sketch::new(days, number, customer, FRANCE, ago);
    let asked = |lines: serde_json::Value, reason: &str, on: NaiveDate| json!({ "type": "request_return", "lines": lines, "reason": reason, "notified_on": on });
    let awaited = new("W-100120", "c-1017", 19)?
        .buys(CAM_OUT, 2)?
        .gift(CARD)?
        .buys(PANEL, 1)?
        .carriage("9.90", "4.90")?
        .ships(&[], 18, Some(15))
        .done()?;
    let rma = rma_number(OTHER_DESK, 231);
    let lines = json!([{ "line": "1", "quantity": 2 }]);
    let awaited = then(days, &awaited, 6, Some(&rma), asked(lines, "change_of_mind", days.ago(6)))?;
    let faulty = new("W-100301", "c-1013", 24)?.buys(LOCK, 1)?.ships(&[], 23, Some(21)).done()?;
    let rma = rma_number(OTHER_DESK, 232);
    let lines = json!([{ "line": "1", "quantity": 1 }]);
    let faulty = then(days, &faulty, 3, Some(&rma), asked(lines.clone(), "faulty", days.ago(3)))?;
    let closed =
        new("W-098800", "c-1014", 70)?.buys(CAM_IN, 1)?.carriage("5.90", "4.90")?.ships(&[], 69, Some(67)).done()?;
    let rma = rma_number(OTHER_DESK, 198);
    let closed = then(days, &closed, 55, Some(&rma), asked(lines.clone(), "other", days.ago(55)))?;
    let came = json!({ "type": "receive_return", "rma": rma, "lines": lines, "received_on": days.ago(48) });
    let closed = then(days, &closed, 48, None, came)?;
    Ok(vec![
        awaited,
        faulty,
        closed,
        new("W-097777", "c-1018", 64)?.buys(THERMOSTAT, 1)?.buys(PLUG, 2)?.ships(&[], 63, Some(60)).done()?,
        new("W-100811", "c-1014", 12)?.buys(BELL, 1)?.ships(&[], 11, Some(9)).done()?,
    ])
}

fn parcels(days: &Days<'_>) -> Result<Vec<Order>, DeskError> {
    let new = |number, customer, ago| Sketch::new(days, number, customer, FRANCE, ago);
    let damaged = then(
        days,
        &new("W-100710", "c-1016", 11)?.buys(CAM_OUT, 2)?.buys(SENSOR, 2)?.ships(&[], 10, Some(8)).done()?,
        7,
        None,
        json!({
            "type": "report_damage", "shipment": "s1", "lines": [{ "line": "1", "quantity": 1 }],
            "reported_on": days.ago(7), "number": "W-100710-D1-K7", "reserves": "carton enfoncé",
        }),
    )?;
    Ok(vec![
        damaged,
        new("W-100955", "c-1017", 4)?.buys(CAM_IN, 2)?.ships(&[], 3, Some(1)).done()?,
        new("W-100980", "c-1013", 3)?.buys(HUB, 1)?.buys(MOTION, 3)?.ships(&[], 1, None).done()?,
    ])
}

fn abroad(days: &Days<'_>) -> Result<Vec<Order>, DeskError> {
    let new = |number, customer, place, ago| Sketch::new(days, number, customer, place, ago);
    Ok(vec![
        new("W-100655", "c-1007", GERMANY, 13)?
            .buys(CAM_OUT, 1)?
            .gift(CARD)?
            .discount("WELCOME", "10.00")?
            .carriage("9.90", "4.90")?
            .ships(&[], 12, Some(9))
            .done()?,
        new("W-100660", "c-1008", GERMANY, 2)?.buys(LOCK, 1)?.buys(SENSOR, 2)?.ships(&[], 1, None).done()?,
        new("W-100402", "c-1009", STATES, 17)?
            .buys(BELL, 1)?
            .buys(CAM_IN, 2)?
            .carriage("12.00", "8.00")?
            .ships(&[], 15, Some(11))
            .done()?,
        new("W-099511", "c-1010", STATES, 48)?.buys(THERMOSTAT, 1)?.ships(&[], 46, Some(43)).done()?,
        new("W-100777", "c-1011", BRITAIN, 8)?.buys(HUB, 1)?.buys(PLUG, 4)?.ships(&[], 7, Some(5)).done()?,
        new("W-100345", "c-1012", SPAIN, 20)?.buys(CAM_IN, 3)?.ships(&[("1", 1)], 19, Some(16)).done()?,
        new("W-100888", "c-1015", BRITAIN, 9)?.buys(SIREN, 2)?.ships(&[], 8, Some(6)).done()?,
    ])
}

/// Service accounts: one service, two, one that ends with its period, one whose last fee was not paid, one begun within
/// the days of EU-2, and one that was interrupted and is paid since (NPY-2).
pub(super) fn accounts(today: NaiveDate) -> Result<Vec<(String, ServiceAccount)>, DeskError> {
    let ago = |days: u64| today.checked_sub_days(chrono::Days::new(days)).unwrap_or(today);
    let account = |place: Place, begun: u64, services: &[(&str, &str, bool)], unpaid: serde_json::Value| {
        let (market, zone, currency, rate, _) = place;
        let anchor = ago(begun);
        let period = guichet_domain::calendar::Period::anchored(anchor, today).ok_or(DeskError::BodyDamaged)?;
        let services: Vec<_> = services
            .iter()
            .map(|(id, price, ends)| {
                json!({
                    "id": id, "paid": true, "price": price, "status": if *ends { "ending" } else { "active" },
                    "started_on": anchor, "stops_on": ends.then_some(period.end),
                })
            })
            .collect();
        ServiceAccount::from_value(json!({
            "currency": currency, "tax_rate": rate, "time_zone": zone, "market": market, "consumer": true,
            "anchor": anchor, "period": { "start": period.start, "end": period.end }, "services": services,
            "payment_method": { "kind": "card", "last4": "4242" }, "unpaid": unpaid,
        }))
        .map_err(|_| DeskError::BodyDamaged)
    };
    let paid = || json!([]);
    let late = json!([{ "amount": "11.99", "due_on": ago(46), "invoice": "S-100871" }]);
    let mut interrupted = account(FRANCE, 200, &[("security", "9.99", false)], paid())?.into_facts();
    let since = Measure { kind: MeasureKind::Interruption, on: ago(12), lifted_on: None };
    interrupted.measures.push(since);
    let interrupted = ServiceAccount::new(interrupted).map_err(|_| DeskError::BodyDamaged)?;
    Ok(vec![
        ("c-1016".into(), interrupted),
        ("c-1001".into(), account(FRANCE, 140, &[("video", "4.99", false)], paid())?),
        ("c-1002".into(), account(FRANCE, 140, &[("video", "4.99", false), ("security", "9.99", false)], paid())?),
        ("c-1004".into(), account(FRANCE, 140, &[("security", "9.99", false)], late)?),
        ("c-1012".into(), account(SPAIN, 5, &[("security", "9.99", false)], paid())?),
        ("c-1017".into(), account(FRANCE, 140, &[("security", "9.99", true)], paid())?),
    ])
}
