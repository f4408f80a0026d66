//! One invoice as an order: its articles, carriage and discounts, paid, shipped and delivered the same day.

use guichet_domain::money::{Amount, Rate};
use guichet_domain::names::TimeZone;
use guichet_domain::order::{
    Channel, Delivery, Discount, Line, LineKind, OrderFacts, OrderKind, Payment, PaymentMethod, Shipment,
};
use guichet_domain::totals::Totals;
use guichet_domain::{Currency, LineQuantity, Order};
use rust_decimal::Decimal;

use super::fates::Fates;
use super::invoices::{Document, DocumentKind, Item, Sort};
use crate::import::report::{Left, Note};
use crate::import::values;

/// The one parcel of an imported order.
const PARCEL: &str = "s1";
/// The one payment of an imported order.
const PAYMENT: &str = "p1";
/// The file does not say who carried the parcel.
const CARRIER: &str = "unknown";

/// What is the same in every order of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shop {
    pub currency: Currency,
    pub time_zone: TimeZone,
    /// The file knows no tax: its prices are taken as they stand, at a rate of nothing.
    pub no_tax: Rate,
}

/// Why a line cannot stand on an invoice of this kind, whatever it sells.
pub(super) fn unfit(kind: DocumentKind, item: &Item) -> Option<Left> {
    let credit = kind == DocumentKind::Credit;
    if item.price < Decimal::ZERO {
        Some(Left::NegativePrice)
    } else if item.quantity == 0 {
        Some(Left::NoUnits)
    } else if item.quantity < 0 && !credit && item.sort != Sort::Discount {
        Some(Left::NegativeQuantity)
    } else if item.price.is_zero() {
        Some(Left::ZeroPrice)
    } else if item.sort == Sort::Adjustment || (credit && item.quantity > 0) {
        Some(Left::Adjustment)
    } else if kind == DocumentKind::Other {
        Some(Left::OtherDocument)
    } else if item.sort == Sort::Discount && item.quantity > 0 {
        // A discount that adds to what is paid is none.
        Some(Left::Adjustment)
    } else {
        None
    }
}

/// The money of a line, where it comes to whole pennies.
pub(super) fn money_of(item: &Item, currency: Currency) -> Option<Amount> {
    let exact = item.price * Decimal::from(item.units());
    let rounded = currency.round(exact);
    (rounded.amount() == exact).then(|| rounded.into())
}

/// The order that an invoice makes, or nothing where no line of it can be in one. Every line meets its fate.
pub(super) fn order_of(document: &Document, customer: Option<String>, shop: Shop, fates: &mut Fates) -> Option<Order> {
    let mut sale = Sale { shop, lines: Vec::new(), carriage: Decimal::ZERO, discounts: Vec::new(), taken: Vec::new() };
    for item in &document.items {
        match unfit(document.kind, item) {
            Some(why) => fates.left(item.place, why),
            None if sale.take(item).is_some() => {}
            None => fates.left(item.place, Left::RefusedByRules),
        }
    }
    if sale.lines.is_empty() && sale.carriage.is_zero() {
        // Discounts without anything to bear them.
        sale.taken.iter().for_each(|place| fates.left(*place, Left::DiscountUnmatched));
        return None;
    }
    let taken = std::mem::take(&mut sale.taken);
    match sale.order(document, customer) {
        Some(order) => {
            for place in taken {
                fates.imported(place);
                if document.market_assumed {
                    fates.note(place, Note::CountryAssumed);
                }
            }
            Some(order)
        }
        None => {
            taken.into_iter().for_each(|place| fates.left(place, Left::RefusedByRules));
            None
        }
    }
}

struct Sale {
    shop: Shop,
    lines: Vec<Line>,
    carriage: Decimal,
    discounts: Vec<Discount>,
    taken: Vec<usize>,
}

impl Sale {
    fn take(&mut self, item: &Item) -> Option<()> {
        match item.sort {
            Sort::Carriage => self.carriage += money_of(item, self.shop.currency)?.value(),
            Sort::Discount => {
                let amount = money_of(item, self.shop.currency)?;
                self.discounts.push(Discount { code: item.sku.clone(), amount });
            }
            Sort::Article | Sort::Adjustment => self.lines.push(Line {
                // Each line of the file is a line of the order, even where an article stands twice.
                id: (self.lines.len() + 1).to_string(),
                sku: item.sku.clone(),
                name: Some(item.name.clone()).filter(|name| !name.is_empty()),
                kind: LineKind::Hardware,
                quantity: item.units(),
                unit_price: Some(values::amount(item.price)?),
                value: None,
                tax_rate: self.shop.no_tax,
                line_discount: None,
                granted_with: None,
                serials: Vec::new(),
            }),
        }
        self.taken.push(item.place);
        Some(())
    }

    fn order(self, document: &Document, customer: Option<String>) -> Option<Order> {
        let currency = self.shop.currency;
        let day = self.shop.time_zone.day(document.at);
        let parcel = Shipment {
            id: PARCEL.to_owned(),
            carrier: CARRIER.to_owned(),
            tracking: None,
            lines: self.lines.iter().map(|l| LineQuantity { line: l.id.clone(), quantity: l.quantity }).collect(),
            shipped_on: Some(day),
            delivered_on: Some(day),
            refused_on: None,
            back_on: None,
            released_in: None,
        };
        let carriage = (!self.carriage.is_zero()).then(|| Delivery {
            price: currency.round(self.carriage).into(),
            ground_price: None,
            tax_rate: self.shop.no_tax,
        });
        let mut facts = OrderFacts {
            number: document.number.clone(),
            kind: OrderKind::Regular,
            accepted_on: None,
            ships_on: None,
            channel: Channel::Web,
            placed_at: document.at,
            currency,
            market: document.market,
            consumer: true,
            time_zone: self.shop.time_zone,
            customer,
            invoices: vec![document.number.clone()],
            shipments: if self.lines.is_empty() { Vec::new() } else { vec![parcel] },
            lines: self.lines,
            delivery: carriage,
            discounts: self.discounts,
            payments: Vec::new(),
            cancelled: Vec::new(),
            rmas: Vec::new(),
            claims: Vec::new(),
            credits: Vec::new(),
            asked_authorisations: Vec::new(),
            exceptions: Vec::new(),
            goodwill: Vec::new(),
        };
        let total = Amount::from(Totals::of(&facts).total);
        facts.payments.push(Payment {
            id: PAYMENT.to_owned(),
            method: PaymentMethod::Card,
            authorised: total,
            captured: total,
            refunded: Amount::ZERO,
        });
        Order::new(facts).ok()
    }
}
