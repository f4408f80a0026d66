//! The replica's key, and the file beside the replica that says how the key is come by.
//!
//! The key is 256 random bits in the system's keychain, or what argon2id makes of a passphrase. The note beside the
//! replica (`<replica>.key`) holds no secret: the keychain entry's name, or the salt and cost of the derivation. It
//! travels with the replica, so that a moved or copied replica still finds its key, and a new replica never takes
//! over the key of another.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::error::DeskError;

/// Fewest characters of a passphrase.
pub const PASSPHRASE_MIN: usize = 10;

/// A 256-bit key. Wiped when dropped; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A new key from the system's random source.
    ///
    /// # Errors
    /// [`DeskError::NoRandomness`] where the system has none to give.
    pub fn random() -> Result<Self, DeskError> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| DeskError::NoRandomness)?;
        Ok(Self(bytes))
    }

    /// The key of these 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digits = hex.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The 32 bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key as 64 hexadecimal digits, wiped when dropped.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        // Sized at once: a growing string would leave copies of the key behind.
        let mut hex = Zeroizing::new(String::with_capacity(64));
        for byte in self.0 {
            for nibble in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        hex
    }
}

/// What an agent typed to unlock a replica. Wiped when dropped; never printed.
#[derive(Clone)]
pub struct Passphrase(String);

impl Drop for Passphrase {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl Passphrase {
    /// Takes over what was typed.
    #[must_use]
    pub fn new(typed: String) -> Self {
        Self(typed)
    }

    fn is_long_enough(&self) -> bool {
        self.0.chars().count() >= PASSPHRASE_MIN
    }
}

/// The note beside the replica: how its key is come by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unlock", rename_all = "snake_case", deny_unknown_fields)]
pub enum KeyNote {
    /// The key is in the system's keychain under this name.
    Keychain {
        /// The entry's name.
        entry: String,
    },
    /// The key is derived from a passphrase with argon2id.
    Passphrase {
        /// Memory in KiB.
        memory: u32,
        /// Passes over the memory.
        passes: u32,
        /// Lanes.
        lanes: u32,
        /// 16 random bytes, hexadecimal.
        salt: String,
    },
}

impl KeyNote {
    /// A note for a new passphrase replica: OWASP's argon2id baseline doubled in memory, and a fresh salt.
    ///
    /// # Errors
    /// [`DeskError::PassphraseTooShort`], [`DeskError::NoRandomness`].
    pub fn for_passphrase(passphrase: &Passphrase) -> Result<Self, DeskError> {
        if !passphrase.is_long_enough() {
            return Err(DeskError::PassphraseTooShort);
        }
        Self::fresh()
    }

    /// A note for what was typed, however long it is.
    pub(crate) fn fresh() -> Result<Self, DeskError> {
        let random = Key::random()?.to_hex();
        let salt = random.chars().take(32).collect();
        Ok(Self::Passphrase { memory: 47_104, passes: 2, lanes: 1, salt })
    }

    /// The key that this passphrase makes under this note.
    ///
    /// # Errors
    /// [`DeskError::KeyNoteDamaged`] where the note is not one of a passphrase or its cost is out of range.
    pub fn derive(&self, passphrase: &Passphrase) -> Result<Key, DeskError> {
        let Self::Passphrase { memory, passes, lanes, salt } = self else { return Err(DeskError::KeyNoteDamaged) };
        // A tampered note must not make the program take all memory.
        if *memory > 1_048_576 || *passes > 64 || *lanes > 16 {
            return Err(DeskError::KeyNoteDamaged);
        }
        let params = argon2::Params::new(*memory, *passes, *lanes, Some(32)).map_err(|_| DeskError::KeyNoteDamaged)?;
        let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
        let mut key = Key([0; 32]);
        argon
            .hash_password_into(passphrase.0.as_bytes(), salt.as_bytes(), &mut key.0)
            .map_err(|_| DeskError::KeyNoteDamaged)?;
        Ok(key)
    }

    /// Where the note of this replica lies.
    #[must_use]
    pub fn path(replica: &Path) -> PathBuf {
        let mut name = replica.as_os_str().to_owned();
        name.push(".key");
        PathBuf::from(name)
    }

    /// The note of this replica, if there is one.
    ///
    /// # Errors
    /// [`DeskError::KeyNoteDamaged`] where there is a file that is no such note, [`DeskError::File`].
    pub fn read(replica: &Path) -> Result<Option<Self>, DeskError> {
        match std::fs::read(Self::path(replica)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| DeskError::KeyNoteDamaged),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DeskError::File(error.kind())),
        }
    }

    /// Writes the note of this replica: whole or not at all.
    ///
    /// # Errors
    /// [`DeskError::File`].
    pub fn write(&self, replica: &Path) -> Result<(), DeskError> {
        let path = Self::path(replica);
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let text = serde_json::to_vec(self).map_err(|_| DeskError::KeyNoteDamaged)?;
        let kind = |error: std::io::Error| DeskError::File(error.kind());
        let mut file = std::fs::File::create(&part).map_err(kind)?;
        std::io::Write::write_all(&mut file, &text).map_err(kind)?;
        file.sync_all().map_err(kind)?;
        std::fs::rename(&part, &path).map_err(kind)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn hex_goes_both_ways_and_nothing_is_printed() {
        let key = Key::random().unwrap();
        assert!(Key::from_hex(&key.to_hex()).unwrap() == key);
        assert_eq!(format!("{key:?}"), "Key(…)");
        assert_eq!(format!("{:?}", Passphrase::new("sesame".into())), "Passphrase(…)");
        assert!(Key::from_hex("00").is_none());
        assert!(Key::from_hex(&"é".repeat(32)).is_none());
    }

    #[test]
    fn one_passphrase_makes_one_key_per_salt() {
        let typed = Passphrase::new("correct horse battery".into());
        let note = KeyNote::Passphrase { memory: 64, passes: 1, lanes: 1, salt: "00112233445566778899".into() };
        let other = KeyNote::Passphrase { memory: 64, passes: 1, lanes: 1, salt: "10112233445566778899".into() };
        assert!(note.derive(&typed).unwrap() == note.derive(&typed).unwrap());
        assert!(note.derive(&typed).unwrap() != other.derive(&typed).unwrap());
        assert!(note.derive(&typed).unwrap() != note.derive(&Passphrase::new("Correct horse battery".into())).unwrap());
    }

    #[test]
    fn a_short_passphrase_and_a_greedy_note_are_refused() {
        assert!(matches!(
            KeyNote::for_passphrase(&Passphrase::new("short".into())),
            Err(DeskError::PassphraseTooShort)
        ));
        let greedy = KeyNote::Passphrase { memory: u32::MAX, passes: 1, lanes: 1, salt: "0".repeat(32) };
        assert!(matches!(greedy.derive(&Passphrase::new("0123456789".into())), Err(DeskError::KeyNoteDamaged)));
    }
}
