//! What travels between the window and the desk about photos and papers.

use guichet_domain::claim::FileSort;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Arguments of `lay_file`.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct LayFile {
    /// The file's bytes, base64. Its name is the customer's and is not asked for.
    pub base64: String,
}

/// A file that waits for the command that names it.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct LaidFile {
    pub sha256: String,
    pub sort: FileSort,
    pub bytes: u32,
    /// Of a picture, in pixels.
    #[ts(type = "number | null")]
    pub width: Option<u32>,
    #[ts(type = "number | null")]
    pub height: Option<u32>,
}

/// Arguments of `evidence_file`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct EvidenceArgs {
    pub of: EvidenceOf,
    pub sha256: String,
    /// Whether the centre may be asked for it, because the agent wants to see it.
    pub fetch: bool,
}

/// Whose photo or paper it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)]
pub enum EvidenceOf {
    /// An order's, by its number.
    Order(String),
    /// A parcel's in quarantine, by its number.
    Stray(String),
}

impl From<EvidenceOf> for guichet_sync::Key {
    fn from(of: EvidenceOf) -> Self {
        match of {
            EvidenceOf::Order(number) => Self::Order(number),
            EvidenceOf::Stray(number) => Self::Stray(number),
        }
    }
}

/// Arguments of `gather_evidence`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct GatherArgs {
    /// The number of the claim's file.
    pub number: String,
}

/// What a claim's evidence came to.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Gathered {
    /// Files that the claim names.
    pub named: u32,
    /// Those that are not at this desk, and could not be fetched now.
    pub missing: u32,
}

/// A file's bytes.
#[derive(Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct EvidenceFile {
    pub sort: FileSort,
    pub media_type: String,
    pub base64: String,
}
