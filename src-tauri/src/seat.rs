//! The desk of this window: opened when the page first asks, and again with a passphrase where no keychain answers.

use std::path::PathBuf;
use std::sync::Arc;

use guichet_desk::centre::Browser;
use guichet_desk::key::Passphrase;
use guichet_desk::{Desk, OpenOptions, Unlock};
use serde::Serialize;
use tokio::sync::Mutex;

use crate::fault::WindowFault;

/// What the page hears when it asks whether it may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Startup {
    /// The replica is open.
    Open {
        /// Always true.
        ok: bool,
    },
    /// It is not, and its bytes are as they were.
    Refused {
        /// Why.
        error: Reason,
    },
}

/// Why the replica could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The code of a [`guichet_desk::DeskError`].
    pub code: &'static str,
}

/// The window's desk, open or not yet.
pub struct Seat {
    replica: PathBuf,
    demo: bool,
    browser: Arc<dyn Browser>,
    desk: Mutex<Option<Desk>>,
}

impl Seat {
    /// A seat at the replica of this path, not yet taken.
    pub fn at(replica: PathBuf, demo: bool, browser: Arc<dyn Browser>) -> Self {
        Self { replica, demo, browser, desk: Mutex::new(None) }
    }

    /// Opens the replica unless it is open. `opened` is told of a desk once.
    pub async fn open(&self, passphrase: Option<String>, opened: impl FnOnce(&Desk)) -> Startup {
        let mut desk = self.desk.lock().await;
        if desk.is_some() {
            return Startup::Open { ok: true };
        }
        let mut options =
            OpenOptions { demo: self.demo, browser: self.browser.clone(), ..OpenOptions::at(&self.replica) };
        if let Some(typed) = passphrase {
            options.unlock = Unlock::Passphrase(Passphrase::new(typed));
        }
        match Desk::open(options).await {
            Ok(open) => {
                opened(&open);
                // In the background, and only once the desk is enrolled: the window never waits for it.
                open.start_exchange();
                *desk = Some(open);
                Startup::Open { ok: true }
            }
            Err(error) => {
                let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
                eprintln!("guichet: the replica was not opened: {error}{cause}");
                Startup::Refused { error: Reason { code: error.code() } }
            }
        }
    }

    /// The open desk.
    ///
    /// # Errors
    /// [`WindowFault::NotOpen`] before [`Seat::open`] succeeded.
    pub async fn desk(&self) -> Result<Desk, WindowFault> {
        self.desk.lock().await.clone().ok_or(WindowFault::NotOpen)
    }

    /// Closes the replica, so that its journal is merged.
    pub async fn leave(&self) {
        if let Some(desk) = self.desk.lock().await.take() {
            desk.close().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_reads_ok_or_an_error_with_a_code() {
        let written = |startup| serde_json::to_value(startup).unwrap_or_default();
        assert_eq!(written(Startup::Open { ok: true }), serde_json::json!({ "ok": true }));
        let refused = Startup::Refused { error: Reason { code: "keychain_missing" } };
        assert_eq!(written(refused), serde_json::json!({ "error": { "code": "keychain_missing" } }));
    }
}
