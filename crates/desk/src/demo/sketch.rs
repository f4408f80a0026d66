//! Sketching an order: what was bought, then what happened, each thing by the rules themselves.

use chrono::{DateTime, Days as Span, FixedOffset, NaiveDate, NaiveTime};
use guichet_domain::command::LineQuantity;
use guichet_domain::money::{Amount, Rate};
use guichet_domain::order::{
    Channel, Delivery, Discount, Line, LineKind, OrderFacts, OrderKind, Payment, PaymentMethod, Shipment,
};
use guichet_domain::totals::Totals;
use guichet_domain::{Currency, Order, OrderCommand, Outcome, Taking, Terms, apply, decide_order};
use serde_json::Value;

use crate::error::DeskError;

/// From when the demonstration counts back, and the rules it plays by.
pub(super) struct Days<'a> {
    pub today: NaiveDate,
    pub terms: &'a Terms,
}

impl Days<'_> {
    /// The day so many days ago.
    pub fn ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Span::new(days)).unwrap_or(self.today)
    }

    /// Half past nine (UTC) on the day so many days ago.
    pub fn morning(&self, days: u64) -> DateTime<FixedOffset> {
        let midnight = self.ago(days).and_time(NaiveTime::default()).and_utc();
        (midnight + chrono::Duration::minutes(570)).fixed_offset()
    }
}

/// An article of the shop: number, name, net price.
pub(super) type Article = (&'static str, &'static str, &'static str);

pub(super) const CAM_OUT: Article = ("CAM-OUT", "Outdoor camera", "165.8333");
pub(super) const CAM_IN: Article = ("CAM-IN", "Indoor camera", "82.50");
pub(super) const BELL: Article = ("BELL-2", "Video doorbell", "149.1667");
pub(super) const LOCK: Article = ("LOCK-M", "Smart lock", "207.50");
pub(super) const HUB: Article = ("HUB-3", "Home hub", "99.1667");
pub(super) const SENSOR: Article = ("SNS-D2", "Door sensor", "24.90");
pub(super) const MOTION: Article = ("SNS-M1", "Motion sensor", "33.25");
pub(super) const SIREN: Article = ("SIR-1", "Siren", "57.40");
pub(super) const THERMOSTAT: Article = ("THM-E", "Thermostat", "115.75");
pub(super) const PLUG: Article = ("PLG-4", "Smart plug", "16.5833");
pub(super) const PANEL: Article = ("SOL-C", "Solar panel for cameras", "40.8333");
pub(super) const CARD: Article = ("GIFT-SD", "microSD 64 GB", "12.50");

/// Where an order is bought from: country, zone, currency, tax rate, carrier.
pub(super) type Place = (&'static str, &'static str, Currency, &'static str, &'static str);

pub(super) const FRANCE: Place = ("FR", "Europe/Paris", Currency::EUR, "0.20", "colissimo");
pub(super) const GERMANY: Place = ("DE", "Europe/Berlin", Currency::EUR, "0.19", "dhl");
pub(super) const STATES: Place = ("US", "America/New_York", Currency::USD, "0.08875", "ups");
pub(super) const BRITAIN: Place = ("GB", "Europe/London", Currency::GBP, "0.20", "royal-mail");
pub(super) const SPAIN: Place = ("ES", "Europe/Madrid", Currency::EUR, "0.21", "correos");

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DeskError> {
    serde_json::from_value(Value::from(text)).map_err(|_| DeskError::BodyDamaged)
}

/// An order that is being sketched. Line ids count from 1.
pub(super) struct Sketch<'a> {
    days: &'a Days<'a>,
    place: Place,
    facts: OrderFacts,
    method: PaymentMethod,
    paid: bool,
}

impl<'a> Sketch<'a> {
    /// An order of this customer, placed so many days ago.
    pub fn new(days: &'a Days<'a>, number: &str, customer: &str, place: Place, placed: u64) -> Result<Self, DeskError> {
        let (market, zone, currency, ..) = place;
        let facts = OrderFacts {
            number: number.to_owned(),
            kind: OrderKind::Regular,
            accepted_on: None,
            ships_on: None,
            channel: Channel::Web,
            placed_at: days.morning(placed),
            currency,
            market: market.parse().map_err(|_| DeskError::BodyDamaged)?,
            consumer: true,
            time_zone: zone.parse().map_err(|_| DeskError::BodyDamaged)?,
            customer: Some(customer.to_owned()),
            invoices: Vec::new(),
            lines: Vec::new(),
            delivery: None,
            discounts: Vec::new(),
            payments: Vec::new(),
            shipments: Vec::new(),
            cancelled: Vec::new(),
            rmas: Vec::new(),
            claims: Vec::new(),
            credits: Vec::new(),
            asked_authorisations: Vec::new(),
            exceptions: Vec::new(),
            goodwill: Vec::new(),
        };
        Ok(Self { days, place, facts, method: PaymentMethod::Card, paid: true })
    }

