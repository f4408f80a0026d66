//! Why the centre did not do what it was asked, as a closed set.

use crate::error::DeskError;
use crate::ipc::types::{CallCode, CallError};

macro_rules! refused {
    ($($(#[$doc:meta])* $name:ident $text:literal,)+) => {
        /// What the centre's problem documents say, as far as a desk does something about it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Refused { $($(#[$doc])* $name),+ }

        impl Refused {
            /// The code of this name.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

refused! {
    /// No credentials, or none that are known.
    Unauthenticated "unauthenticated",
    /// The access token has had its minutes.
    AccessExpired "access_expired",
    /// Login or password are wrong.
    SignInFailed "sign_in_failed",
    /// The refresh token is unknown or too old.
    RefreshInvalid "refresh_invalid",
    /// Somebody else used the refresh token.
    RefreshReused "refresh_reused",
    /// The sign-in was ended.
    SignInRevoked "sign_in_revoked",
    /// The enrolment code is unknown, used up or too old.
    EnrolCodeInvalid "enrol_code_invalid",
    /// The company's sign-in service did not vouch for whoever came back from it.
    CompanySignInFailed "company_sign_in_failed",
    /// No agent of the shop belongs to that account.
    AgentUnknown "agent_unknown",
    /// The shop signs nobody in by accounts of a company.
    NoCompanyAccounts "no_company_accounts",
    /// The company's sign-in service does not answer as it should.
    CompanyUnavailable "company_unavailable",
    /// The agent may no longer work here.
    AgentRevoked "agent_revoked",
    /// The device was revoked.
    DeviceRevoked "device_revoked",
    /// The device is in quarantine.
    DeviceQuarantined "device_quarantined",
    /// The device is enrolled with another key.
    DeviceEnrolled "device_enrolled",
    /// The feed no longer reaches back so far.
    BootstrapAgain "bootstrap_again",
    /// The program is too old.
    UpgradeRequired "upgrade_required",
    /// There is no such thing.
    NotFound "not_found",
    /// Something has to be settled before a customer may be erased.
    ErasureHindered "erasure_hindered",
    /// The caller may not do this.
    Forbidden "forbidden",
    /// A document that was sent has a fault.
    InvalidDocument "invalid_document",
    /// Too many attempts.
    TooManyAttempts "too_many_attempts",
}

/// Why a call to the centre did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CentreFault {
    /// It cannot be reached, or did not answer in time.
    #[error("the centre cannot be reached")]
    Unreachable,
    /// Its certificate is not trusted here.
    #[error("the centre's certificate is not trusted")]
    Untrusted,
    /// The address is none, or one without encryption that leads beyond this machine.
    #[error("the address is not a centre's")]
    BadAddress,
    /// The file of certificates cannot be read.
    #[error("the file of certificates cannot be read")]
    BadCertificates,
    /// It refused.
    #[error("the centre refused: {0:?}")]
    Refused(Refused),
    /// It asks for patience.
    #[error("the centre asks to wait {0} seconds")]
    Wait(u64),
    /// It failed, or answered what is not understood here.
    #[error("the centre failed with status {status}")]
    Failed {
        /// The HTTP status; 0 where the body was at fault.
        status: u16,
    },
}

impl CentreFault {
    /// An answer that is not understood here.
    pub(crate) const NOT_UNDERSTOOD: Self = Self::Failed { status: 0 };

    /// Whether the access token is what is wrong, so that another may help.
    pub(crate) fn is_about_access(&self) -> bool {
        matches!(self, Self::Refused(Refused::AccessExpired | Refused::Unauthenticated))
    }

    /// Whether the sign-in is over: only a password helps.
    pub(crate) fn ends_sign_in(&self) -> bool {
        use Refused::{AgentRevoked, RefreshInvalid, RefreshReused, SignInRevoked};
        matches!(self, Self::Refused(RefreshInvalid | RefreshReused | SignInRevoked | AgentRevoked))
    }
}

/// Why an exchange did not go through.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeFault {
    /// The desk itself.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The centre, or the road to it.
    #[error(transparent)]
    Centre(#[from] CentreFault),
    /// The desk is not enrolled.
    #[error("the desk is not enrolled")]
    NotEnrolled,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
}

impl From<ExchangeFault> for CallError {
    fn from(fault: ExchangeFault) -> Self {
        match fault {
            ExchangeFault::Desk(error) => error.into(),
            ExchangeFault::Centre(fault) => fault.into(),
            ExchangeFault::NotEnrolled => Self::of(CallCode::NotEnrolled),
            ExchangeFault::SignInNeeded => Self::of(CallCode::SignInNeeded),
        }
    }
}

impl From<CentreFault> for CallError {
    fn from(fault: CentreFault) -> Self {
        use Refused as R;
        let code = match &fault {
            CentreFault::Unreachable => CallCode::CentreUnreachable,
            CentreFault::Untrusted => CallCode::CertificateUntrusted,
            CentreFault::BadAddress => CallCode::BadAddress,
            CentreFault::BadCertificates => CallCode::BadCertificates,
            CentreFault::Wait(seconds) => {
                return Self::of(CallCode::TooManyAttempts).with("retry_after", seconds);
            }
            CentreFault::Failed { status } => return Self::of(CallCode::CentreFailed).with("status", status),
            CentreFault::Refused(refused) => match refused {
                R::SignInFailed => CallCode::SignInFailed,
                R::Unauthenticated | R::AccessExpired | R::RefreshInvalid | R::RefreshReused | R::SignInRevoked => {
                    CallCode::SignInNeeded
                }
                R::EnrolCodeInvalid => CallCode::EnrolCodeInvalid,
                R::CompanySignInFailed => CallCode::CompanySignInFailed,
                R::AgentUnknown => CallCode::AgentUnknown,
                R::NoCompanyAccounts => CallCode::NoCompanyAccounts,
                R::CompanyUnavailable => CallCode::CompanyUnavailable,
                R::AgentRevoked => CallCode::AgentRevoked,
                R::DeviceRevoked => CallCode::DeviceRevoked,
                R::DeviceQuarantined | R::DeviceEnrolled => CallCode::MustEnrol,
                R::UpgradeRequired => CallCode::UpgradeRequired,
                R::TooManyAttempts => CallCode::TooManyAttempts,
                R::Forbidden => CallCode::RoleForbids,
                R::BootstrapAgain | R::NotFound | R::InvalidDocument | R::ErasureHindered => CallCode::CentreFailed,
            },
        };
        Self::of(code)
    }
}
