//! What may never depend on what, proved from what cargo really resolves.
#![allow(clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate, what it may never reach (directly or through others), and why.
const NEVER: &[(&str, &[&str], &str)] = &[
    ("guichet-domain", &["tokio", "sqlx", "reqwest", "rand", "getrandom", "uuid"], "decisions do no I/O and roll no dice"),
    ("guichet-domain", &["tauri", "axum", "typst", "keyring"], "decisions know no window, no paper and no keychain"),
    ("guichet-documents", &["tokio", "reqwest", "sqlx", "tauri"], "papers are made from what is handed in"),
    ("guichet-documents", &["typst-kit", "font-kit", "fontconfig-parser"], "papers never use the system's fonts"),
    ("guichet-desk", &["tauri", "wry", "tao"], "the desk knows no window"),
    ("guichet-desk", &["axum", "hyper"], "the loopback host is a feature that shipped builds leave out"),
    ("guichet-desk", &["sqlx-postgres", "tokio-postgres"], "the replica is SQLite; PostgreSQL is the centre's"),
    ("guichet", &["axum"], "the window ships without the loopback host"),
    ("guichetctl", &["tauri", "wry"], "the command line opens no window"),
];

/// What a crate of ours may name in its own manifest among ours.
const OURS: &[(&str, &[&str])] = &[
    ("guichet-domain", &[]),
    ("guichet-documents", &["guichet-domain"]),
    ("guichet-desk", &["guichet-domain", "guichet-documents"]),
    ("guichet", &["guichet-desk"]),
    ("guichetctl", &["guichet-domain", "guichet-documents", "guichet-desk"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Names of all crates that a package reaches, as resolved for that package alone.
fn reached(package: &str, depth: Option<&str>) -> BTreeSet<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.current_dir(root()).args(["tree", "--offline", "--package", package, "--edges", "normal,build"]);
    tree.args(["--prefix", "none", "--format", "{p}"]);
    if let Some(depth) = depth {
        tree.args(["--depth", depth]);
    }
    let output = tree.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    text.lines().filter_map(|l| l.split(' ').next()).filter(|n| *n != package).map(str::to_owned).collect()
}

/// Which of the forbidden crates are reached.
fn violations<'a>(reached: &BTreeSet<String>, never: &'a [&'a str]) -> Vec<&'a str> {
    never.iter().copied().filter(|name| reached.contains(*name)).collect()
}

#[test]
fn no_crate_reaches_what_it_may_never_reach() {
    let mut found = Vec::new();
    for (package, never, why) in NEVER {
        let broken = violations(&reached(package, None), never);
        if !broken.is_empty() {
            found.push(format!("{package} reaches {}: {why}", broken.join(", ")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn our_crates_depend_downwards_only() {
    for (package, may) in OURS {
        let direct = reached(package, Some("1"));
        let ours = direct.iter().filter(|n| n.starts_with("guichet"));
        let wrong: Vec<_> = ours.filter(|n| !may.contains(&n.as_str())).collect();
        assert!(wrong.is_empty(), "{package} may not use {wrong:?}");
    }
}

/// A check that cannot fail proves nothing.
#[test]
fn a_planted_violation_is_found() {
    let reached = reached("guichet-desk", None);
    assert_eq!(violations(&reached, &["sqlx", "tauri"]), ["sqlx"]);
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "ts" || e == "tsx") {
            found.push(path);
        }
    }
}

#[test]
fn the_pages_touch_the_window_in_one_place_only() {
    let mut pages = Vec::new();
    files(&root().join("ui/src"), &mut pages);
    assert!(!pages.is_empty(), "there are pages");
    let hosts = |p: &PathBuf| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("host"));
    let touching = pages.iter().filter(|p| {
        std::fs::read_to_string(p).expect("a page can be read").contains("@tauri-apps/")
    });
    let wrong: Vec<_> = touching.filter(|p| !hosts(p)).collect();
    assert!(wrong.is_empty(), "only the hosts may import @tauri-apps: {wrong:?}");
}
