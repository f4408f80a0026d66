//! Made-up identities for customers of whom only a number and a country are known: the same number is always the
//! same person, and no address leads to a real mailbox (`example.*` is reserved, RFC 2606).

mod style;

use guichet_domain::Customer;

use crate::records::{Contact, CustomerRecord, Language};
use crate::search::fold;
use style::Style;

/// Even, repeatable numbers from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for this text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        // FNV-1a: short, and the same for ever.
        Self(
            text.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)),
        )
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `limit`; 0 where the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.roll() % limit).unwrap_or_default()
    }

    /// One of these, earlier ones oftener: names in a country are far from evenly used.
    pub fn often<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let (one, other) = (self.below(from.len()), self.below(from.len()));
        from.get(one.min(other)).copied().unwrap_or_default()
    }

    /// One of these.
    pub fn one<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.below(from.len())).copied().unwrap_or_default()
    }

    /// This many digits.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).filter_map(|_| char::from_digit(u32::try_from(self.below(10)).ok()?, 10)).collect()
    }
}

/// The person behind a customer number, in the style of their country (ISO 3166-1 alpha-2).
#[must_use]
pub fn person(number: &str, country: &str) -> CustomerRecord {
    let mut dice = Dice::of(&format!("{country}/{number}"));
    let style = Style::of(country);
    let first = dice.often(style.first_names);
    let root = dice.often(style.roots);
    let surname = format!("{root}{}", dice.often(style.endings));
    let (town, postcode, area) = style.towns.get(dice.below(style.towns.len())).copied().unwrap_or_default();
    let postcode = fill(postcode, &mut dice);
    let street = format!("{} {}", dice.below(180) + 1, dice.one(style.streets));
    let street = if style.number_last { swap_number(&street) } else { street };
    let phone = fill(area, &mut dice);
    let handle: Vec<String> = fold::words(&format!("{first} {surname}")).into_iter().map(|word| word.folded).collect();
    let ending = number.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    CustomerRecord {
        customer: Customer {
            id: number.to_owned(),
            name: format!("{first} {surname}"),
            email: Some(format!("{}.{ending}@example.{}", handle.join("."), style.domain)),
            open_disputes: 0,
            accepted_terms: Vec::new(),
        },
        contact: Contact {
            phone: Some(phone),
            street: Some(street),
            postcode: Some(postcode),
            town: Some(town.to_owned()),
            country: country.to_owned(),
            language: Language::of_country(country),
        },
    }
}

/// Replaces each `#` by a digit and each `@` by a letter.
fn fill(pattern: &str, dice: &mut Dice) -> String {
    pattern
        .chars()
        .map(|character| match character {
            '#' => dice.digits(1),
            '@' => dice.one(&["A", "B", "D", "E", "G", "H", "J", "L", "N", "P", "Q", "R", "S", "T", "W"]).to_owned(),
            other => other.to_string(),
        })
        .collect()
}

fn swap_number(street: &str) -> String {
    street.split_once(' ').map_or_else(|| street.to_owned(), |(number, name)| format!("{name} {number}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::search::identifiers::phone_forms;
    use std::collections::HashSet;

    #[test]
    fn one_number_is_always_one_person() {
        assert_eq!(person("12346", "GB"), person("12346", "GB"));
        assert_ne!(person("12346", "GB").customer.name, person("12347", "GB").customer.name);
        assert_ne!(person("12346", "GB"), person("12346", "FR"));
    }

    #[test]
    fn addresses_lead_nowhere_and_telephones_can_be_dialled() {
        for country in ["FR", "DE", "GB", "US", "ES", "IT", "NL", "BE", "CH", "JP", "AU", "IE", "XX"] {
            let record = person("777", country);
            assert!(record.customer.email.as_deref().unwrap().contains("@example."), "{country}");
            let phone = record.contact.phone.unwrap();
            let (full, _) = phone_forms(&phone, country).unwrap();
            assert!((9..=15).contains(&full.len()), "{country}: {phone}");
        }
    }

    #[test]
    fn many_numbers_are_many_people() {
        let people: HashSet<String> = (0..5000).map(|n| person(&n.to_string(), "FR").customer.name).collect();
        assert!(people.len() > 4000, "{}", people.len());
        let emails: HashSet<_> = (0..5000).map(|n| person(&n.to_string(), "FR").customer.email).collect();
        assert_eq!(emails.len(), 5000);
    }
}
