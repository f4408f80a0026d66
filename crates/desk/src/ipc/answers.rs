//! Answers, as they travel between the window and the desk.

use chrono::NaiveDate;
use guichet_domain::answers::AnswerField;
use guichet_domain::terms::Text;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::types::AmountOf;
use crate::records::Language;

/// Arguments of `answers`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct AnswersArgs {
    pub case: String,
}

/// A template in the list.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct AnswerRow {
    pub id: String,
    pub title: Text,
}

/// What an answer on a case may begin with.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct AnswersPage {
    pub templates: Vec<AnswerRow>,
    /// Orders of the case that are here, then the customer's other ones, newest first.
    pub orders: Vec<String>,
    /// The customer's language.
    pub language: Language,
}

/// Arguments of `compose_answer`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ComposeArgs {
    pub case: String,
    pub template: String,
    pub language: Language,
    /// The order whose facts are filled in.
    pub order: Option<String>,
}

/// A fact as it is; the window writes it in the answer's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "sort", content = "value", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum AnswerFact {
    Words(String),
    Day(#[ts(type = "string")] NaiveDate),
    Money(AmountOf),
    /// A carrier, by the name that the shop has for it.
    Carrier(String),
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum AnswerPiece {
    Words {
        text: String,
    },
    Fact {
        field: AnswerField,
        fact: AnswerFact,
    },
    /// Nothing is known to stand here: whoever answers writes it.
    Gap {
        field: AnswerField,
    },
    /// A clause that the edition of the terms does not have.
    NoClause {
        clause: String,
    },
}

/// An answer, to be written over before it is sent.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct ComposedAnswer {
    pub pieces: Vec<AnswerPiece>,
    /// The edition of the terms whose clauses stand in it; none where it names none.
    pub terms: Option<String>,
}
