//! Enrolment codes: typed once by a person, so short words without letters that look like digits.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::clock::{Chance, NoRandomness};
use crate::secret;

/// Crockford's base 32: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code: `LUEUR-7K2M-…`, the merchant and eighty random bits in four groups of four.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The shop that it enrols in.
    pub merchant: String,
    /// As it is written on paper.
    pub text: String,
}

impl Code {
    /// Draws a new one.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn draw(merchant: &str, chance: &dyn Chance) -> Result<Self, NoRandomness> {
        let bytes = chance.bytes()?;
        let letters: Vec<char> = bytes
            .iter()
            .take(16)
            .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
            .map(|letter| char::from(*letter))
            .collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        let text = format!("{}-{}", merchant.to_ascii_uppercase(), groups.join("-"));
        Ok(Self { merchant: merchant.to_owned(), text })
    }

    /// Reads what a person typed: small letters, spaces around it, and O, I and L for the digits they look like.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let mut parts = typed.rsplitn(5, '-');
        let mut groups = Vec::new();
        for _ in 0..4 {
            let group: String = parts.next()?.chars().map(meant).collect();
            let sound = group.len() == 4 && group.bytes().all(|b| ALPHABET.contains(&b));
            groups.push(sound.then_some(group)?);
        }
        groups.reverse();
        let merchant = parts.next()?.to_ascii_lowercase();
        secret::is_merchant(&merchant).then(|| {
            let text = format!("{}-{}", merchant.to_ascii_uppercase(), groups.join("-"));
            Self { merchant, text }
        })
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        secret::hash(self.text.as_bytes())
    }

    /// Stores a new code's hash.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn store(
        &self,
        connection: &mut PgConnection,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        uses: i32,
        by: &str,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO enrol_code (merchant, hash, created_at, expires_at, uses_left, created_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&self.merchant)
        .bind(self.hash())
        .bind(now)
        .bind(expires_at)
        .bind(uses)
        .bind(by)
        .execute(connection)
        .await?;
        Ok(())
    }
}

fn meant(letter: char) -> char {
    match letter {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemChance;

    #[test]
    fn a_code_is_read_as_people_type() {
        let code = Code::draw("lueur-maison", &SystemChance).unwrap();
        assert_eq!(Code::read(&code.text), Some(code.clone()));
        let sloppy = format!(" {} ", code.text.to_lowercase().replace('0', "o").replace('1', "l"));
        assert_eq!(Code::read(&sloppy), Some(code.clone()));
        for wrong in
            ["", "AAAA-AAAA-AAAA-AAAA", "-AAAA-AAAA-AAAA-AAAA", "X-AAAA-AAAA-AAAA-AAAU", "É-AAAA-AAAA-AAAA-AAAA"]
        {
            assert_eq!(Code::read(wrong), None, "{wrong}");
        }
    }
}
