//! Numbers of cases (`K-…`) and of parcels in quarantine (`Q-…`), as they are typed and read out.

use super::{Span, marking};

/// The letters and digits of what was typed, where it may be such a number: its letter, and then a digit somewhere or a sign that
/// no name has behind its first letter. Somebody who types the beginning of a name asks for no case.
#[must_use]
pub fn plain(query: &str) -> Option<String> {
    let query = query.trim();
    let mut signs = query.chars();
    let is_letter = signs.next().is_some_and(|first| matches!(first, 'K' | 'k' | 'Q' | 'q'));
    let is_number = signs.next().is_some_and(|second| second == '-' || second.is_ascii_digit())
        || query.chars().any(|sign| sign.is_ascii_digit());
    let plain: String =
        query.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase()).collect();
    (is_letter && is_number).then_some(plain)
}

/// The number with what was typed of it marked.
#[must_use]
pub fn marked(number: &str, typed: &str) -> Vec<Span> {
    marking::identifier(number, typed, |sign| sign.is_ascii_alphanumeric())
}

/// A text that matched nothing.
#[must_use]
pub fn unmarked(text: &str) -> Vec<Span> {
    marking::plain(text)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_number_begins_with_its_letter_and_has_a_digit_or_a_dash() {
        for (typed, number) in [
            ("K-D1-000012-3", "KD10000123"),
            (" k d1 12 ", "KD112"),
            ("q-", "Q"),
            ("Q-LOCAL", "QLOCAL"),
            ("kLocal0", "KLOCAL0"),
        ] {
            assert_eq!(plain(typed).as_deref(), Some(number), "{typed}");
        }
        for typed in ["", "K", "Klein", "quentin le", "R-D1-000001-2", "W-100234", "12", "ké", "K é"] {
            assert_eq!(plain(typed), None, "{typed}");
        }
    }
}
