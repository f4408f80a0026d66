//! What a customer asks for on the phone, and the order that it becomes under the catalogue (ORD-1, ORD-3, ORD-6).

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::{Article, Catalogue, DeliveryOption, Selling};
use crate::fault::Fault;
use crate::money::{Amount, Currency};
use crate::names::{Language, Market};
use crate::order::{Channel, Delivery, Discount, Line, LineKind, Order, OrderFacts, OrderKind, Payment, PaymentMethod};
use crate::order_check::quantity;
use crate::read;

/// Units of an article that are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct BasketLine {
    /// Article number.
    pub sku: String,
    /// Units, at least one.
    pub quantity: u32,
}

/// What a customer asks for. Prices are not stated: they are the catalogue's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Basket {
    /// The number that the order will have.
    pub number: String,
    /// The merchant's id of the customer.
    pub customer: String,
    /// The country delivered to.
    pub market: Market,
    /// Bought as a consumer.
    pub consumer: bool,
    /// The language in which articles are named on the order.
    pub naming: Language,
    /// What is asked for, each article once.
    pub lines: Vec<BasketLine>,
    /// A way of delivery of the catalogue; none where the customer comes for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub delivery: Option<String>,
    /// Discounts on the whole order (MON-4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Discount>>", optional))]
    pub discounts: Vec<Discount>,
    /// How it will be paid (ORD-3).
    pub payment: PaymentMethod,
    /// The customer was told the requirements of Schedule 1 (ORD-6).
    pub requirements_told: bool,
}

impl Basket {
    /// Reads a basket that is already JSON. Whether it can be sold is [`Basket::order`]'s to say.
    ///
    /// # Errors
    /// A [`Fault`] with the place in the document.
    pub fn from_value(value: Value) -> Result<Self, Fault> {
        read::typed(value)
    }

    /// The order that it becomes, placed at this instant. Gifts come by themselves, one piece of each with the order.
    /// Nothing is authorised or captured yet.
    ///
    /// # Errors
    /// A [`Fault`] with its place in the basket: what is not sold there, what can only be reserved beside what is sold
    /// now, a discount that is more than the goods cost, requirements that were not told.
    pub fn order(&self, catalogue: &Catalogue, placed_at: DateTime<FixedOffset>) -> Result<Order, Fault> {
        let selling = catalogue.markets.get(&self.market);
        let selling = selling.ok_or_else(|| Fault::at("market", format!("is not sold to: {}", self.market)))?;
        if !self.requirements_told {
            return Err(Fault::at("requirements_told", "the requirements must be told first (ORD-6)"));
        }
        let articles = self.articles(catalogue)?;
        let kind = kind_of(&articles)?;
        let mut lines = Vec::new();
        for (at, (article, units)) in articles.iter().enumerate() {
            let unit_price = price(article, selling.currency).map_err(|f| f.inside(&format!("lines[{at}].sku")))?;
            lines.push(self.line(lines.len(), article, *units, selling, (Some(unit_price), None)));
        }
        let gifts = self.gifts(catalogue, &articles, &lines, selling);
        lines.extend(gifts);
        let facts = OrderFacts {
            number: self.number.clone(),
            kind,
            accepted_on: None,
            ships_on: articles.iter().filter_map(|(article, _)| article.ships_on).max(),
            channel: Channel::CustomerService,
            placed_at,
            currency: selling.currency,
            market: self.market,
            consumer: self.consumer,
            time_zone: selling.time_zone,
            customer: Some(self.customer.clone()),
            invoices: Vec::new(),
            lines,
            delivery: self.delivery(catalogue, selling)?,
            discounts: self.discounts.clone(),
            payments: vec![Payment {
                id: "p1".into(),
                method: self.payment,
                authorised: Amount::from(selling.currency.zero()),
                captured: Amount::from(selling.currency.zero()),
                refunded: Amount::from(selling.currency.zero()),
            }],
            shipments: Vec::new(),
            cancelled: Vec::new(),
            rmas: Vec::new(),
            claims: Vec::new(),
            credits: Vec::new(),
            asked_authorisations: Vec::new(),
            exceptions: Vec::new(),
            goodwill: Vec::new(),
        };
        Order::new(facts)
    }

