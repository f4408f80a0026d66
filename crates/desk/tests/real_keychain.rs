//! What a signed-in desk proves itself with, in a real keyring (gnome-keyring on a private D-Bus).
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::process::Command;
use std::sync::Arc;

use chrono::TimeDelta;
use common::{Fake, Seat, clock, order, return_of};
use guichet_desk::Desk;
use guichet_desk::keychain::{Keychain, OsKeychain};
use serde_json::{Value, json};

/// The test below, in a session that has a keyring of its own and nothing else.
#[test]
fn tokens_outlive_the_program_in_a_real_keyring_and_end_with_the_sign_in() {
    let home = tempfile::tempdir().unwrap();
    let script = "printf throw-away | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec \"$@\"";
    let own = std::env::current_exe().unwrap();
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", script, "sh"]).arg(own);
    command.args(["--exact", "in_a_session_with_a_keyring", "--ignored", "--nocapture"]);
    command.env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
    for (name, folder) in [("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")] {
        command.env(name, home.path().join(folder));
    }
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let ran = command.output().expect("dbus-run-session and gnome-keyring are installed");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "the test above runs it, with a keyring"]
async fn in_a_session_with_a_keyring() {
    let centre = Fake::new(clock()).await;
    centre.put_order(order("W-1")).await;
    let mut seat = Seat::local(&centre, 1).await;
    seat.desk.close().await;
    seat.options.keychain = Arc::new(OsKeychain);
    seat.options.path = seat.folder.path().join("real.db");
    seat.desk = Desk::open(seat.options.clone()).await.unwrap();
    seat.enrol().await;
    seat.sign_in("ana").await;
    seat.sync().await;
    let note = std::fs::read_to_string(seat.folder.path().join("real.db.key")).unwrap();
    let entry = serde_json::from_str::<Value>(&note).unwrap()["entry"].as_str().unwrap().to_owned();
    let tokens = || {
        let name = format!("{entry}/sign-in");
        let kept = OsKeychain.read_secret(&name).ok()?;
        Some(serde_json::from_str::<Value>(&kept).unwrap()["refresh"].as_str().unwrap().to_owned())
    };
    let first = tokens().expect("the tokens are in the keyring");
    let device = format!("{entry}/device-{}", seat.device().await);
    assert_eq!(OsKeychain.read_secret(&device).unwrap().len(), 64);

    // Another program, after the access token has had its minutes: it refreshes, and signs with the device's key.
    seat.take("W-1", return_of(1)).await;
    centre.clock.later(TimeDelta::minutes(11));
    seat.again().await;
    let state = seat.sync().await;
    assert_eq!((&state["standing"]["is"], &state["agent"]["login"]), (&json!("online"), &json!("ana")));
    assert_eq!(centre.order("W-1").rmas.len(), 1);
    assert_ne!(tokens().expect("there are others"), first, "they rotate");

    seat.ok("sign_out", json!({})).await;
    assert_eq!(tokens(), None);
    seat.again().await;
    assert_eq!(seat.code("sync_now", json!({})).await, "sign_in_needed");
    seat.desk.close().await;
}
