//! What travels between the window and the desk about the centre: how the two stand, what waits, what needs a person.

use guichet_domain::Currency;
use guichet_sync::{Conflict, Difference, Resolution, Role, Upshot, Verdict};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::types::NamedQuantity;

/// How this desk stands with the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Standing {
    /// It was never enrolled: everything stays on this machine.
    Local,
    /// The last exchange went through.
    Online,
    /// The centre does not answer. Work goes on; what is taken waits.
    Offline {
        /// The last instant at which it did (RFC 3339); none where it never has.
        since: Option<String>,
    },
    /// It must be enrolled anew (`enrol` with a new code). What waits stays.
    MustEnrol,
    /// This program is too old for the centre. What waits stays.
    MustUpgrade,
    /// The centre took this desk's seat away. What waited was handed over or is being so; then everything is wiped.
    Revoked,
    /// It fetches everything from the centre; pages show what was there before until it is through.
    Bootstrapping {
        /// Aggregates that are here.
        #[ts(type = "number")]
        done: u64,
        /// Aggregates there are; 0 until it is known.
        #[ts(type = "number")]
        total: u64,
        /// All are here, and are filed by what they are found by.
        filing: bool,
    },
}

/// The agent who is signed in at this desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[allow(missing_docs)]
pub struct SignedIn {
    pub name: String,
    pub login: String,
    pub role: Role,
    /// The most that one command may pay back, in the order's currency; none for no bound.
    pub refund_limit: Option<String>,
    /// By an account of the company: a word that they chose unlocks the desk, not a password.
    pub company: bool,
}

/// How the desk and the centre stand, for the frame of the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[allow(missing_docs)]
pub struct SyncState {
    pub standing: Standing,
    /// Commands that wait for the centre's verdict.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Open items of `attention`.
    #[ts(type = "number")]
    pub attention: u64,
    /// When the last exchange went through (RFC 3339).
    pub last_sync: Option<String>,
    /// The centre's address, once enrolled.
    pub server: Option<String>,
    /// What people call this desk, once enrolled.
    pub device_name: Option<String>,
    /// Who is signed in. None at an enrolled desk: `sign_in` comes before anything can be taken.
    pub agent: Option<SignedIn>,
    /// Without a word from the centre until then (RFC 3339), nothing more is taken; reading goes on. None where there is
    /// no such bound.
    pub lease_until: Option<String>,
    /// That instant has passed: `take` answers `lease_over`.
    pub lease_over: bool,
    /// Every command but `unlock`, `sync_state` and `app_info` answers `locked`.
    pub locked: bool,
    /// Somebody is signed in whose password would unlock it again: `lock` works.
    pub can_lock: bool,
    /// Seconds after which a taken command is sent; until then it can be undone.
    pub hold_seconds: u32,
    /// The orders that are here are those of so many months and those still open; 0 where all are.
    pub orders_months: u32,
}

/// What a command is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[allow(missing_docs)]
pub struct About {
    pub kind: AboutKind,
    /// The order's number, or the customer's id.
    pub id: String,
    /// The customer behind it, where they are known here.
    pub customer: Option<String>,
    pub customer_name: Option<String>,
    /// What amounts of it are in, while it is known here.
    pub currency: Option<Currency>,
}

/// What sort of thing a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AboutKind {
    /// An order; the id is its number.
    Order,
    /// A service account; the id is its customer's.
    Account,
    /// A customer.
    Customer,
    /// An edition of the terms.
    Terms,
    /// What the merchant sells.
    Catalogue,
    /// A case; the id is its number.
    Case,
    /// A parcel in quarantine; the id is its number.
    Stray,
}

/// What was asked, and what the customer was told.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[allow(missing_docs)]
pub struct Asked {
    /// The command's name, as `request_return`; `resolve` settles an earlier command.
    pub name: String,
    /// The command itself: an `OrderCommand` or an `AccountCommand`, by `About.kind`.
    #[ts(type = "OrderCommand | Record<string, unknown>")]
    pub command: serde_json::Value,
    /// The units that it names; for a cancellation of everything, what was open when it was taken. Empty where neither
    /// is known here.
    pub units: Vec<NamedQuantity>,
    /// What the agent was shown.
    pub upshot: Upshot,
    pub agent: String,
    /// When, by the desk's clock (RFC 3339).
    pub taken_at: String,
}

/// Where a queued command stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum QueueState {
    /// It waits at the desk and can still be undone.
    Waiting,
    /// It waits at the desk until an earlier one on the same order is settled (`attention`).
    Behind,
    /// It has its place and is being sent, or was sent and not answered.
    Sealed,
    /// The centre has decided; its answer is on the way.
    Answered,
    /// The centre has decided.
    Settled,
    /// It was undone before it was sent.
    Withdrawn,
}

/// One command of this desk: waiting, or settled not long ago.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[allow(missing_docs)]
pub struct QueuedCommand {
    #[ts(type = "string")]
    pub id: Uuid,
    pub about: About,
    pub asked: Asked,
    pub state: QueueState,
    /// What became of it, once settled.
    pub verdict: Option<Verdict>,
    /// Why it would not be taken on what is known by now; the centre has the last word.
    pub doubt: Option<Conflict>,
    /// `undo` would work.
    pub can_undo: bool,
}

