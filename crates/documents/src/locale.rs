//! Dates, amounts and rates as the customer's language writes them.
//!
//! Amounts stay strings of digits from end to end: no float, no rounding, no digit added or lost.

use chrono::{Datelike, NaiveDate};

use crate::error::DocumentError;
use crate::model::Language;

/// Keeps groups of digits, and numbers and their unit, on one line.
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';
const NO_BREAK_SPACE: char = '\u{a0}';
/// As wide as the digits beside it, which a hyphen is not.
const MINUS: char = '\u{2212}';

const MONTHS: [(&str, &str); 12] = [
    ("January", "janvier"),
    ("February", "février"),
    ("March", "mars"),
    ("April", "avril"),
    ("May", "mai"),
    ("June", "juin"),
    ("July", "juillet"),
    ("August", "août"),
    ("September", "septembre"),
    ("October", "octobre"),
    ("November", "novembre"),
    ("December", "décembre"),
];

const WEEKDAYS: [(&str, &str); 7] = [
    ("Monday", "lundi"),
    ("Tuesday", "mardi"),
    ("Wednesday", "mercredi"),
    ("Thursday", "jeudi"),
    ("Friday", "vendredi"),
    ("Saturday", "samedi"),
    ("Sunday", "dimanche"),
];

impl Language {
    /// The code that the templates choose their words by.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    fn choose(self, words: Option<&(&'static str, &'static str)>) -> &'static str {
        match (self, words) {
            (Self::En, Some((english, _))) => english,
            (Self::Fr, Some((_, french))) => french,
            // chrono counts weekdays and months within the tables above.
            (_, None) => "",
        }
    }

    /// `1 November 2026`, `1er novembre 2026`.
    pub(crate) fn date(self, field: &str, raw: &str) -> Result<String, DocumentError> {
        let date = parse_date(field, raw)?;
        let month = self.choose(usize::try_from(date.month0()).ok().and_then(|month| MONTHS.get(month)));
        let ordinal = if self == Self::Fr && date.day() == 1 { "er" } else { "" };
        Ok(format!("{}{ordinal} {month} {}", date.day(), date.year()))
    }

    /// The same with its weekday, for days that somebody has to act on.
    pub(crate) fn weekday_date(self, field: &str, raw: &str) -> Result<String, DocumentError> {
        let weekday = usize::try_from(parse_date(field, raw)?.weekday().num_days_from_monday()).ok();
        let weekday = self.choose(weekday.and_then(|day| WEEKDAYS.get(day)));
        Ok(format!("{weekday} {}", self.date(field, raw)?))
    }

    /// `−1,234.50`, `−1 234,50`: for columns whose head names the currency.
    pub(crate) fn amount(self, field: &str, raw: &str) -> Result<String, DocumentError> {
        let number = Number::parse(raw)
            .ok_or_else(|| DocumentError::Amount { field: field.to_owned(), value: raw.to_owned() })?;
        Ok(number.written(self))
    }

    /// `−€1,234.50`, `−1 234,50 €`.
    pub(crate) fn money(self, field: &str, raw: &str, currency: &str) -> Result<String, DocumentError> {
        let amount = self.amount(field, raw)?;
        let (sign, digits) = match amount.strip_prefix(MINUS) {
            Some(digits) => (MINUS.to_string(), digits),
            None => (String::new(), amount.as_str()),
        };
        let symbol = match currency {
            "EUR" => "€",
            "GBP" => "£",
            "USD" => "$",
            code => code,
        };
        Ok(match self {
            Self::Fr => format!("{sign}{digits}{NO_BREAK_SPACE}{symbol}"),
            Self::En if symbol == currency => format!("{sign}{symbol}{NO_BREAK_SPACE}{digits}"),
            Self::En => format!("{sign}{symbol}{digits}"),
        })
    }

    /// `5.5%`, `5,5 %`.
    pub(crate) fn rate(self, field: &str, raw: &str) -> Result<String, DocumentError> {
        let number = Number::parse(raw)
            .filter(|number| !number.negative)
            .ok_or_else(|| DocumentError::Rate { field: field.to_owned(), value: raw.to_owned() })?;
        // 20.00 % and 20 % are the same rate, and the shorter is the one people write.
        let number = Number { fraction: number.fraction.trim_end_matches('0'), ..number };
        Ok(match self {
            Self::En => format!("{}%", number.written(self)),
            Self::Fr => format!("{}{NARROW_NO_BREAK_SPACE}%", number.written(self)),
        })
    }
}

/// Whether an amount asks for money: its sign is plus and it is not zero.
pub(crate) fn above_zero(raw: &str) -> bool {
    Number::parse(raw).is_some_and(|number| !number.negative && !number.is_zero())
}

