//! Why a call failed: a closed set of codes that the window translates.

use std::collections::BTreeMap;

use guichet_sync::replica::{ResolveFault, TakeFault, WithdrawFault};
use guichet_sync::run::Refusal;
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
    /// A file is no photo or paper that is kept (`why`).
    FileRefused,
    NothingToUndo,
    UndoTooLate,
    UnknownCommand,
    /// The desk is locked: `unlock` first.
    Locked,
    /// The password does not unlock it.
    WrongPassword,
    /// Nobody is signed in, or the sign-in was ended at the centre: `sign_in` first.
    SignInNeeded,
    /// The desk is not enrolled.
    NotEnrolled,
    /// No word from the centre for too long: nothing more is taken until there is one.
    LeaseOver,
    /// The agent's role does not do this.
    RoleForbids,
    /// It pays back more than the agent may alone.
    LimitExceeded,
    /// The centre took this desk's seat away.
    DeviceRevoked,
    /// The device must be enrolled anew, with a new code.
    MustEnrol,
    /// The code belongs to another shop than this replica.
    OtherShop,
    /// Enrolling would replace what only this machine holds (`orders`): ask first, then set `replace_local`.
    HoldsLocalData,
    /// The enrolment code is unknown, used up or too old.
    EnrolCodeInvalid,
    /// The centre knows no such login with this password.
    SignInFailed,
    /// The company's sign-in service vouches for nobody here.
    CompanySignInFailed,
    /// Nobody came back from the company's sign-in service: it was declined, or given up, or took too long.
    CompanyCancelled,
    /// No agent of the shop belongs to that account of the company.
    AgentUnknown,
    /// The shop signs nobody in by accounts of a company.
    NoCompanyAccounts,
    /// The company's sign-in service does not answer as it should.
    CompanyUnavailable,
    /// The agent may no longer work here.
    AgentRevoked,
    /// Too many attempts: `retry_after` seconds.
    TooManyAttempts,
    /// The program is too old for the centre.
    UpgradeRequired,
    /// The centre cannot be reached.
    CentreUnreachable,
    /// The centre's certificate is not trusted here.
    CertificateUntrusted,
    /// The address is none of a centre's, or not one that is encrypted.
    BadAddress,
    /// The file of certificates cannot be read.
    BadCertificates,
    /// The centre answered what this program does not understand (`problem`: its code).
    CentreFailed,
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

impl From<TakeFault<crate::DeskError>> for CallError {
    fn from(fault: TakeFault<crate::DeskError>) -> Self {
        match fault {
            TakeFault::Store(error) => error.into(),
            TakeFault::Refused(refusal) => refusal.into(),
            TakeFault::Role => Self::of(CallCode::RoleForbids),
            TakeFault::Limit => Self::of(CallCode::LimitExceeded),
            TakeFault::IdReused => Self::of(CallCode::BadInput).at("command_id"),
            TakeFault::Revoked => Self::of(CallCode::DeviceRevoked),
        }
    }
}

impl From<ResolveFault<crate::DeskError>> for CallError {
    fn from(fault: ResolveFault<crate::DeskError>) -> Self {
        match fault {
            ResolveFault::Store(error) => error.into(),
            ResolveFault::Nothing => Self::of(CallCode::NotFound).with("what", "attention"),
            ResolveFault::Again(fault) => fault.into(),
        }
    }
}

impl From<Refusal> for CallError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Refused(_) => Self::of(CallCode::Refused),
            Refusal::Impossible(fault) => fault.into(),
            Refusal::Missing => Self::of(CallCode::NotFound).with("what", "order"),
            Refusal::NoTerms => Self::of(CallCode::NotFound).with("what", "terms"),
        }
    }
}

impl From<WithdrawFault<crate::DeskError>> for CallError {
    fn from(fault: WithdrawFault<crate::DeskError>) -> Self {
        match fault {
            WithdrawFault::Store(error) => error.into(),
            WithdrawFault::Nothing => Self::of(CallCode::NothingToUndo),
            WithdrawFault::Sealed => Self::of(CallCode::UndoTooLate),
            WithdrawFault::NotLast => Self::of(CallCode::StaleVersion),
        }
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
