//! The file's lines, gathered into its documents.

use std::collections::HashMap;
use std::io::Read;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, TimeZone};
use guichet_domain::money::MAX_QUANTITY;
use guichet_domain::names::Market;
use rust_decimal::Decimal;

use super::country;
use crate::import::error::{ImportError, InputFault, InputReason};
use crate::import::progress::{Phase, Watch, tell};
use crate::import::table::{Columns, Row, Table};

const COLUMNS: Columns = Columns {
    required: &[
        "InvoiceNo",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "UnitPrice",
        "CustomerID",
        "Country",
    ],
    others: false,
};

/// Unit prices may carry up to this many decimals (MON-2).
const PRICE_DIGITS: u32 = 4;

/// Lines between two words to whoever watches.
const PACE: usize = 20_000;

/// What a stock code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Something that is sold.
    Article,
    /// POST, DOT, C2.
    Carriage,
    /// D.
    Discount,
    /// Manual entries, bank charges, marketplace fees, donations, samples, bad debt, packing.
    Adjustment,
}

impl Sort {
    fn of(code: &str) -> Self {
        match code.to_ascii_uppercase().as_str() {
            "POST" | "DOT" | "C2" => Self::Carriage,
            "D" => Self::Discount,
            "M" | "BANK CHARGES" | "AMAZONFEE" | "CRUK" | "S" | "B" | "PADS" => Self::Adjustment,
            _ => Self::Article,
        }
    }
}

/// One line of a document.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its place among the file's lines, from 0.
    pub place: usize,
    pub sort: Sort,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub price: Decimal,
}

impl Item {
    /// The units, without their sign.
    pub fn units(&self) -> u32 {
        u32::try_from(self.quantity.unsigned_abs()).unwrap_or(u32::MAX)
    }
}

/// What sort of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentKind {
    Invoice,
    Credit,
    Other,
}

/// An invoice or credit of the file.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub number: String,
    pub kind: DocumentKind,
    /// The customer's place in [`Documents::customers`].
    pub customer: Option<usize>,
    pub market: Market,
    pub market_assumed: bool,
    /// Its earliest line's time.
    pub at: DateTime<FixedOffset>,
    pub items: Vec<Item>,
    country: String,
}

/// A customer of the file.
#[derive(Debug, Clone)]
pub(super) struct NumberedCustomer {
    pub number: u64,
    /// Where their first document says that they live.
    pub market: Market,
}

/// The whole file.
#[derive(Debug, Default)]
pub(super) struct Documents {
    /// In the order of time; in the file's where they share it.
    pub documents: Vec<Document>,
    /// In the order in which the file names them.
    pub customers: Vec<NumberedCustomer>,
    /// The file's line numbers, by place.
    pub lines: Vec<u64>,
}

pub(super) fn read(file: impl Read, watch: &mut Watch<'_>) -> Result<Documents, ImportError> {
    let mut table = Table::open(file, COLUMNS)?;
    let mut gathered = Gathering::default();
    while let Some(row) = table.next()? {
        gathered.take(&row)?;
        let count = gathered.whole.lines.len();
        if count.is_multiple_of(PACE) {
            tell(watch, Phase::Reading, count, None)?;
        }
    }
    let mut whole = gathered.whole;
    // Stable: documents of one instant stay in the file's order.
    whole.documents.sort_by_key(|document| document.at);
    Ok(whole)
}

#[derive(Default)]
struct Gathering {
    whole: Documents,
    by_number: HashMap<String, usize>,
    by_customer: HashMap<u64, usize>,
}

impl Gathering {
    fn take(&mut self, row: &Row<'_>) -> Result<(), InputFault> {
        let number = row.filled("InvoiceNo")?;
        let kind = document_kind(number).ok_or_else(|| row.fault("InvoiceNo", InputReason::NotAnInvoice))?;
        let sku = row.filled("StockCode")?;
        let quantity = row.whole("Quantity", i64::from(MAX_QUANTITY))?;
        let at = instant(row)?;
        let mut price = row.decimal("UnitPrice", PRICE_DIGITS)?;
        if price.scale() < 2 {
            price.rescale(2);
        }
        let country = row.filled("Country")?;
        let (market, market_assumed) =
            country::market(country).ok_or_else(|| row.fault("Country", InputReason::UnknownCountry))?;
        let customer = customer_number(row)?.map(|number| self.customer(number, market));
        let item = Item {
            place: self.whole.lines.len(),
            sort: Sort::of(sku),
            sku: sku.to_owned(),
            name: row.text("Description").to_owned(),
            quantity,
            price,
        };
        self.whole.lines.push(row.line);
        let known = self.by_number.get(number).and_then(|place| self.whole.documents.get_mut(*place));
        let Some(document) = known else {
            self.by_number.insert(number.to_owned(), self.whole.documents.len());
            self.whole.documents.push(Document {
                number: number.to_owned(),
                kind,
                customer,
                market,
                market_assumed,
                at,
                items: vec![item],
                country: country.to_owned(),
            });
            return Ok(());
        };
        if document.customer != customer {
            return Err(row.fault("CustomerID", InputReason::Contradiction));
        }
        if document.country != country {
            return Err(row.fault("Country", InputReason::Contradiction));
        }
        document.at = document.at.min(at);
        document.items.push(item);
        Ok(())
    }

    fn customer(&mut self, number: u64, market: Market) -> usize {
        *self.by_customer.entry(number).or_insert_with(|| {
            self.whole.customers.push(NumberedCustomer { number, market });
            self.whole.customers.len() - 1
        })
    }
}

/// Digits, perhaps behind one letter: C for credits, others for documents that are neither.
fn document_kind(number: &str) -> Option<DocumentKind> {
    let digits = number.strip_prefix(|letter: char| letter.is_ascii_uppercase()).unwrap_or(number);
    let sound = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    sound.then_some(match number.as_bytes().first() {
        Some(b'C') => DocumentKind::Credit,
        Some(b'0'..=b'9') => DocumentKind::Invoice,
        _ => DocumentKind::Other,
    })
}

/// The file writes customer numbers as `17850.0`.
fn customer_number(row: &Row<'_>) -> Result<Option<u64>, InputFault> {
    let text = row.text("CustomerID");
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.strip_suffix(".0").unwrap_or(text);
    let sound = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse() {
        Ok(number) if sound => Ok(Some(number)),
        _ => Err(row.fault("CustomerID", InputReason::NotACustomer)),
    }
}

/// The shop's local time.
fn instant(row: &Row<'_>) -> Result<DateTime<FixedOffset>, InputFault> {
    let wrong = || row.fault("InvoiceDate", InputReason::NotAnInstant);
    let text = row.filled("InvoiceDate")?;
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").map_err(|_| wrong())?;
    if !(1970..2100).contains(&local.year()) {
        return Err(wrong());
    }
    let at = chrono_tz::Europe::London.from_local_datetime(&local).earliest().ok_or_else(wrong)?;
    Ok(at.fixed_offset())
}
