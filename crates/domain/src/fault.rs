//! What is wrong with an input, and where.

use serde::Serialize;

/// A fault in a document: the path of the offending value and a sentence about it.
///
/// `path` is written as in `order.lines[0].quantity`; it is empty where the text is not JSON at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{path}: {message}")]
pub struct Fault {
    /// Where, from the root of the document; empty for text that cannot be parsed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// What is wrong, in plain English.
    pub message: String,
}

impl Fault {
    /// A fault at `path`.
    pub fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }

    /// The same fault seen from one level further out: `prefix` is put before the path.
    #[must_use]
    pub fn inside(mut self, prefix: &str) -> Self {
        self.path = join(prefix, &self.path);
        self
    }
}

/// Joins two path segments; indexes (`[0]`) attach without a dot.
pub(crate) fn join(prefix: &str, rest: &str) -> String {
    if prefix.is_empty() || rest.is_empty() || rest.starts_with('[') {
        format!("{prefix}{rest}")
    } else {
        format!("{prefix}.{rest}")
    }
}
