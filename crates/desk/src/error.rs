//! What can go wrong at a desk, as a closed set.

use std::io;

/// Why a replica could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No keychain answers on this system.
    #[error("no keychain answers on this system")]
    KeychainMissing,
    /// No keychain answers, and there is no replica yet whose key it would hold: a passphrase can take its place.
    #[error("no keychain answers to keep the key of a new replica")]
    KeychainMissingAtFirst,
    /// The keychain answers, but has no key for this replica.
    #[error("the keychain has no key for this replica")]
    KeyMissing,
    /// The keychain's entry for this replica is not a key.
    #[error("the keychain's entry for this replica is not a key")]
    KeyDamaged,
    /// The note beside the replica cannot be read.
    #[error("the key note beside the replica is damaged")]
    KeyNoteDamaged,
    /// The key does not open this replica (or the file is no replica).
    #[error("the key does not open this replica")]
    WrongKey,
    /// This replica is unlocked by a passphrase, and none was given.
    #[error("this replica is unlocked by a passphrase")]
    PassphraseNeeded,
    /// A new passphrase is too short.
    #[error("a passphrase needs at least ten characters")]
    PassphraseTooShort,
    /// There is no replica at this place and none was to be made.
    #[error("there is no replica at this place")]
    ReplicaMissing,
    /// The replica was written by a newer version of the program.
    #[error("the replica was written by a newer version of the program")]
    ReplicaNewer,
    /// SQLite was built without encryption: nothing may be written.
    #[error("this build cannot encrypt")]
    NotEncrypting,
    /// A body in the replica cannot be understood.
    #[error("a body in the replica is damaged")]
    BodyDamaged,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoRandomness,
    /// The merchant's terms that come with the program cannot be read.
    #[error("the terms pack is invalid")]
    Terms,
    /// A file could not be read or written.
    #[error("a file could not be read or written: {0}")]
    File(io::ErrorKind),
    /// The store refused.
    #[error("the store refused")]
    Store(#[source] sqlx::Error),
}

impl DeskError {
    /// The stable code by which windows and other programs know this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::KeychainMissing => "keychain_missing",
            Self::KeychainMissingAtFirst => "keychain_missing_at_first",
            Self::KeyMissing => "key_missing",
            Self::KeyDamaged => "key_damaged",
            Self::KeyNoteDamaged => "key_note_damaged",
            Self::WrongKey => "wrong_key",
            Self::PassphraseNeeded => "passphrase_needed",
            Self::PassphraseTooShort => "passphrase_too_short",
            Self::ReplicaMissing => "replica_missing",
            Self::ReplicaNewer => "replica_newer",
            Self::NotEncrypting => "not_encrypting",
            Self::BodyDamaged => "body_damaged",
            Self::NoRandomness => "no_randomness",
            Self::Terms => "terms",
            Self::File(_) => "file",
            Self::Store(_) => "store",
        }
    }
}

/// SQLite's code for "this is not a database": under SQLCipher, a wrong key.
const NOT_A_DATABASE: &str = "26";

impl From<sqlx::Error> for DeskError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(sqlx::error::DatabaseError::code) {
            Some(code) if code == NOT_A_DATABASE => Self::WrongKey,
            _ => Self::Store(error),
        }
    }
}
