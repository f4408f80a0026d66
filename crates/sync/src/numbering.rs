//! Document numbers with check characters (ISO 7064 MOD 37,36).
//!
//! An RMA number is `R-<series>-<counter>-<check>`, the number of an order that was placed at a desk
//! `O-<series>-<counter>-<check>`, the id of a customer registered there `C-<series>-<counter>-<check>`, the number of a case
//! `K-<series>-<counter>-<check>`, that of a parcel in quarantine `Q-<series>-<counter>-<check>`: unique without a network because the series belongs to one desk, and a mistyped digit
//! or two swapped ones are noticed before the wrong parcel is opened.

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn value(character: char) -> Option<u32> {
    character.to_digit(36).filter(|_| character.is_ascii_alphanumeric())
}

/// The hybrid-system remainder over the letters and digits of `text`; other characters are separators.
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(value).fold(36, |product, digit| {
        let sum = (product + digit) % 36;
        let sum = if sum == 0 { 36 } else { sum };
        (sum * 2) % 37
    })
}

/// The check character (ISO 7064 MOD 37,36) of the letters and digits in `text`.
///
/// # Examples
/// ```
/// assert_eq!(guichet_sync::numbering::check_character("A12425GABC1234002"), 'M');
/// ```
#[must_use]
pub fn check_character(text: &str) -> char {
    let check = (37 - remainder(text)) % 36;
    usize::try_from(check).ok().and_then(|at| ALPHABET.get(at)).map_or('0', |byte| char::from(*byte))
}

/// Whether the last character of `number` is the check character of what stands before it.
#[must_use]
pub fn is_sound(number: &str) -> bool {
    let mut characters: Vec<char> = number.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let Some(last) = characters.pop() else { return false };
    !characters.is_empty() && check_character(&characters.iter().collect::<String>()) == last.to_ascii_uppercase()
}

/// The RMA number with this counter in this series.
#[must_use]
pub fn rma_number(series: &str, counter: u64) -> String {
    numbered('R', series, counter)
}

/// The number of an order that is placed at a desk, with this counter in its series.
#[must_use]
pub fn order_number(series: &str, counter: u64) -> String {
    numbered('O', series, counter)
}

/// The id of a customer who is registered at a desk, with this counter in its series.
#[must_use]
pub fn customer_id(series: &str, counter: u64) -> String {
    numbered('C', series, counter)
}

/// The number of a case that is opened at a desk, with this counter in its series.
#[must_use]
pub fn case_number(series: &str, counter: u64) -> String {
    numbered('K', series, counter)
}

/// The number of a parcel that is put aside at a desk, with this counter in its series.
#[must_use]
pub fn stray_number(series: &str, counter: u64) -> String {
    numbered('Q', series, counter)
}

fn numbered(kind: char, series: &str, counter: u64) -> String {
    let stem = format!("{kind}-{series}-{counter:06}");
    let check = check_character(&stem);
    format!("{stem}-{check}")
}

/// The provisional number of an order's credit note, by the place of its credit, until the centre numbers it.
#[must_use]
pub fn credit_note_number(order: &str, credit: usize) -> String {
    format!("{order}-C{}", credit + 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_of_mod_37_36() {
        assert_eq!(check_character("A12425GABC1234002"), 'M');
        assert!(is_sound("A12425GABC1234002M"));
    }

    #[test]
    fn every_single_slip_is_noticed() {
        let number = rma_number("LOCAL", 231);
        assert!(number.starts_with("R-LOCAL-000231-"));
        assert!(is_sound(&number));
        let characters: Vec<char> = number.chars().collect();
        for at in 0..characters.len() {
            if !characters[at].is_ascii_alphanumeric() {
                continue;
            }
            for other in ALPHABET.iter().map(|b| char::from(*b)).filter(|c| *c != characters[at]) {
                let mut slip = characters.clone();
                slip[at] = other;
                assert!(!is_sound(&slip.iter().collect::<String>()), "{slip:?}");
            }
        }
    }

    #[test]
    fn nearly_every_swap_of_two_digits_is_noticed() {
        let (mut swaps, mut missed) = (0, 0);
        for counter in 1..3000 {
            let number = rma_number("K7", counter);
            let digits: Vec<char> = number.chars().collect();
            for at in 5..10 {
                if digits[at] != digits[at + 1] {
                    let mut swapped = digits.clone();
                    swapped.swap(at, at + 1);
                    swaps += 1;
                    missed += usize::from(is_sound(&swapped.iter().collect::<String>()));
                }
            }
        }
        assert!(swaps > 5000 && missed * 100 < swaps, "{missed} of {swaps}");
    }

    #[test]
    fn case_and_separators_do_not_matter() {
        let number = rma_number("LOCAL", 1);
        assert!(is_sound(&number.to_lowercase().replace('-', " ")));
        assert!(!is_sound(""));
        assert!(!is_sound("R"));
    }
}
