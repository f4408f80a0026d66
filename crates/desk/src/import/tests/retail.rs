use super::{planned, year};
use crate::import::report::{InPart, Left, Note};
use crate::import::retail::Plan;
use guichet_domain::Order;
use guichet_domain::order::RmaStatus;
use guichet_domain::totals::Totals;

fn plan(lines: &[&str]) -> Plan {
    planned(year(lines).as_bytes()).unwrap()
}

fn order<'a>(plan: &'a Plan, number: &str) -> &'a Order {
    &plan.orders.iter().find(|planned| planned.order.number == number).unwrap().order
}

fn left(plan: &Plan, why: Left) -> Vec<u64> {
    plan.report.reasons.get(&why).map(|some| some.lines.clone()).unwrap_or_default()
}

fn noted(plan: &Plan, note: Note) -> Vec<u64> {
    plan.report.notes.get(&note).map(|some| some.lines.clone()).unwrap_or_default()
}

fn credited(order: &Order) -> Vec<(String, u32, String)> {
    let lines = |credit: &guichet_domain::order::Credit| {
        let total = credit.total.value().to_string();
        credit.lines.iter().map(|l| (l.line.clone(), l.quantity, total.clone())).collect::<Vec<_>>()
    };
    order.credits.iter().flat_map(lines).collect()
}

const MUGS: &str = "100001,MUG,A MUG,6,2011-01-10 10:00:00,2.55,17850.0,United Kingdom";

#[test]
fn an_invoice_is_an_order_with_carriage_paid_shipped_and_delivered() {
    let plan = plan(&[
        MUGS,
        "100001,MUG,A MUG,1,2011-01-10 10:00:00,2.55,17850.0,United Kingdom",
        "100001,POST,POSTAGE,3,2011-01-10 10:00:00,18.0,17850.0,United Kingdom",
        "100001,C2,CARRIAGE,1,2011-01-10 10:01:00,50,17850.0,United Kingdom",
    ]);
    let order = order(&plan, "100001");
    assert_eq!(order.customer.as_deref(), Some("17850"));
    assert_eq!(order.lines.iter().map(|l| (l.id.as_str(), l.quantity)).collect::<Vec<_>>(), [("1", 6), ("2", 1)]);
    assert_eq!(order.delivery.as_ref().unwrap().price.value().to_string(), "104.00");
    assert_eq!(Totals::of(order).total.to_string(), "121.85");
    assert_eq!(order.payments[0].captured.value().to_string(), "121.85");
    assert_eq!(order.shipments[0].delivered_on.unwrap().to_string(), "2011-01-10");
    assert_eq!(order.placed_at.to_rfc3339(), "2011-01-10T10:00:00+00:00");
    assert_eq!((plan.report.lines, plan.report.imported, plan.report.left), (4, 4, 0));
}

#[test]
fn summer_days_are_counted_in_london() {
    let plan = plan(&["100001,MUG,A MUG,6,2011-06-10 00:30:00,2.55,,EIRE"]);
    let order = order(&plan, "100001");
    assert_eq!(order.placed_at.to_rfc3339(), "2011-06-10T00:30:00+01:00");
    assert_eq!(order.shipments[0].shipped_on.unwrap().to_string(), "2011-06-10");
    assert_eq!(order.market.code(), "IE");
}

#[test]
fn a_sale_without_a_customer_stays_one() {
    let plan = plan(&[
        "100001,MUG,A MUG,6,2011-01-10 10:00:00,2.55,,United Kingdom",
        "C100002,MUG,A MUG,-1,2011-01-11 10:00:00,2.55,,United Kingdom",
    ]);
    assert_eq!(order(&plan, "100001").customer, None);
    assert_eq!((plan.report.orders_without_customer, plan.customers.len()), (1, 0));
    assert_eq!(left(&plan, Left::CreditWithoutCustomer), [3]);
}

#[test]
fn a_credit_is_a_return_of_the_latest_purchase_at_its_price() {
    let plan = plan(&[
        MUGS,
        "100002,MUG,A MUG,6,2011-01-12 10:00:00,2.10,17850.0,United Kingdom",
        "100003,MUG,A MUG,6,2011-01-14 10:00:00,2.55,17850.0,United Kingdom",
        "C100004,MUG,A MUG,-2,2011-09-15 10:00:00,2.10,17850.0,United Kingdom",
        "C100005,MUG,A MUG,-1,2011-09-16 10:00:00,2.55,17850.0,United Kingdom",
    ]);
    assert_eq!(credited(order(&plan, "100002")), [("1".into(), 2, "4.20".into())]);
    assert_eq!(credited(order(&plan, "100003")), [("1".into(), 1, "2.55".into())]);
    assert!(order(&plan, "100001").credits.is_empty());
    let rma = &order(&plan, "100002").rmas[0];
    assert_eq!((rma.number.as_str(), rma.status), ("C100004", RmaStatus::Received));
    assert_eq!(rma.notified_on.to_string(), "2011-09-15");
    assert_eq!(order(&plan, "100002").payments[0].refunded.value().to_string(), "4.20");
    assert_eq!((plan.report.credits, plan.report.units_credited), (2, 3));
    assert_eq!(plan.report.credited_in_file, plan.report.credited_by_rules);
}

