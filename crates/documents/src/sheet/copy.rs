//! A customer's copy, ready to print.

use serde::Serialize;

use crate::error::DocumentError;
use crate::model::{ClaimPaper, CopySection, CopyValue, CustomerCopy, Language, Party};

/// What the copy's template reads.
#[derive(Serialize)]
pub(super) struct CopySheet<'a> {
    language: &'static str,
    paper: &'static str,
    number: &'a str,
    made_on: String,
    seller: &'a Party,
    customer: &'a Party,
    notes: &'a [String],
    sections: Vec<SectionRows<'a>>,
}

#[derive(Serialize)]
struct SectionRows<'a> {
    title: &'a str,
    below: bool,
    note: Option<&'a str>,
    facts: Vec<(&'a str, String)>,
    heads: &'a [String],
    rows: Vec<Vec<Cell>>,
}

#[derive(Serialize)]
struct Cell {
    words: String,
    is_money: bool,
}

impl<'a> CopySheet<'a> {
    pub(super) fn of(copy: &'a CustomerCopy) -> Result<Self, DocumentError> {
        let language = copy.language;
        let sections = copy.sections.iter().enumerate().map(|(at, section)| SectionRows::of(language, at, section));
        Ok(Self {
            language: language.code(),
            paper: match copy.paper {
                ClaimPaper::A4 => "a4",
                ClaimPaper::Letter => "us-letter",
            },
            number: &copy.number,
            made_on: language.date("made_on", &copy.made_on)?,
            seller: &copy.seller,
            customer: &copy.customer,
            notes: &copy.notes,
            sections: sections.collect::<Result<_, _>>()?,
        })
    }
}

impl<'a> SectionRows<'a> {
    fn of(language: Language, at: usize, section: &'a CopySection) -> Result<Self, DocumentError> {
        let place = |sort: &str, row: usize| format!("sections[{at}].{sort}[{row}]");
        let facts = section
            .facts
            .iter()
            .enumerate()
            .map(|(row, (label, value))| Ok((label.as_str(), written(language, &place("facts", row), value)?)));
        let rows = section.rows.iter().enumerate().map(|(row, values)| {
            let cell = |value: &CopyValue| {
                let words = written(language, &place("rows", row), value)?;
                Ok(Cell { words, is_money: matches!(value, CopyValue::Money(..)) })
            };
            // A row with another number of values would move every one after it under another head.
            match values.len() == section.heads.len() {
                true => values.iter().map(cell).collect::<Result<_, _>>(),
                false => Err(DocumentError::Data),
            }
        });
        Ok(Self {
            title: &section.title,
            below: section.below,
            note: section.note.as_deref(),
            facts: facts.collect::<Result<_, DocumentError>>()?,
            heads: &section.heads,
            rows: rows.collect::<Result<_, DocumentError>>()?,
        })
    }
}

fn written(language: Language, field: &str, value: &CopyValue) -> Result<String, DocumentError> {
    match value {
        CopyValue::Text(text) => Ok(text.clone()),
        CopyValue::Day(day) => language.date(field, day),
        CopyValue::Money(amount, currency) => language.money(field, amount, currency),
    }
}