/// What waits, newest first, and what was settled lately.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[allow(missing_docs)]
pub struct Queue {
    pub commands: Vec<QueuedCommand>,
    /// Commands that wait, also those that are too many to be listed.
    #[ts(type = "number")]
    pub waiting: u64,
}

/// Why something needs a person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum AttentionCause {
    /// The centre did not take the command. Later ones on the same order wait for `resolve`.
    Rejected {
        /// Why, with both sides' facts and what can be done next.
        conflict: Conflict,
    },
    /// It was taken, with another outcome than the customer was told.
    Differently {
        /// What is otherwise.
        differences: Vec<Difference>,
        /// What came of it.
        upshot: Option<Upshot>,
    },
}

/// Something that needs a person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[allow(missing_docs)]
pub struct AttentionItem {
    #[ts(type = "string")]
    pub command: Uuid,
    pub about: About,
    /// What was asked at this desk.
    pub asked: Asked,
    pub cause: AttentionCause,
    /// When the centre decided, by its clock (RFC 3339).
    pub since: String,
    /// Commands that wait at this desk until it is settled.
    #[ts(type = "number")]
    pub behind: u64,
}

/// How a person settles an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ResolveHow {
    /// The command is let go (or the other outcome taken note of).
    LetGo,
    /// It is asked again on what is true now. Where that is refused, `resolve` answers `refused` and the item stays.
    AskAgain,
}

impl From<ResolveHow> for Resolution {
    fn from(how: ResolveHow) -> Self {
        match how {
            ResolveHow::LetGo => Self::LetGo,
            ResolveHow::AskAgain => Self::AskedAgain,
        }
    }
}

/// Arguments of `resolve`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ResolveArgs {
    #[ts(type = "string")]
    pub command: Uuid,
    pub how: ResolveHow,
}

/// What a settled item led to.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Resolved {
    /// The new command, where it was asked again.
    #[ts(type = "string | null")]
    pub asked: Option<Uuid>,
}

/// Arguments of `enrol`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct EnrolArgs {
    /// The centre's address, as `https://centre.example`.
    pub server: String,
    /// As it was typed.
    pub code: String,
    pub device_name: String,
    /// Enrolling puts the centre's orders in the place of those that only this machine holds. Where there are any and
    /// this is not set, `enrol` answers `holds_local_data` with their number.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub replace_local: bool,
    /// A file with the certificates (PEM) of a private authority; the system's are trusted besides.
    #[serde(default)]
    #[ts(optional)]
    pub ca_file: Option<String>,
}

/// Arguments of `sign_in`.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SignInArgs {
    pub login: String,
    pub password: String,
}

/// How agents of the shop prove themselves, beside passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct SignInWays {
    /// By an account of the company.
    pub company: bool,
}

/// A desk that is enrolled by an account of the company.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CompanyEnrolArgs {
    /// The centre's address, as `https://centre.example`.
    pub server: String,
    /// The shop's short name, as it was typed.
    pub merchant: String,
    pub device_name: String,
    /// As in `enrol`.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub replace_local: bool,
    /// As in `enrol`.
    #[serde(default)]
    #[ts(optional)]
    pub ca_file: Option<String>,
}

/// Arguments of `company_begin`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CompanyBeginArgs {
    /// The desk that is to be enrolled by it; none to sign in at an enrolled one.
    #[serde(default)]
    #[ts(optional)]
    pub enrol: Option<CompanyEnrolArgs>,
}

/// Where the browser goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CompanyPage {
    /// The page, for somebody to copy.
    pub url: String,
    /// A browser was opened on it.
    pub opened: bool,
}

/// Arguments of `company_finish`.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CompanyFinishArgs {
    /// What unlocks the desk from then on, also offline: a word of the agent's own, of at least eight characters.
    pub unlock_word: String,
}

/// Arguments of `unlock`: the password of the agent who is signed in, or the word that they chose.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct UnlockArgs {
    pub password: String,
}

/// Arguments of `search_at_centre`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SearchAtCentre {
    pub text: String,
}

/// How the desk deals with the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CentreSettings {
    /// Seconds after which a taken command is sent, 0 to 600.
    pub hold_seconds: u32,
    /// Minutes without the agent (`present`, or anything but reading) after which the desk locks itself; 0 for never.
    pub lock_after_minutes: u32,
    /// A file with the certificates (PEM) of a private authority.
    pub ca_file: Option<String>,
    /// Orders of so many months are kept here, and those still open, 0 to 120; 0 for all. Another number fetches them anew.
    #[serde(default)]
    pub orders_months: u32,
}

impl Default for CentreSettings {
    fn default() -> Self {
        Self { hold_seconds: 8, lock_after_minutes: 15, ca_file: None, orders_months: 0 }
    }
}

/// Arguments of `set_centre_settings`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SetCentreSettings {
    pub settings: CentreSettings,
}
