//! The course of a damaged-parcel claim against a carrier (DMG-3 to DMG-5): its commands, evidence and steps.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::money::Amount;
use crate::order::{Claim, ClaimStatus, OrderFacts, text_enum};

/// The most files one claim holds as evidence. D
pub const MAX_EVIDENCE: usize = 20;
/// The longest text that is kept of a claim, in characters. D
pub const MAX_TEXT: usize = 2_000;
/// The most bytes of one file. D
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// The most pixels of one picture: what a telephone takes, and no bomb. D
pub const MAX_PIXELS: u64 = 64_000_000;
/// The longest side of a picture, in pixels. D
pub const MAX_SIDE: u64 = 16_384;
/// The longest reference, carrier's name or tracking number, in characters. D
pub const MAX_REFERENCE: usize = 80;

text_enum! {
    /// What a file of evidence shows (DMG-5).
    EvidenceKind {
        /// The damage itself.
        Damage,
        /// The packaging, outside and inside.
        Packaging,
        /// The reserves that the carrier's slip bears.
        Reserves,
        /// Any other paper.
        Paper,
        /// Goods as they came in (REF-4, RET-8).
        Goods,
    }
}
text_enum! {
    /// What sort of file it is, as its first bytes prove.
    FileSort {
        /// A JPEG photo.
        Jpeg,
        /// A PNG picture.
        Png,
        /// A WebP picture.
        Webp,
        /// A photo as telephones take them (HEIF with HEVC).
        Heic,
        /// A PDF.
        Pdf,
    }
}

impl FileSort {
    /// Every sort.
    pub const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::Webp, Self::Heic, Self::Pdf];

    /// The sort that a file's first bytes prove; its name and what is said of it prove nothing.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let at = |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(magic));
        // Brands of still pictures in HEVC, and of the container that telephones name first.
        const HEIC: [&[u8; 4]; 7] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"];
        Some(match bytes {
            _ if at(0, b"\xff\xd8\xff") => Self::Jpeg,
            _ if at(0, b"\x89PNG\r\n\x1a\n") => Self::Png,
            _ if at(0, b"RIFF") && at(8, b"WEBP") => Self::Webp,
            _ if at(4, b"ftyp") && HEIC.iter().any(|brand| at(8, *brand)) => Self::Heic,
            _ if at(0, b"%PDF-") => Self::Pdf,
            _ => return None,
        })
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
        }
    }

    /// The sort of a media type.
    #[must_use]
    pub fn of_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.media_type() == text)
    }

    /// The end of a file's name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
            Self::Pdf => "pdf",
        }
    }

    /// Whether it is a picture, whose size in pixels is bounded.
    #[must_use]
    pub fn is_picture(self) -> bool {
        self != Self::Pdf
    }
}

/// A file that is evidence. Its bytes lie elsewhere, under their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// What sort of file.
    pub sort: FileSort,
    /// What it shows.
    pub kind: EvidenceKind,
}

/// A step that a claim took after it was reported. Who took it is in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ClaimStep {
    /// Where it led.
    pub to: ClaimStatus,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
    /// Why, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub note: Option<String>,
}

/// What is sent in place of the damaged units, at no cost (DMG-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// The day it left.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub shipped_on: NaiveDate,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub tracking: Option<String>,
    /// The day it arrived (DMG-4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub delivered_on: Option<NaiveDate>,
}

/// `add_evidence`: what came in after the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AddEvidence {
    /// The claim's name.
    pub claim: String,
    /// The files, at least one unless the reserves are told.
    pub evidence: Vec<Evidence>,
    /// The reserves on the carrier's slip, where they are told now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub reserves: Option<String>,
}

/// `move_claim`: the next step of a claim (DMG-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct MoveClaim {
    /// The claim's name.
    pub claim: String,
    /// Where it is now.
    pub to: ClaimStatus,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
    /// The carrier's own number for the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub reference: Option<String>,
    /// What the carrier paid, in the order's currency; only for `paid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub amount: Option<Amount>,
    /// Why, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub note: Option<String>,
}

/// `ship_replacement`: a sound unit leaves in place of each claimed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ShipReplacement {
    /// The claim's name.
    pub claim: String,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub tracking: Option<String>,
}

