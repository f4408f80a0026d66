//! What callers are told when something does not work: problem documents (RFC 9457) with a closed set of codes.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use guichet_domain::Fault;
use serde::Serialize;
use serde_json::Value;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $text:literal $status:ident $title:literal),+ $(,)?) => {
        /// Every way in which a call can fail, by a name that never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $code),+ }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// The name that programs know it by.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$code => $text),+ }
            }

            /// The status that it is answered with.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status),+ }
            }

            /// What it says to people who program against the centre.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$code => $title),+ }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    MalformedBody "malformed_body" BAD_REQUEST "The body is not JSON.",
    /// A part of the address cannot be read.
    InvalidParameter "invalid_parameter" BAD_REQUEST "A parameter of the address cannot be read.",
    /// No credentials, or none that are known.
    Unauthenticated "unauthenticated" UNAUTHORIZED "The call needs credentials that are known here.",
    /// The access token has had its minutes.
    AccessExpired "access_expired" UNAUTHORIZED "The access token has expired: refresh it.",
    /// Login or password are wrong; which of them is not said.
    SignInFailed "sign_in_failed" UNAUTHORIZED "Login or password are wrong.",
    /// The refresh token is unknown or has expired.
    RefreshInvalid "refresh_invalid" UNAUTHORIZED "The refresh token is unknown or has expired: sign in again.",
    /// A refresh token was used again by somebody else: the whole sign-in is revoked.
    RefreshReused "refresh_reused" UNAUTHORIZED "The refresh token was used before: the sign-in is revoked.",
    /// The sign-in was ended.
    SignInRevoked "sign_in_revoked" UNAUTHORIZED "The sign-in was ended: sign in again.",
    /// The enrolment code is unknown, used up or too old.
    EnrolCodeInvalid "enrol_code_invalid" FORBIDDEN "The enrolment code is unknown, used up or has expired.",
    /// The agent may no longer work here.
    AgentRevoked "agent_revoked" FORBIDDEN "The agent may no longer work here.",
    /// The device may no longer be used.
    DeviceRevoked "device_revoked" FORBIDDEN "The device was revoked.",
    /// The company's sign-in service did not vouch for whoever came back from it.
    CompanySignInFailed "company_sign_in_failed" UNAUTHORIZED "The company's sign-in service vouches for nobody here.",
    /// No agent of the shop belongs to that account.
    AgentUnknown "agent_unknown" FORBIDDEN "No agent of this shop belongs to that account.",
    /// The role does not allow it.
    Forbidden "forbidden" FORBIDDEN "The role of this agent does not allow it.",
    /// There is no such thing in this shop.
    NotFound "not_found" NOT_FOUND "There is no such thing here.",
    /// The shop signs nobody in by accounts of a company.
    NoCompanyAccounts "no_company_accounts" NOT_FOUND "This shop signs nobody in by accounts of a company.",
    /// There is no such address.
    UnknownRoute "unknown_route" NOT_FOUND "There is no such address.",
    /// The address does not take this method.
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED "The address does not take this method.",
    /// The device's id is taken by another key.
    DeviceEnrolled "device_enrolled" CONFLICT "A device with this id is enrolled with another key.",
    /// The past of the device forks: it must be enrolled anew.
    DeviceQuarantined "device_quarantined" CONFLICT "The device is in quarantine: enrol it anew.",
    /// Another agent has this login.
    LoginTaken "login_taken" CONFLICT "Another agent has this login.",
    /// The shop would be left without an admin.
    LastAdmin "last_admin" CONFLICT "The shop would be left without an admin.",
    /// The shop's document says otherwise than what the centre has decided.
    Contradiction "contradiction" CONFLICT "The document contradicts what the centre has decided.",
    /// The same id stands for something else.
    IdTaken "id_taken" CONFLICT "The same id was used for something else.",
    /// Something has to be settled before the customer may be erased (ERS-1).
    ErasureHindered "erasure_hindered" CONFLICT "Something has to be settled before the customer may be erased.",
    /// It is not in a state in which this can be done.
    WrongState "wrong_state" CONFLICT "It is not in a state in which this can be done.",
    /// The person's data was erased.
    Erased "erased" GONE "The customer's data was erased.",
    /// The change feed no longer reaches back so far.
    BootstrapAgain "bootstrap_again" GONE "The change feed does not reach back so far: bootstrap again.",
    /// The body is too large.
    BodyTooLarge "body_too_large" PAYLOAD_TOO_LARGE "The body is too large.",
    /// The body's media type is not taken here.
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE "The body's media type is not taken here.",
    /// The document has a fault.
    InvalidDocument "invalid_document" UNPROCESSABLE_ENTITY "The document has a fault.",
    /// The program is too old for this centre.
    UpgradeRequired "upgrade_required" UPGRADE_REQUIRED "This version of the program is too old for the centre.",
    /// Too many attempts.
    TooManyAttempts "too_many_attempts" TOO_MANY_REQUESTS "Too many attempts: wait.",
    /// A fault of the centre.
    Internal "internal" INTERNAL_SERVER_ERROR "The centre failed; what was asked was not done.",
    /// The company's sign-in service cannot be reached, or answers what it must not.
    CompanyUnavailable "company_unavailable" BAD_GATEWAY "The company's sign-in service does not answer as it should.",
    /// The centre cannot answer now.
    Unavailable "unavailable" SERVICE_UNAVAILABLE "The centre cannot answer now: try again.",
}

