//! Terms packs: one dated edition of the sales terms as data (TRM-1, TRM-2).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calendar::{Calendar, HolidayTable};
use crate::command::HandlingEvent;
use crate::customer::Customer;
use crate::fault::Fault;
use crate::money::{Amount, Rate};
use crate::names::{Language, Market};
use crate::order::text_enum;
use crate::read;
use crate::rule::Rule;

/// The id of the edition shipped with the program.
pub const SHIPPED: &str = "sales-terms-2017-04-01";

const SHIPPED_TEXT: &str = include_str!("../packs/sales-terms-2017-04-01.json");

text_enum! {
    /// May something be done (CAN-2)?
    Permission {
        /// Yes.
        Allowed,
        /// No.
        Refused,
    }
}
text_enum! {
    /// What becomes of an order without an e-mail address (ORD-1).
    WithoutEmail {
        /// It is refused.
        Refuse,
        /// It is accepted.
        Accept,
    }
}
text_enum! {
    /// Which gift pieces are deducted from a refund (REF-3).
    PromotionalDeduction {
        /// Those received and not sent back.
        Kept,
        /// Every one received: the strict reading of T§8.
        Received,
    }
}
text_enum! {
    /// Whether the day a service ends counts as used (SUB-3).
    CancellationDay {
        /// It was used.
        Used,
        /// It is credited.
        Credited,
    }
}
/// How days are counted in a period (SUB-3a).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayCount {
    /// The calendar's days.
    #[serde(rename = "actual")]
    Actual,
    /// Every period has thirty.
    #[serde(rename = "fixed_30")]
    Fixed30,
}

/// The numbers and choices of an edition. Days are calendar days unless a rule says otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// RET-3: days after the purchase to ask for a return.
    pub return_period_days: u32,
    /// RET-6: days after asking to send the goods.
    pub return_shipping_days: u32,
    /// RET-9: days after receipt to refund.
    pub refund_days: u32,
    /// DEL-2: days after a refusal to refund.
    pub refused_delivery_days: u32,
    /// EU-1, EU-2: days of the statutory withdrawal.
    pub withdrawal_days: u32,
    /// RET-9: days after asking to refund a statutory withdrawal.
    pub statutory_refund_days: u32,
    /// DMG-2: days after delivery to tell the carrier.
    pub carrier_notice_days: u32,
    /// DMG-2: carriers with a period of their own.
    #[serde(default)]
    pub carrier_notice_days_by_carrier: BTreeMap<String, u32>,
    /// ORD-1.
    #[serde(default = "refuse")]
    pub order_without_email: WithoutEmail,
    /// CAN-2.
    pub cancel_before_shipment: Permission,
    /// REF-3.
    pub promotional_deduction: PromotionalDeduction,
    /// SUB-3.
    pub cancellation_day: CancellationDay,
    /// SUB-3a.
    pub day_count: DayCount,
    /// PRE-4: days before shipping to tell the customer.
    pub pre_shipment_notice_days: u32,
    /// NPY-1: cost of each event, a number that is charged in the account's currency.
    #[serde(default)]
    pub handling_costs: BTreeMap<HandlingEvent, Amount>,
    /// NPY-1: the highest legal annual rate, per market.
    #[serde(default)]
    pub late_annual_rate: BTreeMap<Market, Rate>,
    /// CAL-3: public holidays of markets that are not computed.
    #[serde(default)]
    pub public_holidays: HolidayTable,
}

fn refuse() -> WithoutEmail {
    WithoutEmail::Refuse
}

/// The longest period a pack may name, in days; beyond it a number is a slip of the pen.
const MAX_DAYS: u32 = 3_660;

impl Terms {
    /// The calendar of a market under these terms.
    pub fn calendar(&self, market: Market) -> Calendar<'_> {
        Calendar::new(market, &self.public_holidays)
    }

    /// DMG-2: the notice period of a carrier.
    pub fn carrier_notice_days(&self, carrier: &str) -> u32 {
        self.carrier_notice_days_by_carrier.get(carrier).copied().unwrap_or(self.carrier_notice_days)
    }

    fn check(&self) -> Result<(), Fault> {
        let days = [
            ("return_period_days", self.return_period_days),
            ("return_shipping_days", self.return_shipping_days),
            ("refund_days", self.refund_days),
            ("refused_delivery_days", self.refused_delivery_days),
            ("withdrawal_days", self.withdrawal_days),
            ("statutory_refund_days", self.statutory_refund_days),
            ("carrier_notice_days", self.carrier_notice_days),
            ("pre_shipment_notice_days", self.pre_shipment_notice_days),
        ];
        for (name, n) in days {
            if n > MAX_DAYS {
                return Err(Fault::at(name, "is too many days"));
            }
        }
        for (carrier, n) in &self.carrier_notice_days_by_carrier {
            if *n > MAX_DAYS {
                return Err(Fault::at(format!("carrier_notice_days_by_carrier.{carrier}"), "is too many days"));
            }
        }
        Ok(())
    }
}

