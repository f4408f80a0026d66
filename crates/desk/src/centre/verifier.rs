//! What is kept of a password to unlock a desk without the centre: an argon2id hash, inside the encrypted replica.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::DeskError;
use crate::key::{KeyNote, Passphrase};

/// What a password is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Verifier {
    note: KeyNote,
    hash: String,
}

impl Verifier {
    /// The verifier of a password. It takes a moment.
    pub async fn of(password: &str) -> Result<Self, DeskError> {
        let typed = Passphrase::new(password.to_owned());
        let made = tokio::task::spawn_blocking(move || {
            let note = KeyNote::fresh()?;
            let hash = note.derive(&typed)?.to_hex().to_string();
            Ok(Self { note, hash })
        });
        made.await.map_err(|_| DeskError::NoRandomness)?
    }

    /// Whether this is the password. It takes a moment, which is what makes guessing slow.
    pub async fn is(&self, password: &str) -> Result<bool, DeskError> {
        let (own, typed) = (self.clone(), Passphrase::new(password.to_owned()));
        let derived = tokio::task::spawn_blocking(move || own.note.derive(&typed));
        let derived: Zeroizing<String> = derived.await.map_err(|_| DeskError::NoRandomness)??.to_hex();
        // Compared without telling by its time how much was right.
        let differs = derived.bytes().zip(self.hash.bytes()).fold(0, |sum, (left, right)| sum | (left ^ right));
        Ok(derived.len() == self.hash.len() && differs == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let verifier = Verifier::of("short").await.unwrap();
        assert!(verifier.is("short").await.unwrap());
        assert!(!verifier.is("Short").await.unwrap());
        assert!(!serde_json::to_string(&verifier).unwrap().contains("short"));
    }
}
