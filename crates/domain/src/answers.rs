//! Answers that agents send often: texts with fields that are filled in, and the clauses that they rest on.
//!
//! A template is data, in English and in French: `{order.number}` stands for a fact, `{clause:T§8}` for what that clause
//! of the terms says in plain words, `{{` and `}}` for the signs themselves. Nothing else is read in it.

use serde::{Deserialize, Serialize};

use crate::contact::plain;
use crate::fault::Fault;
use crate::names::Language;
use crate::order_check::unique;
use crate::read;
use crate::terms::Text;

/// Most templates of a merchant. D
pub const MOST_TEMPLATES: usize = 200;
/// Longest title, in characters. D
pub const LONGEST_TITLE: usize = 120;
/// Longest text, in characters. D
pub const LONGEST_TEXT: usize = 8_000;
/// Longest name of a clause, in characters. D
const LONGEST_CLAUSE: usize = 40;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)+) => {
        /// A fact that is filled in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        pub enum AnswerField {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl AnswerField {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name, as templates write it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

fields! {
    /// The customer's name.
    CustomerName "customer.name",
    /// Who answers.
    AgentName "agent.name",
    /// For whom they answer.
    ShopName "shop.name",
    /// The case's number.
    CaseNumber "case.number",
    /// The order's number.
    OrderNumber "order.number",
    /// The day it was placed.
    OrderPlaced "order.placed_on",
    /// What it costs in all.
    OrderTotal "order.total",
    /// The day it is planned to ship (PRE-4).
    OrderShips "order.ships_on",
    /// Who carries the last parcel.
    ParcelCarrier "parcel.carrier",
    /// The carrier's number for it.
    ParcelTracking "parcel.tracking",
    /// The number of the newest open RMA.
    RmaNumber "rma.number",
    /// The last day to send under it (RET-6).
    RmaReturnBy "rma.return_by",
    /// What the newest credit paid back.
    RefundTotal "refund.total",
    /// The last day to tell the carrier of a damaged parcel (DMG-2).
    ClaimNoticeBy "claim.notice_by",
    /// The carrier's reference for the newest claim.
    ClaimReference "claim.reference",
    /// The first service that the case is about.
    ServiceName "service.name",
    /// The day that service stops, where it is to stop.
    ServiceStops "service.stops_on",
    /// The last day of the period that is billed.
    PeriodEnd "service.paid_until",
    /// What is owed on the service account.
    Owed "account.owed",
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words as they are.
    Words(String),
    /// A fact.
    Field(AnswerField),
    /// What a clause says, by its name (`T§8`).
    Clause(String),
}

/// A text that is sent often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AnswerTemplate {
    /// Its id; a merchant's takes the place of the shipped one of the same id.
    pub id: String,
    /// What agents call it.
    pub title: Text,
    /// What it says.
    pub text: Text,
}

impl AnswerTemplate {
    /// Its pieces in a language.
    ///
    /// # Errors
    /// A [`Fault`] at `text.en` or `text.fr`, with the place of the sign in the text.
    pub fn pieces(&self, language: Language) -> Result<Vec<Piece>, Fault> {
        let path = if language == Language::Fr { "text.fr" } else { "text.en" };
        parse(self.text.in_language(language)).map_err(|Unread { at, why }| {
            let (line, column) = at;
            Fault::at(path, format!("line {line}, sign {column}: {why}"))
        })
    }

