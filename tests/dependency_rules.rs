//! What each part never uses, proved from the dependency graph and the sources. ARCHITECTURE.md says it in words.
#![allow(clippy::expect_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use guichet_tests::{files, root};

/// How far a dependency may not reach.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// The crate may not name it, though what it uses may.
    Directly,
    /// Nothing that the crate is made of may use it.
    Anywhere,
}
use Reach::{Anywhere, Directly};

/// A crate, how far, what it never depends on (a trailing `*` stands for a family), and why.
type Never = (&'static str, Reach, &'static [&'static str], &'static str);

const NEVER: &[Never] = &[
    ("guichet-domain", Anywhere, &["tokio", "async-std", "smol", "futures-executor"], "decisions are synchronous"),
    ("guichet-domain", Anywhere, &["sqlx*", "libsqlite3-sys", "rusqlite", "keyring*"], "rules do no I/O"),
    ("guichet-domain", Anywhere, &["reqwest", "hyper", "axum", "socket2", "mio"], "rules do no I/O"),
    ("guichet-domain", Anywhere, &["rand*", "getrandom", "fastrand", "uuid"], "ids and chance are arguments"),
    ("guichet-domain", Anywhere, &["tauri*", "wry"], "rules know no window"),
    ("guichet-domain", Anywhere, &["guichet-*"], "rules are the ground: all others stand on them"),
    ("guichet-sync", Anywhere, &["tokio", "async-std", "smol", "futures-executor"], "machines run on no runtime"),
    ("guichet-sync", Anywhere, &["sqlx*", "libsqlite3-sys", "reqwest", "hyper", "axum", "mio"], "machines do no I/O"),
    ("guichet-sync", Anywhere, &["rand", "getrandom", "fastrand"], "ids and keys are arguments"),
    ("guichet-sync", Anywhere, &["guichet-documents", "guichet-desk", "guichet-central"], "both ends stand on it"),
    (
        "guichet-central",
        Anywhere,
        &["tauri*", "wry", "sqlx-sqlite", "libsqlite3-sys", "keyring*"],
        "the centre is no desk",
    ),
    ("guichet-central", Anywhere, &["guichet-desk", "guichet", "guichetctl"], "the centre is no desk"),
    ("guichet-simulation", Anywhere, &["tauri*", "wry", "reqwest", "hyper", "axum"], "its world is made up"),
    ("guichet-documents", Anywhere, &["tokio", "reqwest", "ureq", "hyper", "socket2"], "paper needs no network"),
    ("guichet-documents", Anywhere, &["typst-kit", "font-kit"], "fonts are embedded"),
    ("guichet-documents", Anywhere, &["sqlx*", "libsqlite3-sys", "keyring*"], "facts are passed in"),
    ("guichet-documents", Anywhere, &["getrandom", "uuid"], "the same input gives the same bytes"),
    ("guichet-documents", Anywhere, &["tauri*", "wry", "guichet-desk", "guichet"], "paper knows no window"),
    ("guichet-desk", Anywhere, &["tauri*", "wry", "gtk", "webkit2gtk"], "the desk knows no window"),
    ("guichet-desk", Anywhere, &["axum"], "the loopback host is a feature that shipped builds leave out"),
    ("guichet-desk", Anywhere, &["sqlx-postgres", "tokio-postgres", "postgres"], "the replica is SQLite"),
    ("guichet-desk", Anywhere, &["guichet", "guichetctl"], "hosts stand on the desk"),
    ("guichet", Directly, &["guichet-domain", "guichet-documents"], "the window hands every call to the desk"),
    ("guichet", Directly, &["sqlx*", "libsqlite3-sys", "keyring*"], "the window speaks no SQL and holds no key"),
    ("guichet", Anywhere, &["axum", "sqlx-postgres", "guichetctl"], "no server is shipped inside the window"),
    ("guichetctl", Anywhere, &["tauri*", "wry", "gtk", "webkit2gtk"], "the command line needs no window"),
    ("guichetctl", Directly, &["sqlx*", "libsqlite3-sys", "keyring*"], "only the desk speaks SQL and holds keys"),
];

/// Which of our crates each may name in its own manifest: arrows point down only.
const OURS: &[(&str, &[&str])] = &[
    ("guichet-domain", &[]),
    ("guichet-documents", &["guichet-domain"]),
    ("guichet-sync", &["guichet-domain"]),
    // The centre prints what goes with its letters: the same papers as at a desk, out of the same facts.
    ("guichet-central", &["guichet-domain", "guichet-documents", "guichet-sync"]),
    ("guichet-desk", &["guichet-domain", "guichet-documents", "guichet-sync"]),
    ("guichet", &["guichet-desk"]),
    ("guichetctl", &["guichet-domain", "guichet-documents", "guichet-desk"]),
    ("guichet-benches", &["guichet-domain", "guichet-sync", "guichet-desk", "guichet-central"]),
];

/// A folder of sources, the ending of its files, texts that never stand there outside comments, and why.
type Absent = (&'static str, &'static str, &'static [&'static str], &'static str);

const ABSENT: &[Absent] = &[
    (
        "crates/domain/src",
        "rs",
        &[": f64", "<f64", "as f64", "f64::", ": f32", "<f32", "as f32", "f32::"],
        "money is never a float",
    ),
    ("crates/domain/src", "rs", &["async fn", ".await"], "decisions are synchronous"),
    ("crates/domain/src", "rs", &["std::fs", "std::net", "std::env", "std::process"], "rules do no I/O"),
    ("crates/sync/src", "rs", &["std::fs", "std::net", "std::env", "std::process", "Utc::now"], "machines do no I/O"),
    ("crates/documents/src", "rs", &["std::fs", "std::net", "std::env", "std::process"], "everything is passed in"),
    ("crates/documents/src", "rs", &["load_system_fonts", "fontdb"], "fonts are embedded, never the system's"),
    ("src-tauri/src", "rs", &["sqlx", "SELECT ", "INSERT ", "UPDATE "], "the window speaks no SQL"),
    ("src-tauri/src", "rs", &["guichet_domain", "guichet_documents"], "the window hands every call to the desk"),
];

/// Where the pages may speak to Tauri.
const HOSTS: &str = "ui/src/ipc/host";

/// The packages that a crate is made of, without those of its tests, on every system.
fn packages(of: &str, reach: Reach) -> Vec<String> {
    let depth = if reach == Directly { "1" } else { "1000" };
    let tree = ["tree", "--locked", "--edges", "normal", "--target", "all", "--prefix", "none", "--depth", depth];
    let asked = Command::new(env!("CARGO")).args(tree).args(["--package", of]).current_dir(root()).output();
    let answer = asked.expect("cargo runs");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let lines = String::from_utf8(answer.stdout).expect("cargo speaks UTF-8");
    // The first line is the crate itself.
    lines.lines().skip(1).filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// The packages among those found that are forbidden.
fn trespassers<'a>(found: &'a [String], forbidden: &[&str]) -> Vec<&'a str> {
    let is = |name: &str, rule: &str| match rule.strip_suffix('*') {
        Some(family) => name.starts_with(family),
        None => name == rule,
    };
    found.iter().map(String::as_str).filter(|name| forbidden.iter().any(|rule| is(name, rule))).collect()
}

