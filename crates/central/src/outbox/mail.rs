//! Sending one letter through SMTP, one phase at a time: before the text is handed over nothing was sent, so trying again
//! is safe; once it was, only the server's answer says whether it was taken.

use std::time::Duration;

use async_trait::async_trait;
use guichet_documents::letter::Letter;
use lettre::address::Envelope;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use uuid::Uuid;

use crate::settings::MailFrom;

/// A paper that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosed {
    /// What the file is called.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A letter with its envelope.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The outbox's row: the message id follows from it, so a receiver can tell a letter that came twice.
    pub id: Uuid,
    /// Who writes.
    pub from: MailFrom,
    /// The customer's name.
    pub name: String,
    /// The customer's address.
    pub address: String,
    /// What is said.
    pub letter: Letter,
    /// What goes with it.
    pub enclosed: Vec<Enclosed>,
}

/// Why a letter did not leave, or may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It was not sent: trying again is safe.
    #[error("not_now")]
    NotNow,
    /// The server will not take it.
    #[error("refused")]
    Refused,
    /// An address cannot be one.
    #[error("no_address")]
    NoAddress,
    /// It was handed over, and the answer never came.
    #[error("no_answer")]
    Unknown,
}

/// Sends letters.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends one.
    ///
    /// # Errors
    /// [`MailError`].
    async fn send(&self, outgoing: &Outgoing) -> Result<(), MailError>;
}

/// How the connection to the mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// TLS from the first byte (port 465).
    Tls,
    /// TLS after a word in clear, and nothing without it (port 587).
    StartTls,
    /// None: a server on this very machine.
    Plain,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    privacy: Privacy,
    credentials: Option<Credentials>,
    hello: ClientId,
}

/// Every phase is given up after this time.
const PATIENCE: Duration = Duration::from_secs(30);

impl Smtp {
    /// A server.
    #[must_use]
    pub fn new(host: &str, port: u16, privacy: Privacy, credentials: Option<(String, String)>) -> Self {
        let credentials = credentials.map(|(name, password)| Credentials::new(name, password));
        Self { host: host.to_owned(), port, privacy, credentials, hello: ClientId::default() }
    }

    /// Everything before the text: connection, privacy, sign-in.
    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let not_now = |_: Error| MailError::NotNow;
        let parameters = || TlsParameters::new(self.host.clone()).map_err(not_now);
        let at_once = if self.privacy == Privacy::Tls { Some(parameters()?) } else { None };
        let place = (self.host.as_str(), self.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(place, Some(PATIENCE), &self.hello, at_once, None);
        let mut connection = connecting.await.map_err(not_now)?;
        if self.privacy == Privacy::StartTls {
            // Fails where the server offers none: the password and the letter never travel in clear.
            connection.starttls(parameters()?, &self.hello).await.map_err(not_now)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await.map_err(not_now)?;
        }
        Ok(connection)
    }

    async fn hand_over(connection: &mut AsyncSmtpConnection, to: &Envelope, text: &[u8]) -> Result<(), MailError> {
        let before = |error: Error| if error.is_permanent() { MailError::Refused } else { MailError::NotNow };
        connection.command(Mail::new(to.from().cloned(), Vec::new())).await.map_err(before)?;
        for address in to.to() {
            connection.command(Rcpt::new(address.clone(), Vec::new())).await.map_err(before)?;
        }
        connection.command(Data).await.map_err(before)?;
        // From here on the server may have taken it whatever we see.
        match connection.message(text).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused),
            Err(error) if error.is_transient() => Err(MailError::NotNow),
            Err(_) => Err(MailError::Unknown),
        }
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, outgoing: &Outgoing) -> Result<(), MailError> {
        let message = message(outgoing)?;
        let connecting = tokio::time::timeout(PATIENCE, self.connect());
        let mut connection = connecting.await.map_err(|_| MailError::NotNow)??;
        let (to, text) = (message.envelope().clone(), message.formatted());
        let handing = tokio::time::timeout(PATIENCE, Self::hand_over(&mut connection, &to, &text));
        let sent = handing.await.unwrap_or(Err(MailError::Unknown));
        if sent.is_ok() {
            // Taken is taken, however the connection ends.
            let _ = tokio::time::timeout(PATIENCE, connection.quit()).await;
        }
        sent
    }
}

/// The message id of a letter.
#[must_use]
pub fn message_id(id: Uuid, from: &Address) -> String {
    format!("<{id}@{}>", from.domain())
}

/// The letter as it travels.
///
/// # Errors
/// [`MailError::NoAddress`], [`MailError::Refused`].
pub fn message(outgoing: &Outgoing) -> Result<Message, MailError> {
    let address = |text: &str| text.parse::<Address>().map_err(|_| MailError::NoAddress);
    let (from, to) = (address(&outgoing.from.address)?, address(&outgoing.address)?);
    let id = message_id(outgoing.id, &from);
    let builder = Message::builder()
        .message_id(Some(id))
        .from(Mailbox::new(Some(outgoing.from.name.clone()), from))
        .to(Mailbox::new(Some(outgoing.name.clone()), to))
        .subject(outgoing.letter.subject.clone());
    let text = SinglePart::plain(outgoing.letter.body.clone());
    let built = if outgoing.enclosed.is_empty() {
        builder.singlepart(text)
    } else {
        let mut parts = MultiPart::mixed().singlepart(text);
        for paper in &outgoing.enclosed {
            let kind = ContentType::parse(&paper.media_type).map_err(|_| MailError::Refused)?;
            parts = parts.singlepart(Attachment::new(paper.name.clone()).body(paper.bytes.clone(), kind));
        }
        builder.multipart(parts)
    };
    built.map_err(|_| MailError::Refused)
}
