//! The system's keychain as a port, and its real implementation.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::error::DeskError;
use crate::key::Key;

/// The name under which the keychain files our entries.
const SERVICE: &str = "Guichet replica";

/// Where keys and other secrets are kept.
pub trait Keychain: Send + Sync {
    /// The secret under this name.
    ///
    /// # Errors
    /// [`DeskError::KeyMissing`] where there is none, [`DeskError::KeychainMissing`] where no keychain answers.
    fn read_secret(&self, entry: &str) -> Result<Zeroizing<String>, DeskError>;

    /// Puts a secret under this name, in place of one that is there.
    ///
    /// # Errors
    /// [`DeskError::KeychainMissing`] where no keychain answers.
    fn write_secret(&self, entry: &str, secret: &str) -> Result<(), DeskError>;

    /// Forgets what is under this name; the replica that it opens is then unreadable for ever.
    ///
    /// # Errors
    /// [`DeskError::KeychainMissing`] where no keychain answers.
    fn remove(&self, entry: &str) -> Result<(), DeskError>;

    /// The key under this name.
    ///
    /// # Errors
    /// As [`Keychain::read_secret`]; [`DeskError::KeyDamaged`] where it is no key.
    fn read(&self, entry: &str) -> Result<Key, DeskError> {
        Key::from_hex(&self.read_secret(entry)?).ok_or(DeskError::KeyDamaged)
    }

    /// Puts a key under this name.
    ///
    /// # Errors
    /// As [`Keychain::write_secret`].
    fn write(&self, entry: &str, key: &Key) -> Result<(), DeskError> {
        self.write_secret(entry, &key.to_hex())
    }
}

/// The keychain of the system: the Secret Service on Linux, Keychain Services on macOS, the Credential Manager on
/// Windows. Its calls block: make them on a thread that may wait.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsKeychain;

impl OsKeychain {
    fn entry(name: &str) -> Result<keyring::Entry, DeskError> {
        keyring::Entry::new(SERVICE, name).map_err(|error| closed(&error))
    }
}

/// What a keychain's error means to us. Its own text is left out of logs: it may quote the entry.
fn closed(error: &keyring::Error) -> DeskError {
    match error {
        keyring::Error::NoEntry => DeskError::KeyMissing,
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) | keyring::Error::Ambiguous(_) => {
            DeskError::KeyDamaged
        }
        _ => DeskError::KeychainMissing,
    }
}

impl Keychain for OsKeychain {
    fn read_secret(&self, entry: &str) -> Result<Zeroizing<String>, DeskError> {
        Ok(Zeroizing::new(Self::entry(entry)?.get_password().map_err(|error| closed(&error))?))
    }

    fn write_secret(&self, entry: &str, secret: &str) -> Result<(), DeskError> {
        Self::entry(entry)?.set_password(secret).map_err(|error| closed(&error))
    }

    fn remove(&self, entry: &str) -> Result<(), DeskError> {
        match Self::entry(entry)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(closed(&error)),
        }
    }
}

/// A keychain that lives as long as the process: for tests and throw-away replicas.
#[derive(Debug, Default)]
pub struct MemoryKeychain(Mutex<HashMap<String, Zeroizing<String>>>);

impl Keychain for MemoryKeychain {
    fn read_secret(&self, entry: &str) -> Result<Zeroizing<String>, DeskError> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(entry).cloned().ok_or(DeskError::KeyMissing)
    }

    fn write_secret(&self, entry: &str, secret: &str) -> Result<(), DeskError> {
        let secret = Zeroizing::new(secret.to_owned());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(entry.to_owned(), secret);
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), DeskError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(entry);
        Ok(())
    }
}

/// A desk without a keychain, as on a server or in a bare container.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeychain;

impl Keychain for NoKeychain {
    fn read_secret(&self, _: &str) -> Result<Zeroizing<String>, DeskError> {
        Err(DeskError::KeychainMissing)
    }

    fn write_secret(&self, _: &str, _: &str) -> Result<(), DeskError> {
        Err(DeskError::KeychainMissing)
    }

    fn remove(&self, _: &str) -> Result<(), DeskError> {
        Err(DeskError::KeychainMissing)
    }
}
