//! The centre as the desk calls it.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_sync::wire::{Change, Part, Pull, Pulled, Push, Pushed, Snapshot};
use guichet_sync::{Key, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::fault::CentreFault;
use crate::ipc::customers::ErasureTaken;

/// What a call comes to.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, CentreFault>> + Send + 'a>>;

/// Where a centre is, and whom to trust about it.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Its address, as `https://centre.example`.
    pub server: &'a str,
    /// A file with the certificates (PEM) of a private authority.
    pub ca_file: Option<&'a Path>,
}

/// Makes the way to a centre.
pub trait Centres: Send + Sync {
    /// The centre at this place. Nothing is sent yet.
    ///
    /// # Errors
    /// [`CentreFault::BadAddress`], [`CentreFault::BadCertificates`].
    fn at(&self, place: Place<'_>) -> Result<Arc<dyn Centre>, CentreFault>;
}

/// An access token, wiped when dropped.
pub type Access = Zeroizing<String>;

/// A centre.
pub trait Centre: Send + Sync {
    /// Enrols this device. The same call again answers the same.
    fn enrol<'a>(&'a self, asked: &'a EnrolRequest) -> Answer<'a, Enrolment>;
    /// Signs an agent in.
    fn sign_in<'a>(&'a self, asked: &'a SignInRequest) -> Answer<'a, Tokens>;
    /// How agents of a shop prove themselves.
    fn sign_in_ways<'a>(&'a self, merchant: &'a str) -> Answer<'a, Ways>;
    /// Says where a browser goes for an account of the company.
    fn company_begin<'a>(&'a self, asked: &'a CompanyBegin) -> Answer<'a, CompanyUrl>;
    /// Signs an agent in who came back from there.
    fn company_sign_in<'a>(&'a self, asked: &'a CompanySignIn) -> Answer<'a, Tokens>;
    /// Enrols this device by the account of an agent who may, and signs them in.
    fn company_enrol<'a>(&'a self, asked: &'a CompanyEnrol) -> Answer<'a, CompanyEnrolled>;
    /// Exchanges a refresh token for its successor. The same call again answers with the same successor.
    fn refresh<'a>(&'a self, asked: &'a RefreshRequest) -> Answer<'a, Tokens>;
    /// Ends the sign-in.
    fn sign_out<'a>(&'a self, access: &'a Access) -> Answer<'a, ()>;
    /// Hands commands over.
    fn push<'a>(&'a self, access: &'a Access, push: &'a Push) -> Answer<'a, Pushed>;
    /// Asks what changed.
    fn pull<'a>(&'a self, access: &'a Access, pull: &'a Pull) -> Answer<'a, Pulled>;
    /// Has a snapshot made, of all orders or a part of them, with what became of this device's commands after this place in its chain.
    fn begin_snapshot<'a>(
        &'a self,
        access: &'a Access,
        after_seq: u64,
        part: Option<&'a Part>,
    ) -> Answer<'a, SnapshotStanding>;
    /// How far a snapshot is.
    fn snapshot<'a>(&'a self, access: &'a Access, id: Uuid) -> Answer<'a, SnapshotStanding>;
    /// A chunk of a snapshot, its hash compared.
    fn chunk<'a>(&'a self, access: &'a Access, id: Uuid, chunk: &'a Chunk) -> Answer<'a, Vec<Change>>;
    /// Listens for word of new versions.
    fn live<'a>(&'a self, access: &'a Access) -> Answer<'a, Box<dyn Live>>;
    /// Customers and orders that answer to what is typed.
    fn lookup<'a>(&'a self, access: &'a Access, text: &'a str) -> Answer<'a, Vec<Change>>;
    /// Erases a customer, where nothing has to be settled first (ERS-1). The same call again changes nothing.
    fn erase<'a>(&'a self, access: &'a Access, customer: &'a str) -> Answer<'a, ErasureTaken>;
    /// Adds a photo or a paper to an order or a parcel in quarantine, under this id. The same call again changes nothing.
    fn attach<'a>(
        &'a self,
        access: &'a Access,
        of: &'a Key,
        id: Uuid,
        media_type: &'static str,
        bytes: Vec<u8>,
    ) -> Answer<'a, ()>;
    /// A photo or a paper of an order or a parcel in quarantine.
    fn attachment<'a>(&'a self, access: &'a Access, of: &'a Key, id: Uuid) -> Answer<'a, Vec<u8>>;
    /// Writes many of a shop's documents, with the shop's own key; all of them are taken, or none.
    fn bulk<'a>(&'a self, shop_key: &'a Access, lines: String) -> Answer<'a, Imported>;
}