#[test]
fn a_credit_is_split_over_two_purchases() {
    let plan = plan(&[
        MUGS,
        "100002,MUG,A MUG,6,2011-01-12 10:00:00,2.55,17850.0,United Kingdom",
        "C100003,MUG,A MUG,-9,2011-01-15 10:00:00,2.55,17850.0,United Kingdom",
    ]);
    assert_eq!(credited(order(&plan, "100002")), [("1".into(), 6, "15.30".into())]);
    assert_eq!(credited(order(&plan, "100001")), [("1".into(), 3, "7.65".into())]);
    assert_eq!(order(&plan, "100001").rmas[0].number, "C100003-1");
    assert_eq!(order(&plan, "100002").rmas[0].number, "C100003-2");
    assert_eq!(noted(&plan, Note::CreditSplit), [4]);
    assert_eq!((plan.report.credits, plan.report.credits_on_orders, plan.report.credit_lines), (1, 2, 1));
}

#[test]
fn two_lines_of_a_credit_can_meet_one_purchase() {
    let plan = plan(&[
        MUGS,
        "C100003,MUG,A MUG,-2,2011-01-15 10:00:00,2.55,17850.0,United Kingdom",
        "C100003,mug,A MUG,-3,2011-01-15 10:00:00,2.55,17850.0,United Kingdom",
    ]);
    assert_eq!(credited(order(&plan, "100001")), [("1".into(), 5, "12.75".into())]);
    assert_eq!(plan.report.imported, 3);
}

#[test]
fn another_price_is_credited_as_it_was_bought() {
    let plan = plan(&[MUGS, "C100003,MUG,A MUG,-2,2011-01-15 10:00:00,9.99,17850.0,United Kingdom"]);
    assert_eq!(credited(order(&plan, "100001")), [("1".into(), 2, "5.10".into())]);
    assert_eq!(noted(&plan, Note::CreditedAtPurchasePrice), [3]);
    assert_eq!(plan.report.credited_in_file.to_string(), "19.98");
    assert_eq!(plan.report.credited_by_rules.to_string(), "5.10");
}

#[test]
fn credits_before_beyond_and_beside_the_purchase_are_reported() {
    let plan = plan(&[
        "C100000,MUG,A MUG,-1,2011-01-09 10:00:00,2.55,17850.0,United Kingdom",
        MUGS,
        "C100003,MUG,A MUG,-8,2011-01-15 10:00:00,2.55,17850.0,United Kingdom",
        "C100004,MUG,A MUG,-1,2011-01-16 10:00:00,2.55,17850.0,United Kingdom",
        "C100005,MUG,A MUG,-1,2011-01-16 10:00:00,2.55,17851.0,United Kingdom",
        "C100006,JUG,A JUG,-1,2011-01-16 10:00:00,2.55,17850.0,United Kingdom",
    ]);
    assert_eq!(left(&plan, Left::CreditWithoutPurchase), [2, 6, 7]);
    assert_eq!(left(&plan, Left::CreditedInPart), [4]);
    assert_eq!(plan.report.in_part, [InPart { line: 4, asked: 8, credited: 6 }]);
    assert_eq!(left(&plan, Left::CreditExhausted), [5]);
    assert_eq!(credited(order(&plan, "100001")), [("1".into(), 6, "15.30".into())]);
    assert_eq!((plan.report.lines, plan.report.imported, plan.report.left), (6, 1, 5));
}

#[test]
fn a_credit_at_the_minute_of_its_purchase_counts_where_it_stands_behind_it() {
    let credit = "C100003,MUG,A MUG,-1,2011-01-10 10:00:00,2.55,17850.0,United Kingdom";
    assert_eq!(plan(&[MUGS, credit]).report.credits, 1);
    assert_eq!(plan(&[credit, MUGS]).report.credits, 0);
    // The file's order does not matter otherwise: time does.
    let later = "C100003,MUG,A MUG,-1,2011-01-10 10:00:01,2.55,17850.0,United Kingdom";
    assert_eq!(plan(&[later, MUGS]).report.credits, 1);
}

#[test]
fn carriage_comes_back_with_the_last_unit() {
    let post = "100001,POST,POSTAGE,1,2011-01-10 10:00:00,18.0,17850.0,United Kingdom";
    let back = "C100003,POST,POSTAGE,-1,2011-01-15 10:00:00,18.0,17850.0,United Kingdom";
    let some = "C100003,MUG,A MUG,-2,2011-01-15 10:00:00,2.55,17850.0,United Kingdom";
    let all = "C100003,MUG,A MUG,-6,2011-01-15 10:00:00,2.55,17850.0,United Kingdom";
    let part = plan(&[MUGS, post, back, some]);
    assert_eq!(left(&part, Left::CarriageUnmatched), [4]);
    assert_eq!(part.report.carriage_by_rules.to_string(), "0.00");
    let whole = plan(&[MUGS, post, back, all]);
    assert_eq!(whole.report.left, 0);
    assert_eq!(credited(order(&whole, "100001")), [("1".into(), 6, "33.30".into())]);
}

