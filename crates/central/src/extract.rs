//! What a call brings, read strictly; whatever cannot be read is a problem document.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::{Code, Problem};

/// A JSON body.
#[derive(Debug, Clone)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(Code::UnsupportedMediaType).saying("application/json is taken here"));
        }
        let bytes = Bytes::from_request(request, state).await?;
        Ok(Self(read(&bytes)?))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let essence = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = essence.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

/// Reads JSON as `T`.
///
/// # Errors
/// [`Code::MalformedBody`] for what is not JSON, [`Code::InvalidDocument`] with its path for what is not a `T`.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| Problem::new(Code::MalformedBody).saying("the body is not UTF-8"))?;
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Problem::new(Code::MalformedBody).saying(format!("line {}, column {}", error.line(), error.column()))
    })?;
    typed(value)
}

/// Reads a value as `T`.
///
/// # Errors
/// [`Code::InvalidDocument`] with its path.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    without_nul(&value, "")?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        Problem::new(Code::InvalidDocument).at(path).saying(error.into_inner().to_string())
    })
}

/// PostgreSQL's text holds every character but U+0000: a document with one could never be kept.
fn without_nul(value: &Value, path: &str) -> Result<(), Problem> {
    let refuse = || Err(Problem::new(Code::InvalidDocument).at(path).saying("holds the character U+0000"));
    match value {
        Value::String(text) if text.contains('\0') => refuse(),
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(i, item)| without_nul(item, &format!("{path}[{i}]")))
        }
        Value::Object(fields) => fields.iter().try_for_each(|(name, item)| {
            if name.contains('\0') {
                return refuse();
            }
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            without_nul(item, &path)
        }),
        _ => Ok(()),
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::new(Code::BodyTooLarge)
        } else {
            Self::new(Code::MalformedBody).saying("the body did not arrive whole")
        }
    }
}

/// The parts of the address.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path(value) = axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map_err(|rejection: PathRejection| Problem::new(Code::InvalidParameter).saying(rejection.body_text()))?;
        Ok(Self(value))
    }
}

/// What stands after the question mark.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Query(value) = axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map_err(|rejection: QueryRejection| Problem::new(Code::InvalidParameter).saying(rejection.body_text()))?;
        Ok(Self(value))
    }
}

/// An id that a shop chose: one to 128 characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, min_length = 1, max_length = 128)]
pub struct Key(String);

impl Key {
    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> serde::Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let sound = (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if sound {
            Ok(Self(text))
        } else {
            Err(serde::de::Error::custom("is no id: one to 128 characters, none of them a control character"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_their_place() {
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code)]
        struct Inner {
            count: u32,
        }
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code)]
        struct Outer {
            items: Vec<Inner>,
        }
        let problem = read::<Outer>(br#"{"items": [{"count": 1}, {"count": "x"}]}"#).unwrap_err();
        assert_eq!((problem.code, problem.more.path.as_deref()), (Code::InvalidDocument, Some("items[1].count")));
        let problem = read::<Outer>(b"{").unwrap_err();
        assert_eq!(problem.code, Code::MalformedBody);
        let problem = read::<Value>(br#"{"a": [{"b": "\u0000"}]}"#).unwrap_err();
        assert_eq!(problem.more.path.as_deref(), Some("a[0].b"));
    }
}
