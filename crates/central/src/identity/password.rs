//! Passwords: argon2id, off the async threads, a few at a time.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::SaltString;
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::clock::{Chance, NoRandomness};

/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// The longest.
pub const LONGEST: usize = 256;

/// A hash takes 19 MiB and some hundredths of a second: more than this many at a time wait.
const AT_ONCE: usize = 4;

/// Hashes passwords and verifies them.
#[derive(Debug, Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

/// Whether a password may be chosen.
#[must_use]
pub fn is_acceptable(password: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&password.chars().count())
}

/// Hashes a password; blocks.
///
/// # Errors
/// [`NoRandomness`].
pub fn hash_blocking(password: &str, chance: &dyn Chance) -> Result<String, NoRandomness> {
    let bytes = chance.bytes()?;
    let (salt, _) = bytes.split_at(16);
    let salt = SaltString::encode_b64(salt).map_err(|_| NoRandomness)?;
    let hashed = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|_| NoRandomness)?;
    Ok(hashed.to_string())
}

/// What an unknown login is compared with, so that it takes as long as a known one.
fn nobody() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let salt = SaltString::from_b64("bm9ib2R5bm9ib2R5bm9i");
        let hashed = salt.and_then(|salt| Argon2::default().hash_password(b"nobody", &salt).map(|h| h.to_string()));
        hashed.unwrap_or_default()
    })
}

impl Passwords {
    /// Hashes a password.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub async fn hash(&self, password: String, chance: Arc<dyn Chance>) -> Result<String, NoRandomness> {
        let place = self.places.clone().acquire_owned().await;
        let hashed = tokio::task::spawn_blocking(move || {
            let _place = place;
            hash_blocking(&password, chance.as_ref())
        });
        hashed.await.unwrap_or(Err(NoRandomness))
    }

    /// Whether `password` is the one that was hashed. Without a hash it takes as long and is false.
    pub async fn verify(&self, password: String, stored: Option<String>) -> bool {
        let place = self.places.clone().acquire_owned().await;
        let verified = tokio::task::spawn_blocking(move || {
            let _place = place;
            let against = stored.as_deref().unwrap_or_else(|| nobody());
            let same = PasswordHash::new(against)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            same && stored.is_some()
        });
        verified.await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemChance;

    #[tokio::test]
    async fn a_password_is_verified_and_nobody_is_nobody() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into(), Arc::new(SystemChance)).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await);
        assert!(!passwords.verify("correct mule".into(), Some(hash)).await);
        assert!(!passwords.verify("nobody".into(), None).await);
        assert!(nobody().starts_with("$argon2id$"));
    }
}