    fn line(&mut self, article: Article, kind: LineKind, quantity: u32) -> Result<&mut Line, DeskError> {
        let (sku, name, price) = article;
        let price: Amount = read(price)?;
        let id = (self.facts.lines.len() + 1).to_string();
        let seen = self.facts.number.chars().filter(char::is_ascii_digit).collect::<String>();
        let numbered = kind == LineKind::Hardware && price.value() > rust_decimal::Decimal::from(60);
        let serials = (1..=quantity).filter(|_| numbered && quantity <= 5);
        let line = Line {
            serials: serials.map(|at| format!("{}{seen}{id}{at:02}", sku.get(..3).unwrap_or_default())).collect(),
            id,
            sku: sku.to_owned(),
            name: Some(name.to_owned()),
            kind,
            quantity,
            unit_price: (kind != LineKind::Promotional).then_some(price),
            value: (kind == LineKind::Promotional).then_some(price),
            tax_rate: read::<Rate>(self.place.3)?,
            line_discount: None,
            granted_with: None,
        };
        self.facts.lines.push(line);
        self.facts.lines.last_mut().ok_or(DeskError::BodyDamaged)
    }

    /// Hardware.
    pub fn buys(mut self, article: Article, quantity: u32) -> Result<Self, DeskError> {
        self.line(article, LineKind::Hardware, quantity)?;
        Ok(self)
    }

    /// A discount on the last line.
    pub fn off(mut self, amount: &str) -> Result<Self, DeskError> {
        let amount = read(amount)?;
        if let Some(line) = self.facts.lines.last_mut() {
            line.line_discount = Some(amount);
        }
        Ok(self)
    }

    /// A gift that comes with line 1.
    pub fn gift(mut self, article: Article) -> Result<Self, DeskError> {
        self.line(article, LineKind::Promotional, 1)?.granted_with = Some(vec!["1".into()]);
        Ok(self)
    }

    /// A discount on the whole order.
    pub fn discount(mut self, code: &str, amount: &str) -> Result<Self, DeskError> {
        self.facts.discounts.push(Discount { code: code.to_owned(), amount: read(amount)? });
        Ok(self)
    }

    /// Carriage, and what the ground option would have cost.
    pub fn carriage(mut self, price: &str, ground: &str) -> Result<Self, DeskError> {
        let tax_rate = read(self.place.3)?;
        self.facts.delivery = Some(Delivery { price: read(price)?, ground_price: Some(read(ground)?), tax_rate });
        Ok(self)
    }

    /// Changes facts that are rarely changed.
    pub fn but(mut self, change: impl FnOnce(&mut OrderFacts)) -> Self {
        change(&mut self.facts);
        self
    }

    /// Paid in this way.
    pub fn paid_by(mut self, method: PaymentMethod) -> Self {
        self.method = method;
        self
    }

    /// Not paid yet: only authorised, or awaited.
    pub fn unpaid(mut self) -> Self {
        self.paid = false;
        self
    }

    /// A parcel with these units; all units of all lines where none are named.
    pub fn ships(mut self, units: &[(&str, u32)], shipped: u64, delivered: Option<u64>) -> Self {
        let all = || self.facts.lines.iter().map(|l| (l.id.clone(), l.quantity)).collect();
        let named = || units.iter().map(|(id, quantity)| ((*id).to_owned(), *quantity)).collect();
        let units: Vec<(String, u32)> = if units.is_empty() { all() } else { named() };
        let at = self.facts.shipments.len() + 1;
        let digits: String = self.facts.number.chars().filter(char::is_ascii_digit).collect();
        self.facts.shipments.push(Shipment {
            id: format!("s{at}"),
            carrier: self.place.4.to_owned(),
            tracking: Some(format!("6A{digits}{:03}", 120 + at * 3)),
            lines: units.into_iter().map(|(line, quantity)| LineQuantity { line, quantity }).collect(),
            shipped_on: Some(self.days.ago(shipped)),
            delivered_on: delivered.map(|days| self.days.ago(days)),
            refused_on: None,
            back_on: None,
            released_in: None,
        });
        self
    }

    /// The order as sketched, with its payment and, once something shipped, its invoice.
    pub fn done(mut self) -> Result<Order, DeskError> {
        let total: Amount = Totals::of(&self.facts).total.into();
        let captured = if self.paid { total } else { Amount::ZERO };
        let awaited = !self.paid && self.facts.kind == OrderKind::Regular;
        let authorised = if awaited { Amount::ZERO } else { total };
        self.facts.payments.push(Payment {
            id: "p1".into(),
            method: self.method,
            authorised,
            captured,
            refunded: Amount::ZERO,
        });
        if let Some(first) = self.facts.shipments.iter().filter_map(|shipment| shipment.shipped_on).min() {
            let digits: String = self.facts.number.chars().filter(char::is_ascii_digit).collect();
            self.facts.invoices.push(format!("F-{}-{digits}", first.format("%Y")));
        }
        Order::new(self.facts).map_err(|_| DeskError::BodyDamaged)
    }
}

/// What the agent did with it so many days ago, by the rules.
pub(super) fn then(
    days: &Days<'_>,
    order: &Order,
    ago: u64,
    rma: Option<&str>,
    command: Value,
) -> Result<Order, DeskError> {
    let wrong = |_| DeskError::BodyDamaged;
    let command = OrderCommand::from_value(command).map_err(wrong)?;
    let decision = decide_order(order, None, days.terms, &command, days.morning(ago)).map_err(wrong)?;
    if decision.outcome != Outcome::Allowed {
        return Err(DeskError::BodyDamaged);
    }
    let applied = apply(order, days.terms, &command, &decision, &Taking::nobody(rma), days.ago(ago)).map_err(wrong)?;
    Ok(applied.order)
}
