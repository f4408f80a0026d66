//! What a file is: by its first bytes, which must agree with what is said of it.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::problem::{Code, Problem};

/// A sort of file that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Pdf,
    Jpeg,
    Png,
}

impl Sort {
    const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The end of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    pub fn of_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.media_type() == text)
    }

    fn magic(self) -> &'static [u8] {
        match self {
            Self::Pdf => b"%PDF-",
            Self::Jpeg => b"\xff\xd8\xff",
            Self::Png => b"\x89PNG\r\n\x1a\n",
        }
    }

    /// The sort that the header states and the bytes prove.
    pub fn proved(headers: &HeaderMap, bytes: &[u8], taken: &[Self]) -> Result<Self, Problem> {
        let stated = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let stated = Self::of_media_type(stated.split(';').next().unwrap_or_default().trim());
        let sort = stated.filter(|sort| taken.contains(sort)).ok_or(Code::UnsupportedMediaType)?;
        if bytes.starts_with(sort.magic()) {
            return Ok(sort);
        }
        Err(Problem::new(Code::InvalidDocument).saying("the bytes are not what the header says"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_prove_what_is_said_of_them() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "image/png; x=y".parse().unwrap());
        let all = Sort::ALL;
        assert_eq!(Sort::proved(&headers, b"\x89PNG\r\n\x1a\n...", &all), Ok(Sort::Png));
        assert_eq!(Sort::proved(&headers, b"GIF89a", &all).unwrap_err().code, Code::InvalidDocument);
        assert_eq!(
            Sort::proved(&headers, b"\x89PNG\r\n\x1a\n", &[Sort::Pdf]).unwrap_err().code,
            Code::UnsupportedMediaType
        );
        assert_eq!(Sort::proved(&HeaderMap::new(), b"%PDF-", &all).unwrap_err().code, Code::UnsupportedMediaType);
    }
}
