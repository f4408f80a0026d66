//! Secrets that prove who calls: drawn by chance, shown once, kept only as hashes.
//!
//! A secret names its merchant, because the merchant leads every key: `ga_lueur_<64 hex digits>`. The rest is 256 random
//! bits, so a plain SHA-256 keeps it (a slow hash is for what people choose).

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::clock::{Chance, NoRandomness};

/// What a secret is for; its prefix lets people and scanners recognise one that leaked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// An agent's access for minutes.
    Access,
    /// An agent's next access.
    Refresh,
    /// A shop's ingest.
    Shop,
}

impl Purpose {
    fn prefix(self) -> &'static str {
        match self {
            Self::Access => "ga_",
            Self::Refresh => "gr_",
            Self::Shop => "gs_",
        }
    }
}

/// A secret as its holder shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// The shop that it belongs to.
    pub merchant: String,
    /// The secret in full.
    pub text: String,
}

/// Never printed by accident.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret(of {})", self.merchant)
    }
}

impl Secret {
    /// Draws a new one.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn draw(purpose: Purpose, merchant: &str, chance: &dyn Chance) -> Result<Self, NoRandomness> {
        Ok(Self::of_bytes(purpose, merchant, &chance.bytes()?))
    }

    fn of_bytes(purpose: Purpose, merchant: &str, bytes: &[u8]) -> Self {
        Self { merchant: merchant.to_owned(), text: format!("{}{merchant}_{}", purpose.prefix(), hex(bytes)) }
    }

    /// Reads one; nothing that was not drawn for this purpose is one.
    #[must_use]
    pub fn read(purpose: Purpose, text: &str) -> Option<Self> {
        let (merchant, digits) = text.strip_prefix(purpose.prefix())?.split_once('_')?;
        let sound = digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit()) && is_merchant(merchant);
        sound.then(|| Self { merchant: merchant.to_owned(), text: text.to_owned() })
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        hash(self.text.as_bytes())
    }

    /// The refresh token that follows this one for one nonce of the client's: the same whenever it is asked for, and
    /// nobody's who lacks either the token or the salt.
    #[must_use]
    pub fn successor(&self, salt: &[u8], nonce: &str) -> Self {
        // HMAC takes a key of any length, so there is nothing to fail.
        let mut mac = match Hmac::<Sha256>::new_from_slice(salt) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        mac.update(self.text.as_bytes());
        mac.update(&[0]);
        mac.update(nonce.as_bytes());
        Self::of_bytes(Purpose::Refresh, &self.merchant, &mac.finalize().into_bytes())
    }
}

/// Whether this can be a merchant's id: a short word of small letters, digits and inner hyphens.
#[must_use]
pub fn is_merchant(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// SHA-256.
#[must_use]
pub fn hash(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemChance;

    #[test]
    fn a_secret_is_read_for_its_own_purpose_only() {
        let secret = Secret::draw(Purpose::Access, "lueur-1", &SystemChance).unwrap();
        assert_eq!(Secret::read(Purpose::Access, &secret.text), Some(secret.clone()));
        assert_eq!(Secret::read(Purpose::Refresh, &secret.text), None);
        for text in
            ["", "ga_", "ga_a_", "ga_A_00", &secret.text.replace("lueur", "LUEUR"), &format!("{}0", secret.text)]
        {
            assert_eq!(Secret::read(Purpose::Access, text), None, "{text}");
        }
    }

    #[test]
    fn a_successor_follows_from_token_salt_and_nonce() {
        let secret = Secret::draw(Purpose::Refresh, "lueur", &SystemChance).unwrap();
        let next = secret.successor(b"salt", "nonce");
        assert_eq!(next, secret.successor(b"salt", "nonce"));
        assert_ne!(next, secret.successor(b"salt", "other"));
        assert_ne!(next, secret.successor(b"other", "nonce"));
        assert_eq!(Secret::read(Purpose::Refresh, &next.text), Some(next.clone()));
        assert_eq!(format!("{next:?}"), "Secret(of lueur)");
    }
}
