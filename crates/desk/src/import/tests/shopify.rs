use std::ops::ControlFlow;

use guichet_domain::order::{LineKind, Order, PaymentMethod};
use guichet_domain::totals::Totals;

use crate::import::{ImportError, IncomingOrder, shopify};

/// An export, column by column, so that a test changes one value by its heading.
#[derive(Clone)]
pub(super) struct Export {
    pub heading: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

const FIRST: &[(&str, &str)] = &[
    ("Name", "#1001"),
    ("Email", "Lea@Example.com"),
    ("Financial Status", "paid"),
    ("Paid at", "2026-03-02 09:50:26 +0100"),
    ("Fulfillment Status", "fulfilled"),
    ("Fulfilled at", "2026-03-03 23:30:00 +0000"),
    ("Accepts Marketing", "yes"),
    ("Currency", "EUR"),
    ("Subtotal", "55.00"),
    ("Shipping", "5.00"),
    ("Taxes", "12.00"),
    ("Total", "72.00"),
    ("Discount Code", "WELCOME"),
    ("Discount Amount", "5.00"),
    ("Shipping Method", "Standard"),
    ("Created at", "2026-03-02 09:49:00 +0100"),
    ("Lineitem quantity", "2"),
    ("Lineitem name", "Camera"),
    ("Lineitem price", "25.00"),
    ("Lineitem compare at price", ""),
    ("Lineitem sku", "CAM"),
    ("Lineitem requires shipping", "true"),
    ("Lineitem taxable", "true"),
    ("Lineitem fulfillment status", "fulfilled"),
    ("Billing Name", "Léa Martin"),
    ("Billing Country", "FR"),
    ("Shipping Street", "3 rue Haute"),
    ("Shipping City", "Lyon"),
    ("Shipping Zip", "'69001"),
    ("Shipping Country", "FR"),
    ("Cancelled at", ""),
    ("Payment Method", "Shopify Payments"),
    ("Refunded Amount", "0.00"),
    ("Vendor", "Leaf"),
    ("Outstanding Balance", "0.00"),
    ("Id", "7410991464714"),
    ("Lineitem discount", "0.00"),
    ("Tax 1 Name", "TVA 20%"),
    ("Tax 1 Value", "12.00"),
    ("Phone", "+33612345678"),
];

const SECOND: &[(&str, &str)] = &[
    ("Name", "#1001"),
    ("Email", "Lea@Example.com"),
    ("Lineitem quantity", "1"),
    ("Lineitem name", "Sensor, small"),
    ("Lineitem price", "10.00"),
    ("Lineitem sku", ""),
    ("Lineitem requires shipping", "true"),
    ("Lineitem taxable", "true"),
    ("Lineitem fulfillment status", "fulfilled"),
    ("Vendor", "Other"),
    ("Lineitem discount", "0.00"),
];

impl Export {
    pub fn sample() -> Self {
        let heading: Vec<String> = FIRST.iter().map(|(name, _)| (*name).to_owned()).collect();
        let row = |values: &[(&str, &str)]| {
            let of = |name: &String| values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
            heading.iter().map(|name| of(name).to_owned()).collect::<Vec<_>>()
        };
        let rows = vec![row(FIRST), row(SECOND)];
        Self { heading, rows }
    }

    pub fn with(mut self, line: usize, column: &str, value: &str) -> Self {
        let place = self.heading.iter().position(|name| name == column).unwrap();
        self.rows[line][place] = value.to_owned();
        self
    }

    pub fn all(self, changes: &[(usize, &str, &str)]) -> Self {
        changes.iter().fold(self, |export, (line, column, value)| export.with(*line, column, value))
    }