/// `deliver_replacement` and `refund_claim`: a claim and a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ClaimOn {
    /// The claim's name.
    pub claim: String,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
}

impl ClaimStatus {
    /// Whether a claim goes from here to there in one step (DMG-5). That one which is accepted may be closed unpaid,
    /// and that a rejected one is only closed, is a decision of ours. D
    #[must_use]
    pub fn leads_to(self, next: Self) -> bool {
        use ClaimStatus::{Accepted, Closed, Filed, Paid, Rejected, Reported};
        matches!(
            (self, next),
            (Reported, Filed) | (Filed, Accepted | Rejected) | (Accepted, Paid | Closed) | (Rejected | Paid, Closed)
        )
    }

    /// The word as documents write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Filed => "filed",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Paid => "paid",
            Self::Closed => "closed",
        }
    }
}

impl Claim {
    /// What commands call it: its number, or its parcel where it came without one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.shipment)
    }

    /// The day of the last step that is known.
    #[must_use]
    pub fn last_step_on(&self) -> Option<NaiveDate> {
        self.steps.last().map(|step| step.on).or(self.reported_on)
    }
}

/// What a claim of an order must satisfy beside its units.
pub(crate) fn check(order: &OrderFacts, claim: &Claim, path: &str) -> Result<(), Fault> {
    let at = |field: &str| format!("{path}.{field}");
    if let Some(number) = &claim.number {
        reference(number, || at("number"))?;
    }
    text(claim.reserves.as_deref(), || at("reserves"))?;
    text(claim.account.as_deref(), || at("account"))?;
    if let Some(reference_of_carrier) = &claim.reference {
        reference(reference_of_carrier, || at("reference"))?;
    }
    evidence(&claim.evidence, &at("evidence"))?;
    if let Some(amount) = claim.recovered {
        crate::order_check::minor(amount, order.currency, || at("recovered"))?;
    }
    for (i, step) in claim.steps.iter().enumerate() {
        text(step.note.as_deref(), || at(&format!("steps[{i}].note")))?;
    }
    if claim.steps.last().is_some_and(|step| step.to != claim.status) {
        return Err(Fault::at(at("status"), "is not where the last step led"));
    }
    if let Some(replacement) = &claim.replacement {
        reference(&replacement.carrier, || at("replacement.carrier"))?;
        if let Some(tracking) = &replacement.tracking {
            reference(tracking, || at("replacement.tracking"))?;
        }
        if replacement.delivered_on.is_some() && !claim.replacement_delivered {
            return Err(Fault::at(at("replacement_delivered"), "is false though the replacement has arrived"));
        }
    }
    Ok(())
}

/// A text of somebody's, within bounds.
pub(crate) fn text(text: Option<&str>, path: impl FnOnce() -> String) -> Result<(), Fault> {
    match text {
        Some(text) if text.chars().count() > MAX_TEXT => {
            Err(Fault::at(path(), format!("has more than {MAX_TEXT} characters")))
        }
        _ => Ok(()),
    }
}

/// A number or name of a line at most, and not empty.
pub(crate) fn reference(text: &str, path: impl FnOnce() -> String) -> Result<(), Fault> {
    if text.trim().is_empty() {
        return Err(Fault::at(path(), "is empty"));
    }
    if text.chars().count() > MAX_REFERENCE || text.chars().any(char::is_control) {
        return Err(Fault::at(path(), format!("is no line of at most {MAX_REFERENCE} characters")));
    }
    Ok(())
}

/// Files named by their hashes, each once.
pub(crate) fn evidence(files: &[Evidence], path: &str) -> Result<(), Fault> {
    if files.len() > MAX_EVIDENCE {
        return Err(Fault::at(path, format!("has more than {MAX_EVIDENCE} files")));
    }
    for (i, file) in files.iter().enumerate() {
        let is_hash = file.sha256.len() == 64 && file.sha256.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        if !is_hash {
            return Err(Fault::at(format!("{path}[{i}].sha256"), "is no SHA-256 in lower-case hexadecimal"));
        }
    }
    crate::order_check::unique(files.iter().map(|file| file.sha256.as_str()), |i| format!("{path}[{i}].sha256"))?;
    Ok(())
}
