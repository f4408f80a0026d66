//! The merchant's shop: what it sells, ships, delivers and is paid; and the first state of a merchant's data.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use guichet_domain::account::Unpaid;
use guichet_domain::basket::BasketLine;
use guichet_domain::order::{LineKind, OrderFacts, OrderKind, PaymentMethod, Shipment};
use guichet_domain::totals::Totals;
use guichet_domain::{Basket, Catalogue, Customer, LineLedger, LineQuantity, Money, Order, ServiceAccount, TermsPack};
use guichet_sync::record::{Contact, CustomerRecord, Language};
use guichet_sync::{Body, Key};
use serde_json::{Value, json};

use crate::dice::Dice;

/// Customers of each merchant.
pub const CUSTOMERS: usize = 2;

/// A customer's id. Both merchants have the same.
pub fn customer_id(n: usize) -> String {
    format!("c{n}")
}

/// The id of somebody whom desks make a customer. Few, and every desk has the same: two desks meet in one now and then.
pub fn new_customer_id(dice: &mut Dice) -> String {
    format!("P-{}", dice.index(4))
}

/// Orders as they are sold, before they have a number, a customer and a payment.
fn templates() -> &'static [OrderFacts] {
    static TEMPLATES: OnceLock<Vec<OrderFacts>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let hardware = |id: &str, quantity: u32, price: &str| {
            json!({"id": id, "sku": "CAM", "kind": "hardware", "quantity": quantity, "unit_price": price,
                "tax_rate": "0.20"})
        };
        let gift = json!({"id": "g", "sku": "BAG", "kind": "promotional", "quantity": 2, "value": "12.00",
            "tax_rate": "0.20"});
        let fee = json!({"id": "f", "sku": "FEE", "kind": "service", "quantity": 1, "unit_price": "9.9000",
            "tax_rate": "0.10"});
        let delivery = json!({"price": "8.50", "ground_price": "5.00", "tax_rate": "0.20"});
        [
            (vec![hardware("1", 3, "100.00")], Value::Null, 1, false),
            (vec![hardware("1", 2, "59.9900"), gift.clone()], delivery.clone(), 2, false),
            (vec![hardware("1", 4, "20.00"), hardware("2", 2, "33.3300"), fee], delivery, 1, false),
            (vec![hardware("1", 2, "80.00")], Value::Null, 1, true),
            (vec![hardware("1", 5, "10.0000"), gift], Value::Null, 2, false),
        ]
        .into_iter()
        .map(|(lines, delivery, payments, pre_order)| template(lines, delivery, payments, pre_order))
        .collect()
    })
}

fn template(lines: Vec<Value>, delivery: Value, payments: i128, pre_order: bool) -> OrderFacts {
    let kind = if pre_order { "pre_order" } else { "regular" };
    let mut document = json!({
        "number": "template", "kind": kind, "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
        "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris",
        "lines": lines, "delivery": delivery, "discounts": [], "payments": [], "shipments": [], "cancelled": [],
        "rmas": [], "claims": [], "credits": [],
    });
    if pre_order {
        document["accepted_on"] = "2026-11-03".into();
    }
    let unpaid = Order::from_value(document.clone()).expect("a template is sound");
    let total = Totals::of(&unpaid).total;
    let first = Money::from_minor_units(total.minor_units() / payments, total.currency());
    let amounts = if payments == 1 { vec![total] } else { vec![first, total - first] };
    let methods = ["card", "cheque"];
    let payments = amounts.iter().enumerate().map(|(at, amount)| {
        let captured = if pre_order { "0".to_owned() } else { amount.to_string() };
        json!({"id": format!("p{at}"), "method": methods[at], "authorised": amount.to_string(), "captured": captured,
            "refunded": "0"})
    });
    document["payments"] = payments.collect();
    Order::from_value(document).expect("a paid template is sound").into_facts()
}

/// A new order.
pub fn sell(number: String, merchant: usize, now: DateTime<Utc>, dice: &mut Dice) -> Order {
    let templates = templates();
    let mut facts = templates[dice.index(templates.len())].clone();
    facts.number = number;
    facts.placed_at = (now - TimeDelta::days(dice.between(0, 9))).fixed_offset();
    facts.customer = (!dice.once_in(8)).then(|| customer_id(dice.index(CUSTOMERS)));
    // The other merchant's order of the same number is another order.
    if merchant > 0 {
        facts.lines[0].sku = "OTHER".to_owned();
    }
    if dice.once_in(2) && facts.kind == OrderKind::Regular {
        ship(&mut facts, now, dice);
        if !dice.once_in(3) {
            deliver(&mut facts, now, dice);
        }
    }
    Order::new(facts).expect("a sold order is sound")
}

