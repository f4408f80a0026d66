//! Where a desk keeps what it proves itself with: beside the replica's key in the keychain, or, where a passphrase takes
//! the keychain's place, inside the replica, which that passphrase encrypts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use crate::error::DeskError;
use crate::keychain::Keychain;
use crate::store::Store;

/// Where secrets are kept.
#[derive(Clone)]
pub enum Credentials {
    /// In the keychain, under names that begin with the name of the replica's key.
    Keychain {
        /// The keychain.
        keychain: Arc<dyn Keychain>,
        /// The name of the replica's key.
        entry: String,
    },
    /// In the encrypted replica.
    Replica(Store),
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Keychain { .. } => "Credentials::Keychain",
            Self::Replica(_) => "Credentials::Replica",
        })
    }
}

/// The tokens' name.
const SIGN_IN: &str = "sign-in";

/// Names inside the replica.
fn setting(name: &str) -> String {
    format!("credential.{name}")
}

impl Credentials {
    async fn read(&self, name: &str) -> Result<Option<Zeroizing<String>>, DeskError> {
        match self {
            Self::Replica(store) => Ok(store.setting(&setting(name)).await?.map(Zeroizing::new)),
            Self::Keychain { keychain, entry } => {
                let (keychain, entry) = (keychain.clone(), format!("{entry}/{name}"));
                match waiting(move || keychain.read_secret(&entry)).await {
                    Ok(secret) => Ok(Some(secret)),
                    Err(DeskError::KeyMissing) => Ok(None),
                    Err(error) => Err(error),
                }
            }
        }
    }

    async fn write(&self, name: &str, secret: Zeroizing<String>) -> Result<(), DeskError> {
        match self {
            Self::Replica(store) => store.put_setting(&setting(name), &secret).await,
            Self::Keychain { keychain, entry } => {
                let (keychain, entry) = (keychain.clone(), format!("{entry}/{name}"));
                waiting(move || keychain.write_secret(&entry, &secret)).await
            }
        }
    }

    async fn remove(&self, name: &str) -> Result<(), DeskError> {
        match self {
            Self::Replica(store) => store.remove_setting(&setting(name)).await,
            Self::Keychain { keychain, entry } => {
                let (keychain, entry) = (keychain.clone(), format!("{entry}/{name}"));
                waiting(move || keychain.remove(&entry)).await
            }
        }
    }

    /// The secret half of a device's key.
    pub(super) async fn device_key(&self, device: Uuid) -> Result<Option<crate::key::Key>, DeskError> {
        let found = self.read(&format!("device-{device}")).await?;
        found.map(|hex| crate::key::Key::from_hex(&hex).ok_or(DeskError::KeyDamaged)).transpose()
    }

    pub(super) async fn put_device_key(&self, device: Uuid, key: &crate::key::Key) -> Result<(), DeskError> {
        self.write(&format!("device-{device}"), key.to_hex()).await
    }

    pub(super) async fn forget_device_key(&self, device: Uuid) -> Result<(), DeskError> {
        self.remove(&format!("device-{device}")).await
    }

    /// The tokens of who is signed in.
    pub(super) async fn tokens(&self) -> Result<Option<KeptTokens>, DeskError> {
        let found = self.read(SIGN_IN).await?;
        found.map(|text| serde_json::from_str(&text).map_err(|_| DeskError::KeyDamaged)).transpose()
    }

    pub(super) async fn put_tokens(&self, tokens: &KeptTokens) -> Result<(), DeskError> {
        let text = serde_json::to_string(tokens).map_err(|_| DeskError::KeyDamaged)?;
        self.write(SIGN_IN, Zeroizing::new(text)).await
    }

    pub(super) async fn forget_tokens(&self) -> Result<(), DeskError> {
        self.remove(SIGN_IN).await
    }

    /// Forgets everything, the replica's own key too, once the replica is gone. What was kept in it went with it.
    pub(super) async fn forget_all(&self, device: Option<Uuid>) -> Result<(), DeskError> {
        let Self::Keychain { keychain, entry } = self else { return Ok(()) };
        self.forget_tokens().await?;
        if let Some(device) = device {
            self.forget_device_key(device).await?;
        }
        let (keychain, entry) = (keychain.clone(), entry.clone());
        waiting(move || keychain.remove(&entry)).await
    }
}

/// Keychains are daemons: they are asked where one may wait.
async fn waiting<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| DeskError::KeychainMissing)?
}

/// What is kept of a sign-in.
///
/// The refresh token is used once. Before it is used, a nonce is drawn and kept beside it; whoever finds a nonce here was
/// stopped before the answer was kept, and asks again with the same one: the centre then knows a lost answer from a theft.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptTokens {
    /// The refresh token.
    pub refresh: String,
    /// The nonce under which its use was begun.
    pub nonce: Option<Uuid>,
    /// The access token.
    pub access: String,
    /// When the access token ends, by this desk's clock.
    pub access_until: chrono::DateTime<chrono::Utc>,
}

impl Drop for KeptTokens {
    fn drop(&mut self) {
        self.refresh.zeroize();
        self.access.zeroize();
    }
}
