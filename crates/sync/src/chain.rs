//! A device's commands as a chain: each is bound to the one before it and signed with the device's key.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// A SHA-256 digest; hexadecimal where it travels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// The digest of these bytes, or none where they are not 32.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes out of hexadecimal; none where it is not.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let digest = from_hex(&text).and_then(|bytes| Self::from_slice(&bytes));
        digest.ok_or_else(|| serde::de::Error::custom("is not 64 hexadecimal digits"))
    }
}

/// A signature; hexadecimal where it travels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seal(pub Vec<u8>);

impl Serialize for Seal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Seal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        from_hex(&text).map(Self).ok_or_else(|| serde::de::Error::custom("is not hexadecimal"))
    }
}

/// The link of one command: the hash of what went before, where it stands, and what it says.
#[must_use]
pub fn link(previous: &Digest, device: Uuid, epoch: u32, seq: u64, payload: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(b"guichet command 1");
    hash.update(previous.0);
    hash.update(device.as_bytes());
    hash.update(epoch.to_be_bytes());
    hash.update(seq.to_be_bytes());
    hash.update(payload);
    Digest(hash.finalize().into())
}

/// What signs for a device.
pub trait Signer: Send + Sync {
    /// Signs a link.
    fn sign(&self, link: &Digest) -> Seal;
}

/// What checks a device's signature.
pub trait Verifier: Send + Sync {
    /// Whether the owner of this public key signed this link.
    fn verify(&self, public_key: &[u8], link: &Digest, seal: &Seal) -> bool;
}

/// A device's Ed25519 key (RFC 8032).
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// The key of these 32 secret bytes.
    #[must_use]
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The public half, 32 bytes.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

impl Signer for DeviceKey {
    fn sign(&self, link: &Digest) -> Seal {
        Seal(self.0.sign(&link.0).to_bytes().to_vec())
    }
}

/// Checks Ed25519 signatures, strictly.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ed25519;

impl Verifier for Ed25519 {
    fn verify(&self, public_key: &[u8], link: &Digest, seal: &Seal) -> bool {
        let Ok(key) = public_key.try_into() else { return false };
        let Ok(key) = VerifyingKey::from_bytes(key) else { return false };
        let Ok(signature) = Signature::from_slice(&seal.0) else { return false };
        key.verify_strict(&link.0, &signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_signed_for_one_place_in_one_chain() {
        let key = DeviceKey::from_bytes(&[7; 32]);
        let device = Uuid::from_u128(1);
        let first = link(&Digest::default(), device, 1, 1, "{}");
        let seal = key.sign(&first);
        assert!(Ed25519.verify(&key.public(), &first, &seal));
        let others = [
            link(&Digest([1; 32]), device, 1, 1, "{}"),
            link(&Digest::default(), Uuid::from_u128(2), 1, 1, "{}"),
            link(&Digest::default(), device, 2, 1, "{}"),
            link(&Digest::default(), device, 1, 2, "{}"),
            link(&Digest::default(), device, 1, 1, "{ }"),
        ];
        for other in others {
            assert!(!Ed25519.verify(&key.public(), &other, &seal), "{other:?}");
        }
        assert!(!Ed25519.verify(&DeviceKey::from_bytes(&[8; 32]).public(), &first, &seal));
        assert!(!Ed25519.verify(&[], &first, &seal));
        assert!(!Ed25519.verify(&key.public(), &first, &Seal(vec![1, 2])));
    }

    #[test]
    fn hexadecimal_there_and_back() {
        let digest = Digest::of("a");
        let text = serde_json::to_string(&digest).expect("a digest is text");
        assert_eq!(serde_json::from_str::<Digest>(&text).expect("it was written so"), digest);
        for wrong in ["\"\"", "\"zz\"", "\"é\"", "\"abc\""] {
            assert!(serde_json::from_str::<Digest>(wrong).is_err(), "{wrong}");
        }
    }
}
