//! Reading a table strictly: every field is UTF-8, every line as wide as the heading, every fault has its place.

use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

use csv::{ByteRecord, ErrorKind};
use rust_decimal::Decimal;

use super::error::{InputFault, InputReason};

/// Digits before the point that a number may have; with the digits after it, far inside what a `Decimal` holds.
const WHOLE_DIGITS: usize = 12;

/// Which columns a kind of file has.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// Those that must be there.
    pub required: &'static [&'static str],
    /// Whether others may be there too.
    pub others: bool,
}

/// A table that is being read.
pub(super) struct Table<R> {
    reader: csv::Reader<R>,
    heading: Vec<String>,
    places: Rc<HashMap<String, usize>>,
    record: ByteRecord,
    line: u64,
}

impl<R: Read> Table<R> {
    /// Reads the heading.
    pub fn open(reader: R, columns: Columns) -> Result<Self, InputFault> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(false).from_reader(reader);
        let mut record = ByteRecord::new();
        let more = reader.read_byte_record(&mut record).map_err(|error| broken(&error, 1))?;
        let mut places = HashMap::new();
        let mut heading = Vec::new();
        for (place, field) in record.iter().enumerate() {
            let field = if place == 0 { field.strip_prefix("\u{feff}".as_bytes()).unwrap_or(field) } else { field };
            let name = std::str::from_utf8(field)
                .map_err(|_| InputFault::new(1, format!("column {}", place + 1), InputReason::NotUtf8))?;
            if !columns.others && !columns.required.contains(&name) {
                return Err(InputFault::new(1, name, InputReason::UnknownColumn));
            }
            if places.insert(name.to_owned(), place).is_some() && columns.required.contains(&name) {
                return Err(InputFault::new(1, name, InputReason::DuplicateColumn));
            }
            heading.push(name.to_owned());
        }
        if !more {
            return Err(InputFault::new(1, "", InputReason::Empty));
        }
        if let Some(missing) = columns.required.iter().find(|name| !places.contains_key(**name)) {
            return Err(InputFault::new(1, *missing, InputReason::MissingColumn));
        }
        Ok(Self { reader, heading, places: Rc::new(places), record, line: 1 })
    }

    /// Where each column stands, for lines that are kept.
    pub fn heading(&self) -> Heading {
        Heading(Rc::clone(&self.places))
    }

    /// The next line; none at the end.
    pub fn next(&mut self) -> Result<Option<Row<'_>>, InputFault> {
        let here = self.line + 1;
        if !self.reader.read_byte_record(&mut self.record).map_err(|error| broken(&error, here))? {
            return Ok(None);
        }
        self.line = self.record.position().map_or(here, csv::Position::line);
        for (place, field) in self.record.iter().enumerate() {
            if std::str::from_utf8(field).is_err() {
                let column = self.heading.get(place).cloned().unwrap_or_default();
                return Err(InputFault::new(self.line, column, InputReason::NotUtf8));
            }
        }
        Ok(Some(Row { line: self.line, record: &self.record, places: &self.places }))
    }
}

fn broken(error: &csv::Error, line: u64) -> InputFault {
    match error.kind() {
        ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(line, csv::Position::line);
            InputFault::new(line, "", InputReason::Width(*expected_len, *len))
        }
        ErrorKind::Utf8 { pos, .. } => {
            InputFault::new(pos.as_ref().map_or(line, csv::Position::line), "", InputReason::NotUtf8)
        }
        ErrorKind::Io(error) => InputFault::new(line, "", InputReason::Unreadable(error.kind())),
        _ => InputFault::new(line, "", InputReason::Unreadable(std::io::ErrorKind::InvalidData)),
    }
}

/// One line of a table.
pub(super) struct Row<'a> {
    /// Its line in the file.
    pub line: u64,
    record: &'a ByteRecord,
    places: &'a HashMap<String, usize>,
}

impl<'a> Row<'a> {
    /// A fault in this line.
    pub fn fault(&self, column: &str, reason: InputReason) -> InputFault {
        InputFault::new(self.line, column, reason)
    }

    /// What stands in a column, without the blanks around it; nothing where the column is not there.
    pub fn text(&self, column: &str) -> &'a str {
        let field = self.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or_default();
        // Every field was seen to be UTF-8 when the line was read.
        std::str::from_utf8(field).unwrap_or_default().trim()
    }

    /// What stands in a column that may not be empty.
    pub fn filled(&self, column: &str) -> Result<&'a str, InputFault> {
        match self.text(column) {
            "" => Err(self.fault(column, InputReason::Empty)),
            text => Ok(text),
        }
    }

    /// A whole number, of either sign, at most `most` from zero.
    pub fn whole(&self, column: &str, most: i64) -> Result<i64, InputFault> {
        let text = self.filled(column)?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.fault(column, InputReason::NotWhole));
        }
        match text.parse::<i64>() {
            Ok(number) if number.abs() <= most => Ok(number),
            _ => Err(self.fault(column, InputReason::TooLarge)),
        }
    }

    /// A plain decimal number of either sign, with at most `fine` digits after the point.
    pub fn decimal(&self, column: &str, fine: u32) -> Result<Decimal, InputFault> {
        self.filled(column)?;
        decimal(self.text(column), fine).map_err(|reason| self.fault(column, reason))
    }

    /// As [`Row::decimal`], nothing below zero, and zero where nothing stands.
    pub fn amount(&self, column: &str, fine: u32) -> Result<Decimal, InputFault> {
        if self.text(column).is_empty() {
            return Ok(Decimal::ZERO);
        }
        match self.decimal(column, fine)? {
            below if below < Decimal::ZERO => Err(self.fault(column, InputReason::Negative)),
            amount => Ok(amount),
        }
    }

    /// The line, to be kept beside others.
    pub fn keep(&self) -> Kept {
        Kept { line: self.line, record: self.record.clone() }
    }
}

/// A line that was kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    line: u64,
    record: ByteRecord,
}

impl Kept {
    /// The line again, under its heading.
    pub fn row<'a>(&'a self, heading: &'a Heading) -> Row<'a> {
        Row { line: self.line, record: &self.record, places: &heading.0 }
    }
}

/// Where each column stands.
#[derive(Debug, Clone)]
pub(super) struct Heading(Rc<HashMap<String, usize>>);

/// Reads a plain decimal number: digits, at most one point with digits on both sides, perhaps a minus.
fn decimal(text: &str, fine: u32) -> Result<Decimal, InputReason> {
    let positive = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = positive.split_once('.').unwrap_or((positive, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(InputReason::NotDecimal);
    }
    if whole.trim_start_matches('0').len() > WHOLE_DIGITS {
        return Err(InputReason::TooLarge);
    }
    // Zeros at the end say nothing: 1.100000 is as fine as 1.1.
    if u32::try_from(fraction.trim_end_matches('0').len()).unwrap_or(u32::MAX) > fine {
        return Err(InputReason::TooFine(fine));
    }
    let mut number: Decimal = text.parse().map_err(|_| InputReason::NotDecimal)?;
    if number.scale() > fine {
        number.rescale(fine);
    }
    if number.abs() >= guichet_domain::money::MAX_AMOUNT {
        return Err(InputReason::TooLarge);
    }
    Ok(number)
}
