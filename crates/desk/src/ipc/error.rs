//! Why a call failed: a closed set of codes that the window translates.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

/// The closed set of what a call can fail with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum CallCode {
    NotFound,
    StaleVersion,
    Refused,
    BadInput,
    OrderInvalid,
    Store,
    KeychainMissing,
    KeyMissing,
    WrongKey,
    Document,
    NothingToUndo,
    UndoTooLate,
    UnknownCommand,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[error("{code:?}")]
pub struct CallError {
    /// What the window translates.
    pub code: CallCode,
    /// The offending argument.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub path: Option<String>,
    /// What the sentence needs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<String, String>>", optional)]
    pub facts: BTreeMap<String, String>,
}

impl CallError {
    /// This code and no more.
    #[must_use]
    pub fn of(code: CallCode) -> Self {
        Self { code, path: None, facts: BTreeMap::new() }
    }

    /// The same with the path of the offending argument.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same with a fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<crate::DeskError> for CallError {
    fn from(error: crate::DeskError) -> Self {
        use crate::DeskError as E;
        tracing::error!(code = error.code(), "the desk failed");
        let code = match &error {
            E::KeychainMissing | E::KeychainMissingAtFirst => CallCode::KeychainMissing,
            E::KeyMissing | E::KeyDamaged | E::KeyNoteDamaged | E::PassphraseNeeded => CallCode::KeyMissing,
            E::WrongKey => CallCode::WrongKey,
            E::BodyDamaged => CallCode::OrderInvalid,
            _ => CallCode::Store,
        };
        Self::of(code).with("error", error.code())
    }
}

impl From<sqlx::Error> for CallError {
    fn from(error: sqlx::Error) -> Self {
        crate::DeskError::from(error).into()
    }
}

impl From<guichet_domain::Fault> for CallError {
    fn from(fault: guichet_domain::Fault) -> Self {
        Self::of(CallCode::BadInput).at(fault.path).with("message", fault.message)
    }
}
