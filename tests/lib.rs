//! Places that the tests across crates need.
#![deny(missing_docs)]

use std::path::{Path, PathBuf};

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

/// All files below a folder, but for what is installed or built there.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).flat_map(below).collect();
    found.sort();
    found
}

fn below(path: PathBuf) -> Vec<PathBuf> {
    let left_out = ["node_modules", "dist", "target", "gen"].iter().any(|name| path.ends_with(name));
    match (path.is_dir(), left_out) {
        (true, true) => Vec::new(),
        (true, false) => files(&path),
        (false, _) => vec![path],
    }
}
