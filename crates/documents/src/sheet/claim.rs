//! The file of a claim, ready to print.

use guichet_domain::claim::{EvidenceKind, FileSort};
use serde::Serialize;

use super::invoice::check_currency;
use super::optional;
use crate::error::DocumentError;
use crate::model::{ClaimFile, ClaimPaper, ClaimStage, EvidenceFile, Language, Party};
use crate::picture;

/// What the claim's template reads.
#[derive(Serialize)]
pub(super) struct ClaimSheet<'a> {
    language: &'static str,
    paper: &'static str,
    number: &'a str,
    reference: Option<&'a str>,
    order_number: &'a str,
    order_date: String,
    seller: &'a Party,
    recipient: &'a Party,
    carrier: &'a str,
    tracking: Option<&'a str>,
    shipped_on: Option<String>,
    delivered_on: Option<String>,
    notice_by: Option<String>,
    lines: Vec<LineRow<'a>>,
    currency: &'a str,
    total: String,
    recovered: Option<String>,
    reserves: Option<&'a str>,
    account: Option<&'a str>,
    stages: Vec<StageRow<'a>>,
    evidence: Vec<EvidenceRow<'a>>,
}

#[derive(Serialize)]
struct LineRow<'a> {
    quantity: u32,
    name: &'a str,
    sku: &'a str,
    value: String,
}

#[derive(Serialize)]
struct StageRow<'a> {
    what: &'a str,
    on: String,
    who: Option<&'a str>,
    note: Option<&'a str>,
}

/// A file of evidence. `state` is `shown`, `attached`, `missing`, or why it is not shown.
#[derive(Serialize)]
struct EvidenceRow<'a> {
    kind: EvidenceKind,
    sort: FileSort,
    sha256: &'a str,
    media_type: &'static str,
    extension: &'static str,
    picture: bool,
    state: &'static str,
    /// Its place among the sheet's files, where it has one.
    file: Option<usize>,
    size: Option<String>,
}

impl<'a> ClaimSheet<'a> {
    /// The sheet, and the files that its template shows or attaches.
    pub(super) fn of(claim: &'a ClaimFile) -> Result<(Self, Vec<Vec<u8>>), DocumentError> {
        let language = claim.language;
        check_currency(&claim.currency)?;
        let mut files = Vec::new();
        let evidence = claim.evidence.iter().map(|file| EvidenceRow::of(language, file, &mut files)).collect();
        let date = |field: &'static str, day: Option<&String>| optional(day, |day| language.date(field, day));
        let lines = claim.lines.iter().enumerate().map(|(at, line)| {
            Ok(LineRow {
                quantity: line.quantity,
                name: &line.name,
                sku: &line.sku,
                value: language.amount(&format!("lines[{at}].value"), &line.value)?,
            })
        });
        let sheet = Self {
            language: language.code(),
            paper: match claim.paper {
                ClaimPaper::A4 => "a4",
                ClaimPaper::Letter => "us-letter",
            },
            number: &claim.number,
            reference: claim.reference.as_deref(),
            order_number: &claim.order_number,
            order_date: language.date("order_date", &claim.order_date)?,
            seller: &claim.seller,
            recipient: &claim.recipient,
            carrier: &claim.parcel.carrier,
            tracking: claim.parcel.tracking.as_deref(),
            shipped_on: date("parcel.shipped_on", claim.parcel.shipped_on.as_ref())?,
            delivered_on: date("parcel.delivered_on", claim.parcel.delivered_on.as_ref())?,
            notice_by: date("notice_by", claim.notice_by.as_ref())?,
            lines: lines.collect::<Result<_, DocumentError>>()?,
            currency: &claim.currency,
            total: language.money("total", &claim.total, &claim.currency)?,
            recovered: optional(claim.recovered.as_ref(), |paid| language.money("recovered", paid, &claim.currency))?,
            reserves: said(claim.reserves.as_ref()),
            account: said(claim.account.as_ref()),
            stages: stages(language, &claim.stages)?,
            evidence,
        };
        Ok((sheet, files))
    }
}

impl<'a> EvidenceRow<'a> {
    fn of(language: Language, file: &'a EvidenceFile, files: &mut Vec<Vec<u8>>) -> Self {
        let bytes = file.bytes.as_ref().map(|bytes| bytes.0.as_slice());
        let (state, carried) = match bytes {
            None => ("missing", None),
            Some(paper) if file.sort == FileSort::Pdf => ("attached", Some(paper.to_vec())),
            Some(photo) => match picture::printed(file.sort, photo) {
                Ok(printed) => ("shown", Some(printed)),
                // No window and no paper shows these: the carrier gets the file itself.
                Err(picture::Unshown::Sort) => ("attached", Some(photo.to_vec())),
                Err(why) => (why.word(), None),
            },
        };
        let place = carried.map(|bytes| {
            files.push(bytes);
            files.len() - 1
        });
        Self {
            kind: file.kind,
            sort: file.sort,
            sha256: &file.sha256,
            media_type: file.sort.media_type(),
            extension: file.sort.extension(),
            picture: file.sort.is_picture(),
            state,
            file: place,
            size: bytes.map(|bytes| size(language, bytes.len())),
        }
    }
}

/// How large a file is, in thousands of bytes.
fn size(language: Language, bytes: usize) -> String {
    let written = language.amount("size", &bytes.div_ceil(1000).to_string()).unwrap_or_default();
    match language {
        Language::En => format!("{written}\u{a0}kB"),
        Language::Fr => format!("{written}\u{a0}ko"),
    }
}

fn said(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.trim().is_empty())
}

fn stages(language: Language, stages: &[ClaimStage]) -> Result<Vec<StageRow<'_>>, DocumentError> {
    let rows = stages.iter().enumerate().map(|(at, stage)| {
        Ok(StageRow {
            what: &stage.what,
            on: language.date(&format!("stages[{at}].on"), &stage.on)?,
            who: said(stage.who.as_ref()),
            note: said(stage.note.as_ref()),
        })
    });
    rows.collect()
}
