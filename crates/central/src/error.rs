//! Why the centre could not start or an operator's command could not be done.

/// A closed set of failures of the program, apart from calls (see [`crate::problem`]).
#[derive(Debug, thiserror::Error)]
pub enum CentralError {
    /// The address of the database cannot be read.
    #[error("the address of the database cannot be read")]
    DatabaseAddress,
    /// The database does not answer or refused.
    #[error("the database does not answer, or it refused")]
    Database(#[from] sqlx::Error),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The schema was never made, or is older or newer than the program.
    #[error("the database's schema is not this program's: run `guichet-central migrate`")]
    SchemaDiffers,
    /// No address could be listened on.
    #[error("nothing can listen on this address")]
    Listen(#[source] std::io::Error),
    /// Serving ended.
    #[error("serving ended")]
    Serve(#[source] std::io::Error),
    /// A file could not be read or written.
    #[error("a file could not be read or written")]
    File(#[from] std::io::Error),
    /// The system gave no random bytes.
    #[error(transparent)]
    Randomness(#[from] crate::clock::NoRandomness),
    /// A merchant's id is a short word.
    #[error("a merchant's id is 1 to 32 small letters, digits and inner hyphens")]
    MerchantId,
    /// There is no such merchant.
    #[error("there is no such merchant: create-admin makes one")]
    NoMerchant,
    /// The login is taken or is none.
    #[error("the login is taken, or it is none (1 to 64 characters without spaces)")]
    Login,
    /// A password is too short or too long.
    #[error("a password has 10 to 256 characters")]
    Password,
    /// Settings cannot be read, or name what is no account or address.
    #[error("the settings cannot be read, or name what is no IBAN or no e-mail address")]
    Settings,
    /// The mail server's address cannot be read.
    #[error("the mail server's address cannot be read")]
    MailServer,
    /// Papers cannot be printed.
    #[error("papers cannot be printed: the fonts that are built in cannot be read")]
    Press,
    /// The merchant's terms cannot be read.
    #[error("the terms pack is invalid")]
    Terms,
}