/// What both merchants sell, all the time.
pub fn catalogue() -> &'static Arc<Catalogue> {
    static CATALOGUE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let name = |text: &str| json!({"en": text, "fr": text});
        let document = json!({
            "markets": {"FR": {"currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris"}},
            "articles": [
                {"sku": "CAM", "name": name("Camera"), "kind": "hardware", "prices": {"EUR": "33.3333"}},
                {"sku": "HUB", "name": name("Hub"), "kind": "hardware", "prices": {"EUR": "80.00"}},
                {"sku": "BAG", "name": name("Bag"), "kind": "promotional", "prices": {"EUR": "12.00"}, "given_with": ["CAM"]},
            ],
            "deliveries": [{"id": "ground", "name": name("Ground"), "prices": {"EUR": "5.00"}}],
            "services": [],
        });
        // Written above, read from nowhere.
        Arc::new(Catalogue::from_value(document).expect("the catalogue is sound"))
    })
}

/// What somebody asks for on the phone.
pub fn basket(number: String, dice: &mut Dice) -> Basket {
    let mut lines = vec![BasketLine { sku: "CAM".to_owned(), quantity: dice.units(3) }];
    if dice.once_in(2) {
        lines.push(BasketLine { sku: "HUB".to_owned(), quantity: 1 });
    }
    Basket {
        number,
        customer: if dice.once_in(3) { new_customer_id(dice) } else { customer_id(dice.index(CUSTOMERS)) },
        // A constant, and in the list of countries.
        market: "FR".parse().expect("a country"),
        consumer: !dice.once_in(4),
        naming: Language::En,
        lines,
        delivery: dice.once_in(2).then(|| "ground".to_owned()),
        discounts: Vec::new(),
        payment: PaymentMethod::Card,
        requirements_told: true,
    }
}

/// What the shop does with an order next. The order stays as it is where nothing can be done.
pub fn advance(order: &Order, now: DateTime<Utc>, dice: &mut Dice) -> Order {
    let mut facts = order.clone().into_facts();
    match dice.index(5) {
        0 | 1 => ship(&mut facts, now, dice),
        2 | 3 => deliver(&mut facts, now, dice),
        _ => replace(&mut facts),
    }
    Order::new(facts).unwrap_or_else(|_| order.clone())
}

fn ship(facts: &mut OrderFacts, now: DateTime<Utc>, dice: &mut Dice) {
    let mut lines = Vec::new();
    for line in facts.lines.iter().filter(|line| line.kind != LineKind::Service) {
        let open = LineLedger::of(facts, line).map_or(0, |ledger| ledger.open());
        if open > 0 && (line.kind == LineKind::Hardware || dice.once_in(2)) {
            lines.push(LineQuantity { line: line.id.clone(), quantity: dice.units(open) });
        }
    }
    if lines.is_empty() {
        return;
    }
    // What was only authorised is captured when goods leave (PRE-2).
    for payment in &mut facts.payments {
        payment.captured = payment.authorised;
    }
    facts.shipments.push(Shipment {
        id: format!("s{}", facts.shipments.len()),
        carrier: "ups".to_owned(),
        tracking: None,
        lines,
        shipped_on: Some(now.date_naive()),
        delivered_on: None,
        refused_on: None,
        back_on: None,
        released_in: None,
    });
}

fn deliver(facts: &mut OrderFacts, now: DateTime<Utc>, dice: &mut Dice) {
    let on_its_way = |shipment: &&mut Shipment| shipment.delivered_on.is_none() && shipment.refused_on.is_none();
    let mut parcels: Vec<&mut Shipment> = facts.shipments.iter_mut().filter(on_its_way).collect();
    let at = dice.index(parcels.len());
    if let Some(parcel) = parcels.get_mut(at) {
        parcel.delivered_on = Some(now.date_naive());
    }
}

