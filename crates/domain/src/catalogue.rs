//! What the merchant sells: articles, ways of delivery and services, with their prices by currency. Prices are data
//! (domain §10): a catalogue reaches every desk as the terms do, and a newer one replaces it whole.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answers::{self, AnswerTemplate};
use crate::fault::Fault;
use crate::money::{Amount, Currency, Rate};
use crate::names::{Market, TimeZone};
use crate::order::{LineKind, text_enum};
use crate::order_check::{minor, unique};
use crate::read;
use crate::terms::Text;

text_enum! {
    /// The parts of a service account (F1): what is included, video, and security.
    ServicePart {
        /// Comes with the hardware, for nothing.
        Included,
        /// Continuous recording: a duration and cameras are chosen.
        Video,
        /// Backup connection, professional monitoring.
        Security,
    }
}

/// How one market is sold to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Selling {
    /// The currency of its prices (MON-2).
    pub currency: Currency,
    /// The rate of what is sold there.
    pub tax_rate: Rate,
    /// Days are counted in this zone (CAL-1).
    pub time_zone: TimeZone,
}

/// Something that is sold, or given with what is sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Article number.
    pub sku: String,
    /// What people call it.
    pub name: Text,
    /// Hardware or a gift.
    pub kind: LineKind,
    /// Net price of a unit, or a gift's net value, by currency; up to 4 decimals (MON-2).
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<Currency, string>>"))]
    pub prices: BTreeMap<Currency, Amount>,
    /// Gifts: the articles that one piece comes with for each order; none means any hardware (REF-3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_with: Vec<String>,
    /// It can only be reserved for now (PRE-1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pre_order: bool,
    /// What can only be reserved: the day on which it is planned to ship, once it is known (PRE-4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub ships_on: Option<NaiveDate>,
    /// Continuous recording can be subscribed to for it (SUB-1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub camera: bool,
}

/// A way of delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DeliveryOption {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: Text,
    /// Net price of a delivery, by currency.
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<Currency, string>>"))]
    pub prices: BTreeMap<Currency, Amount>,
}

/// What recording for so many days costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// Days that recordings are kept.
    pub days: u32,
    /// Net price per period and camera, by currency.
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<Currency, string>>"))]
    pub per_camera: BTreeMap<Currency, Amount>,
}

/// A service that can be subscribed to, or comes for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OfferedService {
    /// Its id, as in the account.
    pub id: String,
    /// Its part of the account.
    pub part: ServicePart,
    /// What people call it.
    pub name: Text,
    /// What it does, in a sentence.
    pub summary: Text,
    /// Net price per period, by currency; empty for what is included and for video.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<Currency, string>>"))]
    pub prices: BTreeMap<Currency, Amount>,
    /// Video: the durations to choose from, shortest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub durations: Vec<Duration>,
}

impl OfferedService {
    /// Net price per period of this service (SUB-1): of video, for a duration and so many cameras.
    ///
    /// # Errors
    /// A [`Fault`] at `retention_days` or `cameras` where the choice is missing or not offered, and at `currency` where
    /// it is not sold in that currency.
    pub fn price(&self, currency: Currency, days: Option<u32>, cameras: usize) -> Result<Amount, Fault> {
        let sold = |prices: &BTreeMap<Currency, Amount>| {
            prices.get(&currency).copied().ok_or_else(|| Fault::at("currency", format!("is not sold in {currency}")))
        };
        match self.part {
            ServicePart::Included => Ok(Amount::from(currency.zero())),
            ServicePart::Security => sold(&self.prices),
            ServicePart::Video => {
                let duration = self.durations.iter().find(|duration| Some(duration.days) == days);
                let duration = duration.ok_or_else(|| Fault::at("retention_days", "is not offered"))?;
                if cameras == 0 {
                    return Err(Fault::at("cameras", "names no camera"));
                }
                let each = sold(&duration.per_camera)?.value();
                Ok(Amount::from(currency.round(each * rust_decimal::Decimal::from(cameras))))
            }
        }
    }
}

/// What the merchant sells, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Where it is sold to.
    #[cfg_attr(feature = "ts", ts(as = "BTreeMap<String, Selling>"))]
    pub markets: BTreeMap<Market, Selling>,
    /// Hardware and gifts.
    pub articles: Vec<Article>,
    /// Ways of delivery, the cheapest ground delivery first (REF-2).
    pub deliveries: Vec<DeliveryOption>,
    /// Services.
    pub services: Vec<OfferedService>,
    /// The merchant's own answers; see [`answers`](crate::answers).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<AnswerTemplate>>", optional))]
    pub answers: Vec<AnswerTemplate>,
}