#[test]
fn a_discount_goes_into_the_latest_order_that_can_bear_it() {
    let plan = plan(&[
        MUGS,
        "100002,MUG,A MUG,1,2011-01-12 10:00:00,2.55,17850.0,United Kingdom",
        "C100003,D,Discount,-2,2011-01-15 10:00:00,2.50,17850.0,United Kingdom",
        "C100004,D,Discount,-1,2011-01-16 10:00:00,500,17850.0,United Kingdom",
        "C100005,MUG,A MUG,-6,2011-01-17 10:00:00,2.55,17850.0,United Kingdom",
    ]);
    let order = order(&plan, "100001");
    assert_eq!(order.discounts[0].code, "D C100003");
    assert_eq!(Totals::of(order).total.to_string(), "10.30");
    assert_eq!(left(&plan, Left::DiscountUnmatched), [5]);
    // One mug of the later order, five of this one: 5/6 of what it costs with its discount.
    assert_eq!(credited(order), [("1".into(), 5, "8.58".into())]);
    assert_eq!(order.payments[0].refunded.value().to_string(), "13.58");
    assert_eq!(plan.report.discounts, 1);
}

#[test]
fn a_discount_on_the_invoice_itself_is_the_orders() {
    let plan = plan(&[MUGS, "100001,D,Discount,-1,2011-01-10 10:00:00,5.30,17850.0,United Kingdom"]);
    assert_eq!(Totals::of(order(&plan, "100001")).total.to_string(), "10.00");
    assert_eq!(plan.report.imported, 2);
}

#[test]
fn what_makes_no_sense_is_reported_with_its_line() {
    let plan = plan(&[
        MUGS,
        "100001,JUG,A JUG,1,2011-01-10 10:00:00,0.0,17850.0,United Kingdom",
        "100002,JUG,damaged,-10,2011-01-10 10:00:00,0.0,,United Kingdom",
        "A100003,B,Adjust bad debt,1,2011-01-10 10:00:00,-11062.06,,United Kingdom",
        "A100004,JUG,A JUG,1,2011-01-10 10:00:00,3,,United Kingdom",
        "100001,M,Manual,1,2011-01-10 10:00:00,1.25,17850.0,United Kingdom",
        "C100005,CRUK,CRUK Commission,-1,2011-01-10 10:00:00,1.25,14096.0,United Kingdom",
        "100006,D,Discount,-1,2011-01-10 10:00:00,1.25,14096.0,United Kingdom",
    ]);
    assert_eq!(left(&plan, Left::ZeroPrice), [3]);
    assert_eq!(left(&plan, Left::NegativeQuantity), [4]);
    assert_eq!(left(&plan, Left::NegativePrice), [5]);
    assert_eq!(left(&plan, Left::OtherDocument), [6]);
    assert_eq!(left(&plan, Left::Adjustment), [7, 8]);
    assert_eq!(left(&plan, Left::DiscountUnmatched), [9]);
    assert_eq!((plan.report.orders, plan.report.customers), (1, 2));
}

#[test]
fn carriage_alone_is_an_order_without_lines() {
    let plan = plan(&["100001,POST,POSTAGE,1,2011-01-10 10:00:00,18.0,17850.0,France"]);
    assert_eq!(Totals::of(order(&plan, "100001")).total.to_string(), "18.00");
}

#[test]
fn a_country_that_is_none_is_noted() {
    let plan = plan(&["100001,MUG,A MUG,6,2011-01-10 10:00:00,2.55,17850.0,Unspecified"]);
    assert_eq!(order(&plan, "100001").market.code(), "GB");
    assert_eq!(noted(&plan, Note::CountryAssumed), [2]);
}

#[test]
fn a_quoted_line_break_keeps_line_numbers_true() {
    let plan = plan(&[
        "100001,MUG,\"A\nMUG\",6,2011-01-10 10:00:00,2.55,17850.0,France",
        "100001,JUG,A JUG,1,2011-01-10 10:00:00,0,17850.0,France",
    ]);
    assert_eq!(left(&plan, Left::ZeroPrice), [4]);
}

#[test]
fn packed_and_unpacked_are_one_file() {
    use std::io::{Read, Write};
    let text = year(&[MUGS]);
    let mut packed = Vec::new();
    liblzma::read::XzEncoder::new(text.as_bytes(), 6).read_to_end(&mut packed).unwrap();
    let (plain, unpacked) = (planned(text.as_bytes()).unwrap(), planned(&packed).unwrap());
    assert_eq!((plain.orders, plain.fingerprint), (unpacked.orders, unpacked.fingerprint));
    packed.truncate(packed.len() - 12);
    packed.flush().unwrap();
    assert!(planned(&packed).unwrap_err().to_string().contains("cannot be read"));
}