/// Word of new versions.
pub trait Live: Send {
    /// Waits for the next; an error once the centre hangs up.
    fn next(&mut self) -> Answer<'_, u64>;
}

/// A device that wants to belong to a shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The id that the device drew for itself.
    pub device: Uuid,
    /// What people call it.
    pub name: String,
    /// Its Ed25519 public key: 32 bytes, base64.
    pub public_key: String,
    /// The program's version.
    pub app_version: String,
    /// The protocol that it speaks.
    pub protocol: u32,
}

/// The same by a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The code as the person typed it.
    pub code: String,
    /// The device.
    #[serde(flatten)]
    pub wanted: Wanted,
}

/// How agents of a shop prove themselves, beside passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// By an account of the company.
    pub company: bool,
}

/// Where a browser is to be sent from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CompanyBegin {
    pub merchant: String,
    pub redirect_uri: String,
    pub code_challenge: String,
    pub state: String,
}

/// Where the browser goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyUrl {
    /// A page of the company's sign-in service.
    pub url: String,
}

/// What the browser came back with. Not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CompanyAnswer {
    pub code: String,
    pub code_verifier: String,
    pub redirect_uri: String,
}

impl Drop for CompanyAnswer {
    fn drop(&mut self) {
        self.code.zeroize();
        self.code_verifier.zeroize();
    }
}

/// An agent who came back. Not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CompanySignIn {
    pub merchant: String,
    pub device: Uuid,
    pub answer: CompanyAnswer,
}

/// A device that the account of an agent enrols. Not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CompanyEnrol {
    pub merchant: String,
    #[serde(rename = "as")]
    pub wanted: Wanted,
    pub answer: CompanyAnswer,
}

/// A device that belongs, and the agent who works at it at once. Not printed.
#[derive(Clone, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct CompanyEnrolled {
    pub enrolment: Enrolment,
    pub tokens: Tokens,
}

/// What a device is told once it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Enrolment {
    pub merchant: String,
    pub merchant_name: String,
    pub device: Uuid,
    pub series: String,
    pub epoch: u32,
    pub server_time: DateTime<Utc>,
}

/// Who wants to work. Not printed: it holds a password.
#[derive(Clone, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct SignInRequest {
    pub merchant: String,
    pub device: Uuid,
    pub login: String,
    pub password: String,
}

/// A refresh token and the nonce under which it is used. Not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct RefreshRequest {
    pub refresh_token: String,
    pub nonce: Uuid,
}

/// Tokens, and whom they belong to. Not printed.
#[derive(Clone, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Tokens {
    pub access_token: String,
    pub access_expires_at: DateTime<Utc>,
    pub refresh_token: String,
    pub sign_in: Uuid,
    pub agent: SignedInAgent,
    pub server_time: DateTime<Utc>,
}

/// The agent who signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct SignedInAgent {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub refund_limit: Option<String>,
}

/// How far a snapshot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum SnapshotState {
    Building,
    Ready,
    Failed,
}

/// A snapshot that is being made, or stands ready.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SnapshotStanding {
    /// Its id.
    pub id: Uuid,
    /// How far it is.
    pub state: SnapshotState,
    /// Chunks that can be fetched so far; all of them once it is ready.
    pub chunks: Vec<Chunk>,
    /// The snapshot without its bodies, once it is ready.
    pub head: Option<Snapshot>,
}

/// A chunk as listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Its place, from 0.
    pub ordinal: u32,
    /// The SHA-256 of its packed bytes, base64.
    pub sha256: String,
    /// Packed bytes.
    pub bytes: u64,
    /// Aggregates in it.
    pub rows: u64,
}

/// What a bulk import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Imported {
    pub made: u64,
    pub changed: u64,
    pub unchanged: u64,
}