fn parse_date(field: &str, raw: &str) -> Result<NaiveDate, DocumentError> {
    // chrono would take 2026-1-1 and years of five digits.
    let shape = raw.len() == 10 && raw.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
    shape
        .then(|| NaiveDate::parse_from_str(raw, "%Y-%m-%d").ok())
        .flatten()
        .ok_or_else(|| DocumentError::Date { field: field.to_owned(), value: raw.to_owned() })
}

/// A decimal number, taken apart and never computed with.
#[derive(Clone, Copy)]
struct Number<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Number<'a> {
    fn parse(raw: &'a str) -> Option<Self> {
        let (negative, digits) = raw.strip_prefix('-').map_or((false, raw), |digits| (true, digits));
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (digits, ""),
        };
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let number = Self { negative, whole, fraction };
        (!whole.is_empty() && all_digits(whole) && all_digits(fraction)).then_some(number)
    }

    fn is_zero(&self) -> bool {
        self.whole.bytes().chain(self.fraction.bytes()).all(|digit| digit == b'0')
    }

    fn written(&self, language: Language) -> String {
        let (group, point) = match language {
            Language::En => (',', '.'),
            Language::Fr => (NARROW_NO_BREAK_SPACE, ','),
        };
        let mut out = String::new();
        if self.negative && !self.is_zero() {
            out.push(MINUS);
        }
        let whole = self.whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                out.push(group);
            }
            out.push(digit);
        }
        if !self.fraction.is_empty() {
            out.push(point);
            out.push_str(self.fraction);
        }
        out
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_every_digit() {
        let cases = [
            ("0.00", "0.00", "0,00"),
            ("-0.00", "0.00", "0,00"),
            ("7", "7", "7"),
            ("999.90", "999.90", "999,90"),
            ("1000", "1,000", "1\u{202f}000"),
            ("-1234.50", "\u{2212}1,234.50", "\u{2212}1\u{202f}234,50"),
            (
                "0012345678901234567890.125",
                "12,345,678,901,234,567,890.125",
                "12\u{202f}345\u{202f}678\u{202f}901\u{202f}234\u{202f}567\u{202f}890,125",
            ),
        ];
        for (raw, english, french) in cases {
            assert_eq!(Language::En.amount("x", raw).unwrap(), english);
            assert_eq!(Language::Fr.amount("x", raw).unwrap(), french);
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_by_its_field() {
        for raw in ["", "-", ".", "1.", ".5", "1,5", "1e3", "+1", " 1", "1 ", "--1", "1.2.3", "٣", "NaN"] {
            let refused = Language::En.amount("lines[3].net", raw);
            let expected = DocumentError::Amount { field: "lines[3].net".into(), value: raw.into() };
            assert_eq!(refused, Err(expected));
        }
        assert!(Language::En.rate("x", "-20").is_err());
    }

    #[test]
    fn money_has_its_symbol_where_the_language_wants_it() {
        assert_eq!(Language::En.money("x", "-1234.50", "EUR").unwrap(), "\u{2212}€1,234.50");
        assert_eq!(Language::Fr.money("x", "-1234.50", "EUR").unwrap(), "\u{2212}1\u{202f}234,50\u{a0}€");
        assert_eq!(Language::En.money("x", "5", "CHF").unwrap(), "CHF\u{a0}5");
        assert_eq!(Language::Fr.money("x", "5", "CHF").unwrap(), "5\u{a0}CHF");
    }

    #[test]
    fn rates_lose_idle_zeros_only() {
        assert_eq!(Language::En.rate("x", "20.00").unwrap(), "20%");
        assert_eq!(Language::Fr.rate("x", "5.50").unwrap(), "5,5\u{202f}%");
        assert_eq!(Language::Fr.rate("x", "0").unwrap(), "0\u{202f}%");
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(Language::En.date("x", "2026-11-01").unwrap(), "1 November 2026");
        assert_eq!(Language::Fr.date("x", "2026-11-01").unwrap(), "1er novembre 2026");
        assert_eq!(Language::Fr.date("x", "2024-02-29").unwrap(), "29 février 2024");
        assert_eq!(Language::Fr.weekday_date("x", "2026-12-01").unwrap(), "mardi 1er décembre 2026");
        assert_eq!(Language::En.weekday_date("x", "2026-12-06").unwrap(), "Sunday 6 December 2026");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for raw in ["", "2026-02-29", "2026-13-01", "2026-1-1", "01/11/2026", "2026-11-01T00:00:00Z", "+026-11-01"] {
            assert!(matches!(Language::En.date("send_by", raw), Err(DocumentError::Date { .. })), "{raw}");
        }
    }

    #[test]
    fn above_zero_is_decided_on_digits() {
        assert!(above_zero("0.01"));
        assert!(!above_zero("0.00") && !above_zero("-3") && !above_zero("x"));
    }
}