    fn articles<'a>(&self, catalogue: &'a Catalogue) -> Result<Vec<(&'a Article, u32)>, Fault> {
        if self.lines.is_empty() {
            return Err(Fault::at("lines", "names nothing"));
        }
        let mut seen = BTreeMap::new();
        let mut articles = Vec::new();
        for (at, asked) in self.lines.iter().enumerate() {
            quantity(asked.quantity, || format!("lines[{at}].quantity"))?;
            if seen.insert(asked.sku.as_str(), at).is_some() {
                return Err(Fault::at(format!("lines[{at}].sku"), format!("stands twice: {}", asked.sku)));
            }
            let article = catalogue.article(&asked.sku).filter(|article| article.kind == LineKind::Hardware);
            let article = article.ok_or_else(|| Fault::at(format!("lines[{at}].sku"), "is not sold"))?;
            articles.push((article, asked.quantity));
        }
        Ok(articles)
    }

    fn line(
        &self,
        place: usize,
        article: &Article,
        units: u32,
        selling: &Selling,
        (unit_price, value): (Option<Amount>, Option<Amount>),
    ) -> Line {
        Line {
            id: (place + 1).to_string(),
            sku: article.sku.clone(),
            name: Some(article.name.in_language(self.naming).to_owned()),
            kind: article.kind,
            quantity: units,
            unit_price,
            value,
            tax_rate: selling.tax_rate,
            line_discount: None,
            granted_with: None,
            serials: Vec::new(),
        }
    }

    /// Gifts that have a value in the market's currency; one without is not given there.
    fn gifts(
        &self,
        catalogue: &Catalogue,
        articles: &[(&Article, u32)],
        lines: &[Line],
        selling: &Selling,
    ) -> Vec<Line> {
        let mut given: Vec<Line> = Vec::new();
        for gift in catalogue.articles.iter().filter(|article| article.kind == LineKind::Promotional) {
            let Ok(value) = price(gift, selling.currency) else { continue };
            let with = |article: &Article| gift.given_with.is_empty() || gift.given_with.contains(&article.sku);
            let granting = articles.iter().zip(lines).filter(|((article, _), _)| with(article));
            let granting: Vec<String> = granting.map(|(_, line)| line.id.clone()).collect();
            if granting.is_empty() {
                continue;
            }
            let mut line = self.line(lines.len() + given.len(), gift, 1, selling, (None, Some(value)));
            line.granted_with = Some(granting);
            given.push(line);
        }
        given
    }

    fn delivery(&self, catalogue: &Catalogue, selling: &Selling) -> Result<Option<Delivery>, Fault> {
        let Some(id) = &self.delivery else { return Ok(None) };
        let sold = |option: &DeliveryOption| option.prices.get(&selling.currency).copied();
        let chosen = catalogue.deliveries.iter().find(|option| option.id == *id).and_then(sold);
        let price = chosen.ok_or_else(|| Fault::at("delivery", "is not offered"))?;
        // The first is the ground delivery, by which REF-2 bounds what comes back.
        let ground_price = catalogue.deliveries.first().and_then(sold);
        Ok(Some(Delivery { price, ground_price, tax_rate: selling.tax_rate }))
    }
}

/// PRE-1: what can only be reserved makes an offer of its own.
fn kind_of(articles: &[(&Article, u32)]) -> Result<OrderKind, Fault> {
    let reserved = articles.iter().filter(|(article, _)| article.pre_order).count();
    match reserved {
        0 => Ok(OrderKind::Regular),
        n if n == articles.len() => Ok(OrderKind::PreOrder),
        _ => {
            let at = articles.iter().position(|(article, _)| article.pre_order).unwrap_or_default();
            Err(Fault::at(format!("lines[{at}].sku"), "can only be reserved, in an order of its own"))
        }
    }
}

fn price(article: &Article, currency: Currency) -> Result<Amount, Fault> {
    article.prices.get(&currency).copied().ok_or_else(|| Fault::at("", format!("is not sold in {currency}")))
}
