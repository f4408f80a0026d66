//! Faults put in on purpose, to see whether the simulation notices them.
//!
//! Without the feature `planted` every question here is answered `false` at compile time.

macro_rules! bugs {
    ($($(#[$doc:meta])* $name:ident $text:literal,)+) => {
        /// A planted fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Bug { $($(#[$doc])* $name),+ }

        impl Bug {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What is wrong with it, in a few words.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

bugs! {
    /// The feed's version is taken without the head's lock.
    BareSequence "the feed is numbered outside the head's lock",
    /// Verdicts are sent, and then their transaction is lost.
    AnswerBeforeCommit "the centre answers before it commits",
    /// The aggregate is decided on as it was before it was locked.
    CheckOutsideLock "the order is read before it is locked",
    /// A command that came through another seat is taken again.
    NoDedupe "a command's id is not looked up",
    /// A return is taken for the one before it that has its RMA number.
    DedupeOnRma "an RMA number serves to tell duplicates",
    /// A chain goes on after a gap, and after a link that is not its last.
    LinkNotChecked "a gap is accepted, and the hash of the command before is not checked",
    /// Whatever comes for a place that is filled is a duplicate.
    CloneNotDetected "a clone's command is taken for a duplicate",
    /// What a forked device hands in is not kept.
    QuarantineForgets "commands of a forked device are not kept",
    /// What follows a rejected command is decided on.
    BehindMissing "commands do not wait behind a rejected one",
    /// Settling a command changes nothing at the centre.
    ResolveIgnored "settling a command does not let the others through",
    /// A revoked agent's commands are taken.
    RevocationIgnored "a revoked agent goes on",
    /// The centre believes the desk about the agent's role.
    RoleNotChecked "the centre does not check the role",
    /// The centre believes the desk about the agent's limit.
    LimitNotChecked "the centre does not check the limit",
    /// The newest edition rules everything.
    NewestTerms "the newest edition of the terms rules",
    /// A command is decided at the time that the desk claims.
    ClockBelieved "the desk's clock is believed",
    /// A refused command uses up a credit note's number.
    NumberNotRolledBack "a refused command keeps the number of its credit note",
    /// Two payments back of one credit have one key.
    PayoutKeyWithoutTender "a payout's key leaves the tender out",
    /// The idempotency key of a payout follows from its place, not from its command.
    PayoutKeyFromPlace "a payout's idempotency key changes when it is decided again",
    /// The second of two same intents is told that it was applied.
    SameIntentApplied "the second of two same commands is called applied",
    /// A desk may go on in the feed of another life.
    EpochIgnored "the centre's epoch is not compared",
    /// A page brings another merchant's rows.
    MerchantNotInKey "the feed is read without the merchant",
    /// Erasing leaves the body in the feed.
    ErasedStaysInFeed "an erased customer stays in the feed",
    /// A registration that comes late brings an erased customer back.
    ErasedMadeAnew "a late registration brings an erased customer back",
    /// What was written down of an erased customer's contacts stays.
    CasesStay "an erased customer's cases stay",
    /// The desk's own layer stays below the centre's bodies.
    OverlayNotUndone "the overlay is not undone before the page is applied",
    /// The pending commands are not run again.
    OverlayNotRelaid "pending commands are not run again after a page",
    /// A customer's change does not reach what is pending on their orders.
    CustomerNotRelaid "a customer's change leaves overlays as they were",
    /// A rejected command is dropped without a word.
    DroppedRejects "rejected commands vanish without a word",
    /// A verdict counts before the bodies that show it are there.
    AnswerIsVerdict "an answer counts before its page",
    /// The cursor moves in a transaction of its own, before the page is applied.
    CheckpointBeforeApply "the cursor is moved before the page is applied",
    /// The cursor moves to the end of a page that was applied in part.
    PartialApply "a page is applied in part and the cursor moved",
    /// A page is applied wherever it begins.
    StalePageApplied "a late page is applied",
    /// A body that is gone stays.
    TombstoneIgnored "tombstones are ignored",
    /// What a restored centre lost is not asked again.
    RestoreNotRecalled "what a restored centre lost is not sent again",
    /// A desk that finds commands of its own which it never gave goes on.
    ForkNotNoticed "a restored desk goes on under its old seat",
    /// A command is sealed under another id each time.
    NewIdOnRetry "a command that is sealed again has another id",
    /// A command is sent before its place is on the disk.
    SealNotCommitted "a command is sent before its seal is committed",
    /// What waits is signed by whoever sits at the desk.
    ResignedOnShift "a shift change signs what waits again",
}

#[cfg(feature = "planted")]
mod switch {
    use super::Bug;
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Plants one fault in this thread, or none.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.with(|place| place.set(bug));
    }

    /// Whether this fault is planted in this thread.
    #[must_use]
    pub fn planted(bug: Bug) -> bool {
        PLANTED.with(|place| place.get() == Some(bug))
    }
}

#[cfg(feature = "planted")]
pub use switch::{plant, planted};

/// Whether this fault is planted: never, in a program without the feature.
#[cfg(not(feature = "planted"))]
#[must_use]
pub const fn planted(_: Bug) -> bool {
    false
}