/// A text in the languages of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

impl Text {
    /// The text in one of them.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

/// What a clause says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Its title.
    pub title: Text,
    /// A summary in plain words.
    pub summary: Text,
}

/// One dated edition of the sales terms. Packs are never edited, only superseded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsPack {
    /// Its id.
    pub id: String,
    /// The first day it is in force.
    #[serde(deserialize_with = "crate::dates::day")]
    pub effective_on: NaiveDate,
    /// Its numbers and choices.
    pub parameters: Terms,
    /// The clauses that rules come from, by name (`T§8`).
    pub clauses: BTreeMap<String, Clause>,
    /// Every rule in one sentence, by id.
    pub rules: BTreeMap<String, Text>,
}

impl TermsPack {
    /// The edition shipped with the program.
    ///
    /// # Errors
    /// Never for a released program: a test loads it.
    pub fn shipped() -> Result<Self, Fault> {
        Self::from_json(SHIPPED_TEXT.as_bytes())
    }

    /// Reads and checks a pack.
    ///
    /// # Errors
    /// A [`Fault`] with the place in the pack: a missing rule or clause, an empty text, a number beyond reason.
    pub fn from_json(text: &[u8]) -> Result<Self, Fault> {
        Self::from_value(read::value(text)?)
    }

    fn from_value(value: Value) -> Result<Self, Fault> {
        let pack: Self = read::typed(value)?;
        if pack.id.trim().is_empty() {
            return Err(Fault::at("id", "is empty"));
        }
        pack.parameters.check().map_err(|f| f.inside("parameters"))?;
        pack.check_texts()?;
        Ok(pack)
    }

    fn check_texts(&self) -> Result<(), Fault> {
        let filled = |text: &Text, path: String| {
            let empty = [("en", &text.en), ("fr", &text.fr)].into_iter().find(|(_, t)| t.trim().is_empty());
            empty.map_or(Ok(()), |(language, _)| Err(Fault::at(format!("{path}.{language}"), "is empty")))
        };
        for (name, clause) in &self.clauses {
            filled(&clause.title, format!("clauses.{name}.title"))?;
            filled(&clause.summary, format!("clauses.{name}.summary"))?;
        }
        for (id, text) in &self.rules {
            if Rule::from_id(id).is_none() {
                return Err(Fault::at(format!("rules.{id}"), "is not a rule of the rulebook"));
            }
            filled(text, format!("rules.{id}"))?;
        }
        for rule in Rule::ALL.iter().filter(|rule| !rule.is_beside_terms()) {
            if !self.rules.contains_key(rule.id()) {
                return Err(Fault::at(format!("rules.{rule}"), "the rule has no summary"));
            }
            if !self.clauses.contains_key(rule.clause()) {
                return Err(Fault::at(format!("clauses.{}", rule.clause()), "the clause is missing"));
            }
        }
        Ok(())
    }

    /// This pack with some parameters changed, to try a policy before it is published. Tables are merged key by key.
    ///
    /// # Errors
    /// A [`Fault`] with the path inside the changes.
    pub fn with_parameters(&self, changes: Value) -> Result<Self, Fault> {
        let Value::Object(changes) = changes else {
            return Err(Fault::at("", "is not an object"));
        };
        let mut parameters = serde_json::to_value(&self.parameters).map_err(|e| Fault::at("", e.to_string()))?;
        for (name, change) in changes {
            match (parameters.get_mut(&name), change) {
                (Some(Value::Object(table)), Value::Object(entries)) => table.extend(entries),
                (Some(place), change) => *place = change,
                (None, _) => return Err(Fault::at(name.clone(), format!("unknown field `{name}`"))),
            }
        }
        let parameters: Terms = read::typed(parameters)?;
        parameters.check()?;
        Ok(Self { parameters, ..self.clone() })
    }
}

/// TRM-1: the pack that the customer accepted most recently and that is among `packs`; without one, the pack in
/// force on the purchase date, and before the first pack that one.
pub fn applicable<'a>(
    packs: &'a [TermsPack],
    customer: Option<&Customer>,
    purchased_on: NaiveDate,
) -> Option<(&'a TermsPack, Option<NaiveDate>)> {
    let accepted = customer
        .into_iter()
        .flat_map(|c| &c.accepted_terms)
        .filter_map(|a| packs.iter().find(|p| p.id == a.id).map(|p| (p, Some(a.on))))
        .max_by_key(|(_, on)| *on);
    let in_force = || {
        let dated = packs.iter().filter(|p| p.effective_on <= purchased_on).max_by_key(|p| p.effective_on);
        dated.or_else(|| packs.iter().min_by_key(|p| p.effective_on)).map(|p| (p, None))
    };
    accepted.or_else(in_force)
}
