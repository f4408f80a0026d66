//! The road to the centre: enrolment, sign-in, the exchange in the background, and what is kept for them.
//!
//! The centre itself is behind a port ([`Centre`]): over HTTP in a shipped program, in this very process in tests. What is
//! decided about the exchange is decided by the machines of [`guichet_sync::replica`]; here is only what they leave to
//! others: sockets, time, keys, and when to try again.

mod background;
mod bootstrap;
mod bulk;
mod company;
mod company_answer;
mod credentials;
mod enrolling;
mod evidence;
mod exchange;
mod fault;
mod http;
mod known;
mod live;
mod port;
mod revoking;
mod session;
mod standing;
mod verifier;

pub use bulk::{BulkLine, send};
pub use company::{Browser, NoBrowser};
pub use credentials::Credentials;
pub use exchange::Exchanged;
pub use fault::{CentreFault, ExchangeFault, Refused};
pub use http::HttpCentres;
pub use port::{
    Access, Answer, Centre, Centres, Chunk, CompanyAnswer, CompanyBegin, CompanyEnrol, CompanyEnrolled, CompanySignIn,
    CompanyUrl, EnrolRequest, Enrolment, Imported, Live, Place, RefreshRequest, SignInRequest, SignedInAgent,
    SnapshotStanding, SnapshotState, Tokens, Wanted, Ways,
};

pub(crate) use known::CentreSide;
