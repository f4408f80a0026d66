//! How failures are told: one JSON object on standard error.

use std::fmt;

use guichet_domain::Fault;
use serde_json::json;

/// A failure that ends the program with exit code 2.
#[derive(Debug)]
pub struct Failure(serde_json::Value);

impl Failure {
    /// A failure with a message and no place.
    pub fn new(message: impl fmt::Display) -> Self {
        Self(json!({ "message": message.to_string() }))
    }

    /// A failure with a stable code.
    pub fn coded(code: &str, message: impl fmt::Display) -> Self {
        Self(json!({ "code": code, "message": message.to_string() }))
    }

    /// The same failure in line `line` (from 1) of a file.
    #[must_use]
    pub fn in_line(mut self, line: usize) -> Self {
        if let Some(fields) = self.0.as_object_mut() {
            fields.insert("line".into(), line.into());
        }
        self
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self(serde_json::to_value(&fault).unwrap_or_else(|_| json!({ "message": fault.message })))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", json!({ "error": self.0 }))
    }
}