impl Catalogue {
    /// Reads and checks a catalogue.
    ///
    /// # Errors
    /// A [`Fault`] with the place in the document.
    pub fn from_json(text: &[u8]) -> Result<Self, Fault> {
        Self::from_value(read::value(text)?)
    }

    /// Checks a catalogue that is already JSON.
    ///
    /// # Errors
    /// A [`Fault`] with the place in the document.
    pub fn from_value(value: Value) -> Result<Self, Fault> {
        let catalogue: Self = read::typed(value)?;
        catalogue.check()?;
        Ok(catalogue)
    }

    /// The article of this number.
    #[must_use]
    pub fn article(&self, sku: &str) -> Option<&Article> {
        self.articles.iter().find(|article| article.sku == sku)
    }

    /// The service of this id.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<&OfferedService> {
        self.services.iter().find(|service| service.id == id)
    }

    fn check(&self) -> Result<(), Fault> {
        unique(self.articles.iter().map(|a| a.sku.as_str()), |i| format!("articles[{i}].sku"))?;
        unique(self.services.iter().map(|s| s.id.as_str()), |i| format!("services[{i}].id"))?;
        unique(self.deliveries.iter().map(|d| d.id.as_str()), |i| format!("deliveries[{i}].id"))?;
        for (i, article) in self.articles.iter().enumerate() {
            self.check_article(article).map_err(|fault| fault.inside(&format!("articles[{i}]")))?;
        }
        for (i, delivery) in self.deliveries.iter().enumerate() {
            named(&delivery.name)
                .and_then(|()| in_minor_units(&delivery.prices, "prices"))
                .map_err(|fault| fault.inside(&format!("deliveries[{i}]")))?;
        }
        for (i, service) in self.services.iter().enumerate() {
            check_service(service).map_err(|fault| fault.inside(&format!("services[{i}]")))?;
        }
        answers::check(&self.answers).map_err(|fault| fault.inside("answers"))
    }

    fn check_article(&self, article: &Article) -> Result<(), Fault> {
        if article.sku.trim().is_empty() {
            return Err(Fault::at("sku", "is empty"));
        }
        named(&article.name)?;
        match article.kind {
            LineKind::Service => return Err(Fault::at("kind", "a service is not sold as an article")),
            LineKind::Hardware if !article.given_with.is_empty() => {
                return Err(Fault::at("given_with", "only a gift is given with something"));
            }
            LineKind::Hardware | LineKind::Promotional => {}
        }
        if article.ships_on.is_some() && !article.pre_order {
            return Err(Fault::at("ships_on", "is planned of what can only be reserved (PRE-4)"));
        }
        for (i, sku) in article.given_with.iter().enumerate() {
            let other = self.article(sku).filter(|other| other.kind == LineKind::Hardware);
            if other.is_none() {
                return Err(Fault::at(format!("given_with[{i}]"), format!("names no hardware: {sku}")));
            }
        }
        Ok(())
    }
}

fn named(name: &Text) -> Result<(), Fault> {
    let empty = [("en", &name.en), ("fr", &name.fr)].into_iter().find(|(_, text)| text.trim().is_empty());
    empty.map_or(Ok(()), |(language, _)| Err(Fault::at(format!("name.{language}"), "is empty")))
}

fn in_minor_units(prices: &BTreeMap<Currency, Amount>, at: &str) -> Result<(), Fault> {
    prices.iter().try_for_each(|(currency, price)| minor(*price, *currency, || format!("{at}.{currency}")))
}

fn check_service(service: &OfferedService) -> Result<(), Fault> {
    named(&service.name)?;
    in_minor_units(&service.prices, "prices")?;
    let is_video = service.part == ServicePart::Video;
    if is_video == service.durations.is_empty() {
        let wrong = if is_video { "video is sold by duration" } else { "only video is sold by duration" };
        return Err(Fault::at("durations", wrong));
    }
    if service.part != ServicePart::Security && !service.prices.is_empty() {
        return Err(Fault::at("prices", "only security is sold by period alone"));
    }
    for (i, duration) in service.durations.iter().enumerate() {
        if duration.days == 0 {
            return Err(Fault::at(format!("durations[{i}].days"), "is not a positive whole number"));
        }
        in_minor_units(&duration.per_camera, &format!("durations[{i}].per_camera"))?;
    }
    Ok(())
}
