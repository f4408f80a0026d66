//! What happened: a hash over everything, and the same in words where somebody wants to read it.

use sha2::{Digest as _, Sha256};

/// The history of one run.
#[derive(Debug, Clone)]
pub struct History {
    hash: Sha256,
    told: Option<Vec<String>>,
}

impl History {
    /// An empty one; in words too where `told` is set.
    #[must_use]
    pub fn new(told: bool) -> Self {
        Self { hash: Sha256::new(), told: told.then(Vec::new) }
    }

    /// Something happened: in numbers for the hash, in words for a reader.
    pub fn note(&mut self, numbers: &[u64], words: impl FnOnce() -> String) {
        for number in numbers {
            self.hash.update(number.to_be_bytes());
        }
        if let Some(told) = &mut self.told {
            told.push(words());
        }
    }

    /// Bytes that belong to what happened last.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
    }

    /// The hash over everything.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }

    /// The words.
    #[must_use]
    pub fn told(self) -> Vec<String> {
        self.told.unwrap_or_default()
    }
}
