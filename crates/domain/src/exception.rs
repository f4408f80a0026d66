//! Exceptions: a supervisor decides otherwise than the terms, with a reason (domain §13).
//!
//! What the rulebook leaves open is ours (D), under ids of our own: EXC-1 to EXC-4. They bound what a person may do and
//! are no part of a merchant's terms, so no terms pack has to explain them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::command::OrderCommand;
use crate::fault::Fault;
use crate::money::{Amount, Money};
use crate::order::{Order, OrderFacts, text_enum};
use crate::order_check::{minor, unique};

/// The longest reason or answer, in characters.
pub const MAX_REASON: usize = 2_000;

/// Somebody at the merchant's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their name as it was then.
    pub name: String,
}

/// Who takes a command, under which id: passed in, like every id and every clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taking<'a> {
    /// The command's id.
    pub command: &'a str,
    /// The agent's id.
    pub agent: &'a str,
    /// The agent's name.
    pub name: &'a str,
    /// The number of the RMA that a return request issues.
    pub rma: Option<&'a str>,
}

impl<'a> Taking<'a> {
    /// Nobody at a desk: what a file or a test brings in.
    #[must_use]
    pub fn nobody(rma: Option<&'a str>) -> Self {
        Self { rma, ..Self::default() }
    }

    pub(crate) fn person(&self) -> Person {
        Person { id: self.agent.to_owned(), name: self.name.to_owned() }
    }
}

/// `ask_exception` and `make_exception`: a command that the terms refuse, or pay otherwise, and why it should be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Exceptional {
    /// The command to be carried out.
    pub command: Box<OrderCommand>,
    /// What is to be paid back in all, where it is not what the command comes to (EXC-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub amount: Option<Amount>,
    /// Why.
    pub reason: String,
}

/// `grant_exception` and `decline_exception`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AnswerException {
    /// Which: the id of the command that asked.
    pub exception: String,
    /// What is said to whoever asked; a refusal says why.
    #[serde(default)]
    pub reason: String,
}

/// `goodwill`: money back without a unit credited (EXC-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct GiveGoodwill {
    /// How much, tax included.
    pub amount: Amount,
}

text_enum! {
    /// Where an exception stands.
    ExceptionState {
        /// Somebody asked; a supervisor is to answer.
        Waiting,
        /// It was carried out.
        Granted,
        /// It was not.
        Declined,
    }
}

/// An exception on an order: who, why, which rules, and both amounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The id of the command that asked for it, or made it at once.
    pub id: String,
    /// What is carried out under it.
    pub command: OrderCommand,
    /// The amount asked for, where another was asked for than the command comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub amount: Option<Amount>,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: Person,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub asked_on: NaiveDate,
    /// The rules set aside, by id: as they were weighed when it was asked for, then when it was answered.
    pub rules: Vec<String>,
    /// What the terms pay, or promise for a return that comes back complete.
    pub by_terms: Amount,
    /// What is paid, or promised, under the exception.
    pub granted: Amount,
    /// Where it stands.
    pub state: ExceptionState,
    /// Who answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub answered_by: Option<Person>,
    /// The day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub answered_on: Option<NaiveDate>,
    /// The id of the command that answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub answered_in: Option<String>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<String>", optional))]
    pub answer: String,
}

/// Money that went back without a unit credited, kept apart from the credits (EXC-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Goodwill {
    /// The exception that it was given under.
    pub exception: String,
    /// How much, tax included.
    pub amount: Amount,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
}

/// What a decision says of the exception that it is made under.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Excepted {
    /// The rules set aside, by id.
    pub rules: Vec<String>,
    /// What the terms pay, or promise.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub by_terms: Money,
    /// What is paid, or promised, under the exception.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub granted: Money,
}

impl OrderCommand {
    /// What is carried out: the command itself, or the one that an exception on this order is about. None where a
    /// request or a refusal carries nothing out, or the exception is not there.
    #[must_use]
    pub fn carried_out<'a>(&'a self, order: &'a Order) -> Option<&'a Self> {
        match self {
            Self::MakeException(made) => Some(&made.command),
            Self::GrantException(answer) => {
                order.exceptions.iter().find(|known| known.id == answer.exception).map(|known| &known.command)
            }
            Self::AskException(_) | Self::DeclineException(_) => None,
            plain => Some(plain),
        }
    }

    /// Whether it is about an exception, and so nothing that another exception could be about.
    #[must_use]
    pub fn is_about_exception(&self) -> bool {
        matches!(
            self,
            Self::AskException(_) | Self::MakeException(_) | Self::GrantException(_) | Self::DeclineException(_)
        )
    }
}

/// Something is said, and not without end.
pub(crate) fn said(text: &str, path: &str) -> Result<(), Fault> {
    if text.trim().is_empty() {
        return Err(Fault::at(path, "is empty"));
    }
    match text.chars().count() > MAX_REASON {
        true => Err(Fault::at(path, format!("is longer than {MAX_REASON} characters"))),
        false => Ok(()),
    }
}

/// The exceptions and the goodwill of an order are possible.
pub(crate) fn check(order: &OrderFacts) -> Result<(), Fault> {
    unique(order.exceptions.iter().map(|known| known.id.as_str()), |i| format!("exceptions[{i}].id"))?;
    for (i, known) in order.exceptions.iter().enumerate() {
        let at = |field: &str| format!("exceptions[{i}].{field}");
        said(&known.reason, &at("reason"))?;
        if known.command.is_about_exception() {
            return Err(Fault::at(at("command"), "is about an exception itself"));
        }
        for (field, amount) in
            [("by_terms", Some(known.by_terms)), ("granted", Some(known.granted)), ("amount", known.amount)]
        {
            amount.map_or(Ok(()), |amount| minor(amount, order.currency, || at(field)))?;
        }
        let answered = known.answered_by.is_some() && known.answered_on.is_some() && known.answered_in.is_some();
        if (known.state != ExceptionState::Waiting) != answered {
            return Err(Fault::at(at("state"), "does not go with who answered"));
        }
    }
    let mut given = rust_decimal::Decimal::ZERO;
    for (i, goodwill) in order.goodwill.iter().enumerate() {
        minor(goodwill.amount, order.currency, || format!("goodwill[{i}].amount"))?;
        given += goodwill.amount.value();
        let granted = |known: &&Exception| known.id == goodwill.exception && known.state == ExceptionState::Granted;
        if order.exceptions.iter().find(granted).is_none() {
            return Err(Fault::at(format!("goodwill[{i}].exception"), "names no exception that was granted"));
        }
    }
    let refunded: rust_decimal::Decimal = order.payments.iter().map(|payment| payment.refunded).sum();
    match given > refunded {
        true => Err(Fault::at("goodwill", "is more than was refunded")),
        false => Ok(()),
    }
}
