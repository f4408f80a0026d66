//! The replica's key in a real keyring (gnome-keyring on a private D-Bus), and what happens when it is not there.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A home of its own, with or without a keyring in it.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn replica(&self) -> PathBuf {
        self.0.path().join("replica.db")
    }

    fn command(&self, program: &str, keyring: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("HOME", keyring).env("XDG_DATA_HOME", keyring.join("data")).env("XDG_RUNTIME_DIR", keyring);
        command.env("XDG_CONFIG_HOME", keyring.join("config")).env("XDG_CACHE_HOME", keyring.join("cache"));
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command
    }

    /// Runs guichetctl on the replica, with the keyring that lies in a folder. What it says on standard error goes to a
    /// file of its own: the bus and the keyring's daemon write to ours, in the midst of a line even.
    fn with_keyring(&self, keyring: &Path, arguments: &[&str]) -> Output {
        let script = "printf throw-away | gnome-keyring-daemon --unlock --components=secrets >/dev/null; \
            said=$1; shift; exec \"$@\" 2>\"$said\"";
        let said = keyring.join("said");
        let mut command = self.command("dbus-run-session", keyring);
        command.args(["--", "sh", "-c", script, "sh"]).arg(&said).arg(env!("CARGO_BIN_EXE_guichetctl")).args(arguments);
        command.arg("--replica").arg(self.replica());
        let ran = command.output().expect("dbus-run-session and gnome-keyring are installed");
        Output { stderr: std::fs::read(said).expect("guichetctl was run"), ..ran }
    }

    /// Runs guichetctl where no keyring answers.
    fn without_keyring(&self, arguments: &[&str]) -> Output {
        let empty = tempfile::tempdir().unwrap();
        let mut command = self.command(env!("CARGO_BIN_EXE_guichetctl"), empty.path());
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        command.args(arguments).arg("--replica").arg(self.replica()).output().unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.replica()).unwrap()
    }
}

fn code(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told: Value = serde_json::from_slice(&output.stderr).expect("a failure is one JSON object");
    told["error"]["code"].as_str().unwrap_or_default().to_owned()
}

fn seeded(keyring: &Path) -> Home {
    let home = Home::new();
    let made = home.with_keyring(keyring, &["seed", "--customers", "20", "--orders", "40"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    home
}

#[test]
fn a_replica_is_made_and_opened_again_with_the_key_in_the_keyring() {
    let keyring = tempfile::tempdir().unwrap();
    let home = seeded(keyring.path());
    let opened = home.with_keyring(keyring.path(), &["verify"]);
    assert_eq!(opened.status.code(), Some(0), "{opened:?}");
    assert_eq!(
        String::from_utf8(opened.stdout).unwrap(),
        "20 customers, 40 orders, 0 service accounts, 0 cases, 0 parcels in quarantine\n"
    );
}

#[test]
fn without_its_key_a_replica_is_refused_and_left_as_it_is() {
    let keyring = tempfile::tempdir().unwrap();
    let home = seeded(keyring.path());
    let before = home.bytes();
    let another = tempfile::tempdir().unwrap();
    assert_eq!(code(&home.with_keyring(another.path(), &["verify"])), "key_missing");
    assert_eq!(code(&home.with_keyring(another.path(), &["seed", "--customers", "1", "--orders", "1"])), "key_missing");
    assert!(before == home.bytes(), "the file is untouched");
}

#[test]
fn without_a_keyring_nothing_is_opened_and_nothing_is_made() {
    let keyring = tempfile::tempdir().unwrap();
    let home = seeded(keyring.path());
    let before = home.bytes();
    assert_eq!(code(&home.without_keyring(&["verify"])), "keychain_missing");
    assert!(before == home.bytes(), "the file is untouched");
    let fresh = Home::new();
    assert_eq!(
        code(&fresh.without_keyring(&["seed", "--customers", "1", "--orders", "1"])),
        "keychain_missing_at_first"
    );
    assert!(!fresh.replica().exists(), "no replica without a key");
}

#[test]
fn the_replicas_files_hold_no_customers_name_in_clear() {
    let keyring = tempfile::tempdir().unwrap();
    let home = seeded(keyring.path());
    let names: Vec<String> = (0..20).map(|n| guichet_desk::seed::customer(n).customer.name).collect();
    let mut files = 0;
    for entry in std::fs::read_dir(home.0.path()).unwrap().flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        files += 1;
        for name in &names {
            for word in name.split(' ').filter(|w| w.len() > 4) {
                let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
                assert!(!found, "{word} stands in clear in {}", entry.path().display());
            }
        }
        assert!(!bytes.starts_with(b"SQLite format 3"), "{} is plaintext", entry.path().display());
    }
    assert!(files > 0, "there are files to look into");
}
