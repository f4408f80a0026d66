//! Reading documents so that a fault names its place.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fault::{Fault, join};
use crate::strict::Strict;

/// Parses JSON text; a fault here has no path, since there is no document yet.
pub(crate) fn value(text: &[u8]) -> Result<Value, Fault> {
    let text = std::str::from_utf8(text)
        .map_err(|e| Fault::at("", format!("is not UTF-8: byte {} cannot be read", e.valid_up_to())))?;
    serde_json::from_str(text).map_err(|e| Fault::at("", format!("is not JSON: {e}")))
}

/// Reads a value as `T`; the fault's path is inside the value.
pub(crate) fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Fault> {
    serde_path_to_error::deserialize(Strict(value)).map_err(|error| {
        let path = match error.path().to_string() {
            dot if dot == "." => String::new(),
            path => path,
        };
        let message = error.into_inner().to_string();
        // serde names an absent or unknown field in its message and the object in the path; the reader wants the
        // place of the field itself.
        for kind in ["missing field `", "unknown field `"] {
            if let Some(name) = message.strip_prefix(kind).and_then(|rest| rest.split('`').next()) {
                let parent = path.strip_suffix(&format!(".{name}")).unwrap_or(&path);
                let parent = if parent == name { "" } else { parent };
                return Fault::at(join(parent, name), message.clone());
            }
        }
        Fault::at(path, message)
    })
}

/// Takes the `type` out of a command object.
pub(crate) fn take_type(value: &mut Value) -> Result<String, Fault> {
    let Value::Object(fields) = value else {
        return Err(Fault::at("", "is not an object"));
    };
    match fields.remove("type") {
        Some(Value::String(name)) => Ok(name),
        Some(_) => Err(Fault::at("type", "is not a string")),
        None => Err(Fault::at("type", "missing field `type`")),
    }
}
