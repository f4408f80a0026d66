//! What must always hold, watched by code that shares nothing with the machines: a book of what the centre's history
//! says (written by deciding every command again), a memo of every desk, and rules over both.

mod book;
mod desk;
mod end;
mod orders;
mod rerun;

pub use book::{Book, Told};
pub use desk::{Around, Memo, look};
pub use end::{converged, drained, final_books, kept_aside, quarantined_for_forks};
pub use orders::{captured, paid_out};

/// Something that must hold does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which invariant.
    pub invariant: Invariant,
    /// What was seen.
    pub text: String,
}

/// Whether everything holds so far.
pub type Held<T = ()> = Result<T, Box<Violation>>;

macro_rules! invariants {
    ($($(#[$doc:meta])* $name:ident $text:literal,)+) => {
        /// Something that must always hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Invariant { $($(#[$doc])* $name),+ }

        impl Invariant {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What it says.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

invariants! {
    /// Units.
    UnitCreditedOnce "no unit is credited twice, and none that is not gone",
    /// Payments.
    RefundWithinCapture "no payment is refunded beyond what was captured",
    /// Credits against payments.
    CreditsAreRefunds "what the credits and the goodwill of an order paid back is what its payments say was refunded",
    /// Exceptions.
    ExceptionNamed "an exception names who, why and both amounts, and gives no less than the terms",
    /// Ledgers.
    LedgerAddsUp "every unit of a line is in exactly one place",
    /// Payouts.
    PaidOnce "every credit is paid out once, tender by tender, and in full",
    /// Idempotency keys.
    PayoutKeyStable "the provider never sees one tender of one command under two idempotency keys",
    /// Credit notes.
    CreditNotesGapless "credit notes are numbered without gaps, per year, in the order of the history",
    /// RMA numbers.
    RmaUnique "no two RMAs of a merchant have one number",
    /// The feed's versions.
    FeedContiguous "versions of the feed and places within them follow each other without gaps",
    /// History.
    HistoryAppendOnly "a row of the history never changes and never goes (an erased customer's body excepted)",
    /// Body versions.
    BodiesContiguous "the versions of a body follow each other without gaps",
    /// The centre's checksum.
    HeadSumIsSum "the centre's checksum is the sum over its bodies",
    /// Stored bodies.
    StoredIsHistory "what the centre stores is what its history makes",
    /// Once only.
    OnceInHistory "a command is in the history once",
    /// Nothing forged.
    HistoryIsWhatWasAsked "what is in the history was asked by that agent, at that desk, on that aggregate, so",
    /// Verdicts.
    DecidedByFacts "what becomes of a command follows from the facts at its version, under the edition of TRM-1",
    /// Bodies.
    BodyFollowsDecision "the body after a command is what the decision makes of the body before it",
    /// Rejections.
    RejectedChangesNothing "a rejected command changes nothing",
    /// Applied.
    AppliedAsShown "'applied' means that the customer was told the truth",
    /// Waiting behind.
    BehindIsHeld "what a device asks on an aggregate where it was rejected waits until that is settled",
    /// Taken back.
    WithdrawnNeverArrives "a command that was taken back never reaches the centre",
    /// Same answer.
    SameAnswerAgain "whoever asks again for a verdict hears the same",
    /// Durable answers.
    AnswerIsDurable "what the centre answered is in its history",
    /// Chains.
    ChainLinked "a device's chain at the centre is contiguous, linked by hashes, and signed",
    /// Forks.
    QuarantineForForks "a device is put in quarantine, or its desk told to enrol, for a fork or a restored centre alone",
    /// Kept aside.
    QuarantineKeeps "what a forked or revoked device hands in is kept",
    /// Forgeries.
    ForgeryRefused "what was changed under way is refused and recorded",
    /// Told and kept.
    NothingVanishes "nothing that an agent was told is taken ever vanishes from the desk",
    /// Queued commands.
    EntryNeverRewritten "who asked, what, when and knowing what never changes once it is queued",
    /// Sealed.
    SealedBeforeSent "what leaves a desk is sealed on its disk",
    /// Cursor.
    CursorMonotone "a cursor never goes back within one life of the centre",
    /// Cursor.
    CursorWithinHead "a cursor is never ahead of the centre",
    /// Replica.
    ReplicaIsCentre "a replica's bodies are the centre's at its cursor",
    /// Replica's sum.
    ReplicaSumIsSum "a replica's checksum is the sum over its bodies",
    /// Overlay.
    OverlayIsPending "what an agent sees is the centre's body with what is pending run on it, in the order of taking",
    /// Settled.
    SettledAsDecided "a settled command has the verdict of the history, and the bodies that show it are here",
    /// Visible.
    RejectedIsVisible "every command that came back otherwise is an item that somebody can see",
    /// Doubt.
    DoubtWhereItFails "a doubt is on exactly those waiting commands that do not run",
    /// Events.
    EventsAsTold "what a replica says happened is what happened",
    /// Clicks.
    ClickedTwiceTakenOnce "a command clicked twice is taken once",
    /// Erasure.
    ErasedIsGone "an erased customer's body is nowhere once its erasure has arrived, nor at the centre",
    /// Bootstrap.
    BootstrapForReason "a desk begins again for a moved horizon or another life of the centre alone",
    /// Blocked.
    BlockedCanBeSettled "where the centre lets nothing through, the desk has something to settle it with",
    /// Merchants.
    MerchantsApart "nothing of one merchant is seen by another",
    /// Progress.
    Progress "transactions never wait for each other in a ring",
    /// Convergence.
    Converged "once healed, every replica is the centre's copy, with no new local write",
    /// Liveness.
    QueuesDrain "once healed and settled, no command waits",
    /// End of each command.
    EveryCommandEnds "every command ends applied, rejected and visible, taken back, or kept aside",
}

/// Fails an invariant.
pub fn fail<T>(invariant: Invariant, text: impl Into<String>) -> Held<T> {
    Err(Box::new(Violation { invariant, text: text.into() }))
}

/// Holds, or fails an invariant.
pub fn hold(holds: bool, invariant: Invariant, text: impl FnOnce() -> String) -> Held {
    if holds { Ok(()) } else { fail(invariant, text()) }
}
