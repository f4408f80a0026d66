//! Keys of devices: Ed25519 in some schedules, a quick keyed hash in most, where forging is not what is tried.

use guichet_sync::chain::Seal;
use guichet_sync::{DeviceKey, Digest, Ed25519, Signer, Verifier};

/// A key that signs by mixing its 32 bytes with the link. The public half is the secret itself.
struct QuickKey([u8; 32]);

/// Checks quick signatures.
struct Quick;

fn mix(secret: &[u8], link: &Digest) -> Seal {
    let mut state = [0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15];
    for byte in secret.iter().chain(&link.0) {
        state[0] = (state[0] ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        state[1] = (state[1].rotate_left(9) ^ state[0]).wrapping_mul(0x94d0_49bb_1331_11eb);
    }
    Seal(state.iter().flat_map(|word| word.to_be_bytes()).collect())
}

impl Signer for QuickKey {
    fn sign(&self, link: &Digest) -> Seal {
        mix(&self.0, link)
    }
}

impl Verifier for Quick {
    fn verify(&self, public_key: &[u8], link: &Digest, seal: &Seal) -> bool {
        mix(public_key, link) == *seal
    }
}

/// The key of these bytes, and its public half.
pub fn key(secret: [u8; 32], real: bool) -> (std::sync::Arc<dyn Signer>, Vec<u8>) {
    if real {
        let key = DeviceKey::from_bytes(&secret);
        let public = key.public().to_vec();
        (std::sync::Arc::new(key), public)
    } else {
        (std::sync::Arc::new(QuickKey(secret)), secret.to_vec())
    }
}

/// What checks the signatures of a schedule.
pub fn verifier(real: bool) -> std::sync::Arc<dyn Verifier> {
    if real { std::sync::Arc::new(Ed25519) } else { std::sync::Arc::new(Quick) }
}