/// A replacement arrives. Only where nothing was credited: a claim that was paid for gets none.
fn replace(facts: &mut OrderFacts) {
    let is_unpaid = facts.credits.is_empty();
    if is_unpaid && let Some(claim) = facts.claims.iter_mut().find(|claim| !claim.replacement_delivered) {
        claim.replacement_delivered = true;
    }
}

/// A customer; `edition` was accepted, where there is one.
pub fn customer(
    n: usize,
    edition: Option<(&str, NaiveDate)>,
    before: Option<&CustomerRecord>,
    dice: &mut Dice,
) -> Body {
    let mut accepted_terms = before.map(|record| record.customer.accepted_terms.clone()).unwrap_or_default();
    if let Some((id, on)) = edition {
        // One acceptance a day: which of two of one day came last, no rule says.
        let accepted = guichet_domain::customer::AcceptedTerms { id: id.to_owned(), on };
        accepted_terms.retain(|known| known.on != on);
        accepted_terms.push(accepted);
    }
    let email = (!dice.once_in(6)).then(|| format!("c{n}.{}@example.com", dice.below(1000)));
    let open_disputes = u32::from(dice.once_in(8));
    let customer = Customer { id: customer_id(n), name: format!("Zoé Ker {n}"), email, open_disputes, accepted_terms };
    let contact =
        Contact { phone: None, street: None, postcode: None, town: None, country: "FR".into(), language: Language::Fr };
    Body::Customer(Arc::new(CustomerRecord { customer, contact }))
}

/// The account once what was owed is paid; where nothing was, a fee stays unpaid.
pub fn billed(account: &ServiceAccount) -> Body {
    let mut facts = account.clone().into_facts();
    facts.unpaid = if facts.unpaid.is_empty() { unpaid() } else { vec![] };
    Body::Account(Arc::new(ServiceAccount::new(facts).expect("what is owed makes no account unsound")))
}

fn unpaid() -> Vec<Unpaid> {
    serde_json::from_value(json!([{"amount": "19.00", "due_on": "2026-11-05"}])).expect("a fee is sound")
}

/// A customer's service account.
pub fn account(dice: &mut Dice) -> Body {
    let service = |id: &str, price: &str, started: &str| json!({"id": id, "paid": true, "price": price, "status": "active", "started_on": started, "stops_on": null});
    let services = match dice.index(3) {
        0 => vec![],
        1 => vec![service("alarm", "19.00", "2026-11-04")],
        _ => vec![service("alarm", "19.00", "2026-10-05"), service("cloud", "5.00", "2026-11-06")],
    };
    let anchor = if services.is_empty() { Value::Null } else { "2026-10-05".into() };
    let unpaid = if dice.once_in(2) { unpaid() } else { vec![] };
    let interrupted = json!([{"kind": "interruption", "on": "2026-11-06"}]);
    let measures = if dice.once_in(4) { interrupted } else { json!([]) };
    let account = json!({
        "currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris", "market": "FR", "consumer": true,
        "anchor": anchor, "period": null, "services": services, "payment_method": null, "unpaid": unpaid,
        "measures": measures,
    });
    Body::Account(Arc::new(ServiceAccount::from_value(account).expect("an account is sound")))
}

/// An edition of the terms. Its texts are left out unless they are asked for: nothing that is decided depends on them.
pub fn terms(n: usize, effective_on: NaiveDate, with_texts: bool, dice: &mut Dice) -> TermsPack {
    static SHIPPED: OnceLock<[TermsPack; 2]> = OnceLock::new();
    let [bare, whole] = SHIPPED.get_or_init(|| {
        let whole = TermsPack::shipped().expect("the shipped pack is sound");
        [TermsPack { clauses: Default::default(), rules: Default::default(), ..whole.clone() }, whole]
    });
    let shipped = if with_texts { whole } else { bare };
    let mut pack = TermsPack { id: format!("edition-{n}"), effective_on, ..shipped.clone() };
    if n > 0 {
        pack.parameters.return_period_days = [3, 14, 60][dice.index(3)];
        pack.parameters.return_shipping_days = [7, 20][dice.index(2)];
        if dice.once_in(2) {
            pack.parameters.cancel_before_shipment = guichet_domain::terms::Permission::Refused;
        }
        if dice.once_in(2) {
            pack.parameters.cancellation_day = guichet_domain::terms::CancellationDay::Credited;
        }
    }
    pack
}

/// The key of an order.
pub fn order_key(number: &str) -> Key {
    Key::Order(number.to_owned())
}
