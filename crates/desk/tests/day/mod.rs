//! A day at a desk with the demonstration, through the commands that a window calls.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use guichet_desk::clock::Clock;
use guichet_desk::ipc::types::Role;
use guichet_desk::key::Key;
use guichet_desk::{CallError, Desk, OpenOptions, Unlock, ipc};
use serde_json::Value;

struct Moving(Mutex<DateTime<Utc>>);

impl Clock for Moving {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// 22 November 2026, from 10:00 UTC on.
pub struct Day {
    pub desk: Desk,
    clock: Arc<Moving>,
    _folder: tempfile::TempDir,
}

impl Day {
    pub async fn begins() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Moving(Mutex::new(Utc.with_ymd_and_hms(2026, 11, 22, 10, 0, 0).unwrap())));
        let options = OpenOptions {
            unlock: Unlock::Key(Key::random().unwrap()),
            demo: true,
            clock: clock.clone(),
            ..OpenOptions::at(folder.path().join("replica.db"))
        };
        Self { desk: Desk::open(options).await.unwrap(), clock, _folder: folder }
    }

    /// Closes the desk. Connections that were left to close themselves could still be at it when the test's process
    /// ends, and SQLCipher tears its state down then: a crash in one run of some dozens.
    pub async fn ends(self) {
        self.desk.close().await;
    }

    pub fn later(&self, minutes: i64) {
        *self.clock.0.lock().unwrap() += TimeDelta::minutes(minutes);
    }

    pub async fn call(&self, name: &str, args: Value) -> Result<Value, CallError> {
        ipc::call(&self.desk, name, args).await
    }

    pub async fn ok(&self, name: &str, args: Value) -> Value {
        self.call(name, args).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    pub async fn fault(&self, name: &str, args: Value) -> Value {
        serde_json::to_value(self.call(name, args).await.expect_err(name)).unwrap()
    }

    pub async fn code(&self, name: &str, args: Value) -> String {
        self.fault(name, args).await["code"].as_str().unwrap().to_owned()
    }
}

impl Drop for Day {
    fn drop(&mut self) {
        assert!(self.desk.store().is_closed() || std::thread::panicking(), "a test ends its day");
    }
}

/// A desk with the demonstration at which a supervisor sits; whoever opens it closes it.
pub async fn chief(folder: &tempfile::TempDir) -> Desk {
    let mut options = OpenOptions {
        unlock: Unlock::Key(Key::random().unwrap()),
        demo: true,
        ..OpenOptions::at(folder.path().join("replica.db"))
    };
    options.agent.role = Role::Supervisor;
    Desk::open(options).await.unwrap()
}