    fn check(&self) -> Result<(), Fault> {
        let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.id.is_empty() || self.id.len() > LONGEST_CLAUSE || !self.id.chars().all(is_id) {
            return Err(Fault::at("id", "is no id: small letters, digits and _ only"));
        }
        for (language, title) in [("en", &self.title.en), ("fr", &self.title.fr)] {
            let path = format!("title.{language}");
            if title.is_empty() {
                return Err(Fault::at(path, "is empty"));
            }
            plain(&path, title, LONGEST_TITLE)?;
        }
        for (language, text) in [("en", &self.text.en), ("fr", &self.text.fr)] {
            let path = format!("text.{language}");
            let is_sign = |c: char| c.is_control() && c != '\n';
            if text.trim().is_empty() {
                return Err(Fault::at(path, "is empty"));
            }
            if text.chars().count() > LONGEST_TEXT {
                return Err(Fault::at(path, format!("is longer than {LONGEST_TEXT} characters")));
            }
            if text.chars().any(is_sign) {
                return Err(Fault::at(path, "has control characters"));
            }
        }
        self.pieces(Language::En)?;
        self.pieces(Language::Fr).map(drop)
    }
}

/// Checks a merchant's templates.
///
/// # Errors
/// The first [`Fault`], with the place in the list.
pub fn check(templates: &[AnswerTemplate]) -> Result<(), Fault> {
    if templates.len() > MOST_TEMPLATES {
        return Err(Fault::at("", format!("are more than {MOST_TEMPLATES}")));
    }
    unique(templates.iter().map(|template| template.id.as_str()), |i| format!("[{i}].id"))?;
    for (i, template) in templates.iter().enumerate() {
        template.check().map_err(|fault| fault.inside(&format!("[{i}]")))?;
    }
    Ok(())
}

/// The templates that come with the program.
///
/// # Errors
/// A [`Fault`]; a test proves that there is none.
pub fn shipped() -> Result<Vec<AnswerTemplate>, Fault> {
    let templates: Vec<AnswerTemplate> = read::typed(read::value(include_bytes!("../packs/answers.json"))?)?;
    check(&templates)?;
    Ok(templates)
}

/// The shipped templates with the merchant's own: one of the same id takes its place, others come after them.
#[must_use]
pub fn with_own(mut shipped: Vec<AnswerTemplate>, own: &[AnswerTemplate]) -> Vec<AnswerTemplate> {
    for template in own {
        match shipped.iter_mut().find(|known| known.id == template.id) {
            Some(known) => *known = template.clone(),
            None => shipped.push(template.clone()),
        }
    }
    shipped
}

/// What cannot be read, and where: line and sign, both from one.
#[derive(Debug, PartialEq, Eq)]
struct Unread {
    at: (usize, usize),
    why: String,
}

fn parse(text: &str) -> Result<Vec<Piece>, Unread> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut signs = text.chars().peekable();
    let (mut line, mut column) = (1, 0);
    while let Some(sign) = signs.next() {
        column += 1;
        let at = (line, column);
        match (sign, signs.peek()) {
            ('{' | '}', Some(next)) if *next == sign => {
                words.push(sign);
                signs.next();
                column += 1;
            }
            ('}', _) => return Err(Unread { at, why: "closes what is not open; write }} for the sign".to_owned() }),
            ('{', _) => {
                let mut name = String::new();
                loop {
                    column += 1;
                    match signs.next() {
                        Some('}') => break,
                        Some(sign) if sign != '{' && sign != '\n' => name.push(sign),
                        _ => return Err(Unread { at, why: "is not closed; write {{ for the sign".to_owned() }),
                    }
                }
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                pieces.push(named(&name, at)?);
            }
            ('\n', _) => {
                words.push(sign);
                (line, column) = (line + 1, 0);
            }
            _ => words.push(sign),
        }
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    Ok(pieces)
}

fn named(name: &str, at: (usize, usize)) -> Result<Piece, Unread> {
    let Some(clause) = name.strip_prefix("clause:") else {
        let unknown = || Unread { at, why: format!("is no field: {name}") };
        return AnswerField::from_name(name).map(Piece::Field).ok_or_else(unknown);
    };
    match !clause.is_empty() && clause.trim() == clause && clause.chars().count() <= LONGEST_CLAUSE {
        true => Ok(Piece::Clause(clause.to_owned())),
        false => Err(Unread { at, why: "names no clause".to_owned() }),
    }
}
