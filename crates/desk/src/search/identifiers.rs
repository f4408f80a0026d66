//! Identifiers: numbers and addresses that mean one customer or one order, compared without their notation.

use guichet_domain::Order;

use super::fold::compact;
use crate::records::CustomerRecord;

/// What sort of identifier. The numbers are stored: never reuse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An order's number.
    Order,
    /// An RMA's number.
    Rma,
    /// An invoice's number.
    Invoice,
    /// A carrier's tracking number.
    Tracking,
    /// A unit's serial number.
    Serial,
    /// An e-mail address.
    Email,
    /// A telephone number with its country's calling code.
    PhoneFull,
    /// A telephone number as dialled within its country, without the leading 0.
    PhoneNational,
}

impl Kind {
    /// Those that mean an order.
    pub const OF_ORDERS: [Self; 5] = [Self::Order, Self::Rma, Self::Invoice, Self::Tracking, Self::Serial];

    /// The stored number.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Order => 1,
            Self::Rma => 2,
            Self::Invoice => 3,
            Self::Tracking => 4,
            Self::Serial => 5,
            Self::Email => 6,
            Self::PhoneFull => 7,
            Self::PhoneNational => 8,
        }
    }

    /// The kind with this stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        [Self::Email, Self::PhoneFull, Self::PhoneNational]
            .into_iter()
            .chain(Self::OF_ORDERS)
            .find(|kind| kind.code() == code)
    }
}

/// Calling codes of the countries that customers live in.
const CALLING_CODES: &[(&str, &str)] = &[
    ("AE", "971"),
    ("AT", "43"),
    ("AU", "61"),
    ("BE", "32"),
    ("BH", "973"),
    ("BR", "55"),
    ("CA", "1"),
    ("CH", "41"),
    ("CY", "357"),
    ("CZ", "420"),
    ("DE", "49"),
    ("DK", "45"),
    ("ES", "34"),
    ("FI", "358"),
    ("FR", "33"),
    ("GB", "44"),
    ("GR", "30"),
    ("HK", "852"),
    ("IE", "353"),
    ("IL", "972"),
    ("IS", "354"),
    ("IT", "39"),
    ("JP", "81"),
    ("LB", "961"),
    ("LT", "370"),
    ("LU", "352"),
    ("MC", "377"),
    ("MT", "356"),
    ("NL", "31"),
    ("NO", "47"),
    ("PL", "48"),
    ("PT", "351"),
    ("SA", "966"),
    ("SE", "46"),
    ("SG", "65"),
    ("US", "1"),
    ("ZA", "27"),
];

/// The calling code of a country (ISO 3166-1 alpha-2), where customers live in it.
#[must_use]
pub fn calling_code(country: &str) -> Option<&'static str> {
    CALLING_CODES.iter().find(|(code, _)| *code == country).map(|(_, calling)| *calling)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What follows a calling code, where the digits begin with a known one. A `0` in brackets is not dialled.
fn after_calling_code(full: &str) -> Option<String> {
    let mut known: Vec<&str> = CALLING_CODES.iter().map(|(_, calling)| *calling).collect();
    known.sort_by_key(|calling| std::cmp::Reverse(calling.len()));
    let rest = known.into_iter().find_map(|calling| full.strip_prefix(calling))?;
    Some(rest.to_owned())
}

/// A telephone number with calling code, and as dialled within its country without the leading 0.
#[must_use]
pub fn phone_forms(phone: &str, country: &str) -> Option<(String, String)> {
    let spoken = phone.replace("(0)", "");
    let dialled = digits(&spoken);
    let abroad = spoken.trim_start().starts_with('+');
    let full = if abroad { Some(dialled.clone()) } else { dialled.strip_prefix("00").map(str::to_owned) };
    if let Some(full) = full {
        let national = after_calling_code(&full).unwrap_or_else(|| full.clone());
        return (full.len() >= 5).then_some((full, national));
    }
    let national = dialled.strip_prefix('0').unwrap_or(&dialled).to_owned();
    let full = format!("{}{national}", calling_code(country).unwrap_or_default());
    (national.len() >= 4).then_some((full, national))
}

