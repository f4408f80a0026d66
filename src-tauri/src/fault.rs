//! What a command of the window can answer instead of what was asked, as codes that the page translates.

use guichet_desk::CallError;
use serde::Serialize;

/// Why the window itself could not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum WindowFault {
    /// The replica is not open: the page asks `startup` first.
    NotOpen,
    /// The file could not be written where the agent wanted it.
    NotSaved,
    /// This system knows no program that shows the file.
    NoViewer,
    /// Another window could not be opened, or enough are.
    NoWindow,
}

/// Why a command failed.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum CommandError {
    /// The desk refused.
    Desk(CallError),
    /// The window could not.
    Window(WindowFault),
}

impl From<CallError> for CommandError {
    fn from(error: CallError) -> Self {
        Self::Desk(error)
    }
}

impl From<WindowFault> for CommandError {
    fn from(fault: WindowFault) -> Self {
        Self::Window(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_an_object_with_a_code() {
        let fault = serde_json::to_value(CommandError::from(WindowFault::NoViewer)).unwrap_or_default();
        assert_eq!(fault, serde_json::json!({ "code": "no_viewer" }));
    }
}