/// The lines of a source outside comments in which one of the texts stands, counted from 1.
fn standing(source: &str, texts: &[&str]) -> Vec<usize> {
    let code = |line: &&str| !line.trim_start().starts_with("//");
    let numbered = source.lines().enumerate().filter(|(_, line)| code(line));
    numbered.filter(|(_, line)| texts.iter().any(|text| line.contains(text))).map(|(at, _)| at + 1).collect()
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
}

#[test]
fn no_crate_depends_on_what_it_never_uses() {
    let mut faults = Vec::new();
    let mut trees = BTreeMap::new();
    for (of, reach, forbidden, reason) in NEVER {
        let found = trees.entry((of, reach)).or_insert_with(|| packages(of, *reach));
        assert!(!found.is_empty(), "{of} has no dependencies at all: is it still called so?");
        faults.extend(trespassers(found, forbidden).iter().map(|name| format!("{of} uses {name}, but {reason}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn our_crates_depend_downwards_only() {
    for (of, may) in OURS {
        let direct = packages(of, Directly);
        let ours = trespassers(&direct, &["guichet*"]);
        let wrong: Vec<_> = ours.into_iter().filter(|name| !may.contains(name)).collect();
        assert!(wrong.is_empty(), "{of} may not use {wrong:?}");
    }
}

#[test]
fn no_source_says_what_it_never_says() {
    let mut faults = Vec::new();
    for (folder, ending, texts, reason) in ABSENT {
        let sources: Vec<_> =
            files(&root().join(folder)).into_iter().filter(|path| has_ending(path, &[ending])).collect();
        assert!(!sources.is_empty(), "{folder} has no sources: has it moved?");
        for path in sources {
            let source = std::fs::read_to_string(&path).expect("a source is UTF-8");
            faults.extend(standing(&source, texts).iter().map(|line| format!("{}:{line}: {reason}", path.display())));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_pages_speak_to_tauri_through_their_host_only() {
    let pages = files(&root().join("ui/src"));
    assert!(pages.iter().any(|path| path.starts_with(root().join("ui/src/ipc"))), "ui/src/ipc has moved");
    let hosts = root().join(HOSTS);
    let outside = |path: &&std::path::PathBuf| !path.to_string_lossy().starts_with(&*hosts.to_string_lossy());
    for path in pages.iter().filter(|path| has_ending(path, &["ts", "tsx", "js", "css", "html"])).filter(outside) {
        let page = std::fs::read_to_string(path).expect("a page is UTF-8");
        assert!(standing(&page, &["@tauri-apps/"]).is_empty(), "{} speaks to Tauri", path.display());
    }
}

/// The checker is itself checked: what it should find, planted.
#[test]
fn a_planted_trespass_is_found() {
    let found = ["serde", "sqlx-core", "tokio", "tokio-util"].map(String::from);
    assert_eq!(trespassers(&found, &["sqlx*", "tokio"]), ["sqlx-core", "tokio"]);
    assert_eq!(trespassers(&found, &["axum", "sqlx"]), [""; 0]);
    let source = "// an f64 in a comment is only a word\nlet tax = total as f64 * 0.2;\n";
    assert_eq!(standing(source, &["f32", "f64"]), [2]);
}

/// And it reads the real graph: what is surely there is seen.
#[test]
fn what_is_surely_there_is_seen() {
    let direct = packages("guichet-desk", Directly);
    assert_eq!(trespassers(&direct, &["guichet-domain"]), ["guichet-domain"]);
    assert!(trespassers(&direct, &["libc"]).is_empty());
    assert!(trespassers(&packages("guichet-desk", Anywhere), &["sqlx-sqlite"]).contains(&"sqlx-sqlite"));
}
