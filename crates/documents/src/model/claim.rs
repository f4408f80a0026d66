//! The file of a damage claim: what a carrier needs to judge it, in one piece.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet_domain::claim::{EvidenceKind, FileSort};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Language, Party};

/// A claim against a carrier for a damaged parcel (DMG-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimFile {
    /// The language that the carrier reads.
    pub language: Language,
    /// What it is printed on.
    pub paper: ClaimPaper,
    /// The claim as we call it.
    pub number: String,
    /// The carrier's own number for it.
    pub reference: Option<String>,
    /// The order that was sent.
    pub order_number: String,
    /// Day (ISO date) of that order.
    pub order_date: String,
    /// Who claims.
    pub seller: Party,
    /// Whom the parcel was for: name and address, no more.
    pub recipient: Party,
    /// The parcel.
    pub parcel: ClaimParcel,
    /// Last day (ISO date) to tell the carrier (DMG-2).
    pub notice_by: Option<String>,
    /// ISO 4217 code.
    pub currency: String,
    /// The damaged units.
    pub lines: Vec<ClaimLine>,
    /// What they cost, tax included.
    pub total: String,
    /// What the carrier paid.
    pub recovered: Option<String>,
    /// The reserves on the carrier's slip.
    pub reserves: Option<String>,
    /// What happened, as the recipient tells it.
    pub account: Option<String>,
    /// The steps that were taken, oldest first.
    pub stages: Vec<ClaimStage>,
    /// Photos and papers, in the order in which they were added; at most as many as a claim holds.
    pub evidence: Vec<EvidenceFile>,
}

/// What the file of a claim is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimPaper {
    /// A4.
    A4,
    /// US letter.
    Letter,
}

/// The parcel that arrived damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimParcel {
    /// Who carried it.
    pub carrier: String,
    /// The carrier's number for it.
    pub tracking: Option<String>,
    /// Day (ISO date) on which it left.
    pub shipped_on: Option<String>,
    /// Day (ISO date) on which it arrived.
    pub delivered_on: Option<String>,
}

/// Damaged units of one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimLine {
    /// How many.
    pub quantity: u32,
    /// The article's name.
    pub name: String,
    /// The article's number.
    pub sku: String,
    /// What these units cost, tax included.
    pub value: String,
}

/// A step of the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimStage {
    /// What was done, in the document's language.
    pub what: String,
    /// The day (ISO date).
    pub on: String,
    /// Who did it, where that is known.
    pub who: Option<String>,
    /// What they noted.
    pub note: Option<String>,
}

/// A photo or a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFile {
    /// What it shows.
    pub kind: EvidenceKind,
    /// What sort of file it is.
    pub sort: FileSort,
    /// The SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its bytes; none where they are not at hand.
    pub bytes: Option<FileBytes>,
}

/// A file's bytes, base64 where they are written down.
#[derive(Clone, PartialEq, Eq)]
pub struct FileBytes(pub Vec<u8>);

impl std::fmt::Debug for FileBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for FileBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for FileBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(de::Error::custom)
    }
}