    pub fn text(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.heading).unwrap();
        for row in &self.rows {
            writer.write_record(row).unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn order(&self) -> Order {
        self.read().unwrap().remove(0).order
    }

    fn read(&self) -> Result<Vec<IncomingOrder>, ImportError> {
        read(&self.text())
    }
}

pub(super) fn read(text: &[u8]) -> Result<Vec<IncomingOrder>, ImportError> {
    shopify::read(text, "Europe/Paris".parse().unwrap(), &mut |_| ControlFlow::Continue(()))
}

fn total(order: &Order) -> String {
    Totals::of(order).total.to_string()
}

#[test]
fn one_order_over_two_lines() {
    let read = Export::sample().read().unwrap();
    let IncomingOrder { order, customer } = &read[0];
    assert_eq!(read.len(), 1);
    assert_eq!(order.number, "#1001");
    let lines: Vec<_> = order.lines.iter().map(|l| (l.sku.as_str(), l.quantity, l.tax_rate.key())).collect();
    assert_eq!(lines, [("CAM", 2, "0.2".to_owned()), ("Sensor, small", 1, "0.2".to_owned())]);
    assert_eq!(
        (order.discounts[0].code.as_str(), order.discounts[0].amount.value().to_string()),
        ("WELCOME", "5.00".into())
    );
    assert_eq!(total(order), "72.00");
    assert_eq!(order.shipments[0].shipped_on.unwrap().to_string(), "2026-03-04");
    assert_eq!(order.shipments[0].delivered_on, None);
    assert_eq!(order.payments[0].method, PaymentMethod::Card);
    let customer = customer.as_ref().unwrap();
    assert_eq!(
        (customer.customer.id.as_str(), customer.customer.name.as_str()),
        ("shopify:lea@example.com", "Léa Martin")
    );
    assert_eq!(customer.contact.postcode.as_deref(), Some("69001"));
    assert_eq!(order.customer.as_deref(), Some("shopify:lea@example.com"));
}

#[test]
fn prices_that_include_tax_are_taken_apart_to_the_cent() {
    // 2 × 34.90 + 9.99, less 5.00, and 4.90 for carriage: 79.69 with 13.28 of tax in it.
    let order = Export::sample()
        .all(&[
            (0, "Lineitem price", "34.90"),
            (1, "Lineitem price", "9.99"),
            (0, "Subtotal", "74.79"),
            (0, "Shipping", "4.90"),
            (0, "Taxes", "13.28"),
            (0, "Tax 1 Value", "13.28"),
            (0, "Total", "79.69"),
        ])
        .order();
    assert_eq!(total(&order), "79.69");
    let totals = Totals::of(&order);
    assert_eq!(totals.taxes.values().next().unwrap().to_string(), "13.28");
    assert_eq!(order.lines[0].unit_price.unwrap().value().to_string(), "29.0833");
}

#[test]
fn a_rate_that_no_name_says_comes_from_the_amounts() {
    let order = Export::sample().with(0, "Tax 1 Name", "VAT").order();
    assert_eq!(order.lines[0].tax_rate.key(), "0.2");
    // Carriage without tax, and an article that is not taxable.
    let order = Export::sample()
        .all(&[
            (1, "Lineitem taxable", "false"),
            (0, "Discount Amount", "0"),
            (0, "Subtotal", "60.00"),
            (0, "Tax 1 Name", ""),
            (0, "Taxes", "10.00"),
            (0, "Tax 1 Value", "10.00"),
            (0, "Total", "75.00"),
        ])
        .order();
    assert_eq!(order.lines[1].tax_rate.key(), "0");
    assert_eq!(order.delivery.as_ref().unwrap().tax_rate.key(), "0");
    assert_eq!(total(&order), "75.00");
}

#[test]
fn several_taxes_on_the_same_goods_add_up() {
    let mut export = Export::sample();
    export.heading.extend(["Tax 2 Name".to_owned(), "Tax 2 Value".to_owned()]);
    export.rows[0].extend(["County 5%".to_owned(), "3.00".to_owned()]);
    export.rows[1].extend([String::new(), String::new()]);
    let order = export.all(&[(0, "Tax 1 Name", "State Tax 15.0%"), (0, "Tax 1 Value", "9.00")]).order();
    assert_eq!((order.lines[0].tax_rate.key(), total(&order)), ("0.2".to_owned(), "72.00".to_owned()));
}

#[test]
fn no_tax_free_carriage_and_no_customer() {
    let order = Export::sample()
        .all(&[
            (0, "Email", ""),
            (1, "Email", ""),
            (0, "Phone", ""),
            (0, "Taxes", "0.00"),
            (0, "Tax 1 Value", ""),
            (0, "Discount Amount", "10.00"),
            (0, "Total", "55.00"),
        ])
        .order();
    // Five of the discount are on the goods, five on the carriage.
    assert_eq!((order.delivery.clone(), order.customer.clone(), total(&order)), (None, None, "55.00".to_owned()));
}

#[test]
fn what_was_not_fulfilled_is_open_and_what_does_not_ship_is_a_service() {
    let order = Export::sample()
        .all(&[
            (1, "Lineitem fulfillment status", "pending"),
            (1, "Lineitem requires shipping", "false"),
            (0, "Financial Status", "authorized"),
            (0, "Payment Method", "Bank Deposit"),
        ])
        .order();
    assert_eq!(order.shipments[0].lines.len(), 1);
    assert_eq!(order.lines[1].kind, LineKind::Service);
    assert_eq!(order.payments[0].captured.value().to_string(), "0.00");
    assert_eq!(order.payments[0].method, PaymentMethod::BankTransfer);
}

#[test]
fn a_cancelled_order_whose_money_went_back_is_cancelled_by_the_rules() {
    let open = [
        (0, "Lineitem fulfillment status", "pending"),
        (1, "Lineitem fulfillment status", "pending"),
        (0, "Fulfilled at", ""),
        (0, "Cancelled at", "2026-03-02 12:00:00 +0100"),
    ];
    let back = [(0, "Financial Status", "refunded"), (0, "Refunded Amount", "72.00")];
    let order = Export::sample().all(&open).all(&back).order();
    assert_eq!(order.credits[0].total.value().to_string(), "72.00");
    assert_eq!(order.payments[0].refunded.value().to_string(), "72.00");
    assert_eq!(order.cancelled.iter().map(|unit| unit.quantity).sum::<u32>(), 3);
    // Some of it went back: nobody knows what for, and nothing is credited twice.
    let order = Export::sample().all(&open).all(&[back[0], (0, "Refunded Amount", "20.00")]).order();
    assert!(order.credits.is_empty());
    assert!(order.cancelled.iter().all(|unit| unit.retained));
    // Never paid.
    let order = Export::sample().all(&open).all(&[(0, "Financial Status", "voided")]).order();
    assert_eq!(order.cancelled.len(), 2);
}

#[test]
fn a_second_order_begins_with_another_name() {
    let mut export = Export::sample();
    let mut other = export.rows[0].clone();
    other[0] = "#1002".to_owned();
    export.rows.push(other);
    let export = export.all(&[
        (2, "Subtotal", "45.00"),
        (2, "Taxes", "10.00"),
        (2, "Tax 1 Value", "10.00"),
        (2, "Total", "60.00"),
    ]);
    let read = export.read().unwrap();
    assert_eq!(
        read.iter().map(|it| (it.order.number.as_str(), it.order.lines.len())).collect::<Vec<_>>(),
        [("#1001", 2), ("#1002", 1)]
    );
}

#[test]
fn partly_paid_orders_say_what_is_owed() {
    let order =
        Export::sample().all(&[(0, "Financial Status", "partially_paid"), (0, "Outstanding Balance", "22.00")]).order();
    assert_eq!(order.payments[0].captured.value().to_string(), "50.00");
}