/// One failed call.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What failed.
    pub code: Code,
    /// What else is known of it.
    pub more: Box<More>,
}

/// What a problem says beyond its code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct More {
    /// The place in the document that is at fault, as in `lines[0].quantity`.
    pub path: Option<String>,
    /// A sentence about this occurrence.
    pub detail: Option<String>,
    /// Both sides' facts, for a program to show.
    pub facts: Option<Value>,
    /// Seconds to wait.
    pub retry_after: Option<i64>,
}

impl Problem {
    /// A problem of which the code says all.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, more: Box::default() }
    }

    /// With the place in the document.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.more.path = Some(path.into());
        self
    }

    /// With a sentence about this occurrence.
    #[must_use]
    pub fn saying(mut self, detail: impl Into<String>) -> Self {
        self.more.detail = Some(detail.into());
        self
    }

    /// With facts.
    #[must_use]
    pub fn with(mut self, facts: Value) -> Self {
        self.more.facts = Some(facts);
        self
    }

    /// With the seconds to wait.
    #[must_use]
    pub fn after(mut self, seconds: i64) -> Self {
        self.more.retry_after = Some(seconds);
        self
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::new(Code::InvalidDocument).at(fault.path).saying(fault.message)
    }
}

impl From<crate::clock::NoRandomness> for Problem {
    fn from(_: crate::clock::NoRandomness) -> Self {
        Self::new(Code::Internal)
    }
}

/// SQLSTATEs after which the same call may well succeed: serialisation failure, deadlock, shutdown, too many
/// connections.
const PASSING: [&str; 6] = ["40001", "40P01", "57P01", "57P02", "57P03", "53300"];

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        // The message of a database error can quote a person's data: only its code and the constraint are logged.
        let database = error.as_database_error();
        let state = database.and_then(|e| e.code().map(|code| code.into_owned())).unwrap_or_default();
        let constraint = database.and_then(sqlx::error::DatabaseError::constraint).unwrap_or_default();
        let kind = kind_of(&error);
        tracing::error!(kind, sqlstate = state, constraint, "the database did not do what was asked");
        let passing = PASSING.contains(&state.as_str())
            || matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_));
        if passing { Self::new(Code::Unavailable).after(1) } else { Self::new(Code::Internal) }
    }
}

impl From<crate::store::StoreError> for Problem {
    fn from(error: crate::store::StoreError) -> Self {
        match error {
            crate::store::StoreError::Database(error) => error.into(),
            crate::store::StoreError::Lost => Self::new(Code::Unavailable).after(1),
            crate::store::StoreError::Damaged => {
                tracing::error!("something stored cannot be read");
                Self::new(Code::Internal)
            }
        }
    }
}

fn kind_of(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Database(_) => "database",
        sqlx::Error::Io(_) => "io",
        sqlx::Error::PoolTimedOut => "pool timed out",
        sqlx::Error::PoolClosed => "pool closed",
        sqlx::Error::RowNotFound => "row not found",
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => "decode",
        sqlx::Error::Protocol(_) => "protocol",
        _ => "other",
    }
}

/// A problem as it travels.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(title = "Problem", description = "A problem document (RFC 9457).")]
pub struct ProblemDocument {
    /// `urn:guichet:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:guichet:problem:invalid_document")]
    kind: String,
    /// The code in a sentence.
    title: &'static str,
    /// The HTTP status again.
    status: u16,
    /// The stable name of what failed.
    code: &'static str,
    /// A sentence about this occurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The place in the document that is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Facts of both sides.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<Value>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.code.status();
        let document = ProblemDocument {
            kind: format!("urn:guichet:problem:{}", self.code.text()),
            title: self.code.title(),
            status: status.as_u16(),
            code: self.code.text(),
            detail: self.more.detail,
            path: self.more.path.filter(|path| !path.is_empty()),
            facts: self.more.facts,
        };
        let mut response = (status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.more.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_words_and_stand_once() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(code.text().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code:?}");
            assert!(seen.insert(code.text()), "{code:?}");
            assert!(code.status().is_client_error() || code.status().is_server_error());
            assert!(code.title().ends_with('.'));
        }
    }
}