/// The beginnings of stored telephone numbers that a typed one can mean, whatever its notation.
#[must_use]
pub fn phone_readings(typed: &str) -> Vec<(Kind, String)> {
    let odd = |c: char| !(c.is_ascii_digit() || c.is_whitespace() || "+()-./\u{a0}".contains(c));
    let spoken = typed.replace("(0)", "");
    let dialled = digits(&spoken);
    if spoken.contains(odd) || dialled.len() < 4 {
        return Vec::new();
    }
    if spoken.trim_start().starts_with('+') {
        return vec![(Kind::PhoneFull, dialled)];
    }
    if let Some(full) = dialled.strip_prefix("00") {
        return vec![(Kind::PhoneFull, full.to_owned())];
    }
    match dialled.strip_prefix('0') {
        Some(national) => vec![(Kind::PhoneNational, national.to_owned())],
        None => vec![(Kind::PhoneNational, dialled.clone()), (Kind::PhoneFull, dialled)],
    }
}

/// An e-mail address as it is compared.
#[must_use]
pub fn email_form(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The identifiers of a customer.
#[must_use]
pub fn of_customer(record: &CustomerRecord) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    if let Some(email) = &record.customer.email {
        found.push((Kind::Email, email_form(email)));
    }
    let phone = record.contact.phone.as_deref();
    if let Some((full, national)) = phone.and_then(|phone| phone_forms(phone, &record.contact.country)) {
        found.push((Kind::PhoneFull, full));
        found.push((Kind::PhoneNational, national));
    }
    found.retain(|(_, token)| !token.is_empty());
    found
}

/// The identifiers of an order.
#[must_use]
pub fn of_order(order: &Order) -> Vec<(Kind, String)> {
    let mut found = vec![(Kind::Order, compact(&order.number))];
    found.extend(order.rmas.iter().map(|rma| (Kind::Rma, compact(&rma.number))));
    found.extend(order.invoices.iter().map(|number| (Kind::Invoice, compact(number))));
    found.extend(order.shipments.iter().filter_map(|s| s.tracking.as_deref()).map(|t| (Kind::Tracking, compact(t))));
    found.extend(order.lines.iter().flat_map(|line| &line.serials).map(|serial| (Kind::Serial, compact(serial))));
    found.retain(|(_, token)| !token.is_empty());
    found
}

/// The letters before the first digit of an order's number: typed digits alone are tried behind them.
#[must_use]
pub fn number_letters(number: &str) -> Option<String> {
    let compacted = compact(number);
    let letters: String = compacted.chars().take_while(|c| !c.is_ascii_digit()).collect();
    (letters.len() < compacted.len() && letters.chars().count() <= 4).then_some(letters)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_of_one_telephone_is_one_number() {
        for written in
            ["+33 6 12 34 56 78", "06 12 34 56 78", "0033612345678", "+33 (0)6 12.34.56.78", "06-12-34-56-78"]
        {
            assert_eq!(phone_forms(written, "FR").unwrap(), ("33612345678".into(), "612345678".into()), "{written}");
        }
        assert_eq!(phone_forms("(415) 555-0132", "US").unwrap(), ("14155550132".into(), "4155550132".into()));
    }

    #[test]
    fn a_typed_telephone_is_read_as_its_beginning() {
        let stored = phone_forms("+33 6 12 34 56 78", "FR").unwrap();
        for typed in ["0612", "06 12 34", "+33 6 12", "0033 6 12", "33612", "+33 (0)6 12"] {
            let hit = phone_readings(typed).into_iter().any(|(kind, start)| match kind {
                Kind::PhoneFull => stored.0.starts_with(&start),
                _ => stored.1.starts_with(&start),
            });
            assert!(hit, "{typed}");
        }
        assert!(phone_readings("W-100234").is_empty());
        assert!(phone_readings("12").is_empty());
    }

    #[test]
    fn kinds_keep_their_numbers() {
        for code in 1..=8 {
            assert_eq!(Kind::from_code(code).unwrap().code(), code);
        }
        assert_eq!(Kind::from_code(9), None);
    }

    #[test]
    fn digits_alone_are_tried_behind_the_series_letters() {
        assert_eq!(number_letters("W-100234").unwrap(), "W");
        assert_eq!(number_letters("536365").unwrap(), "");
        assert_eq!(number_letters("abc"), None);
    }
}
