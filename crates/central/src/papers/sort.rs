//! What a file is: by its first bytes, which must agree with what is said of it.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use guichet_domain::claim::FileSort;

use crate::problem::{Code, Problem};

/// The sort that the header states and the bytes prove.
pub(crate) fn proved(headers: &HeaderMap, bytes: &[u8], taken: &[FileSort]) -> Result<FileSort, Problem> {
    let stated = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let stated = FileSort::of_media_type(stated.split(';').next().unwrap_or_default().trim());
    let sort = stated.filter(|sort| taken.contains(sort)).ok_or(Code::UnsupportedMediaType)?;
    if FileSort::of_bytes(bytes) == Some(sort) {
        return Ok(sort);
    }
    Err(Problem::new(Code::InvalidDocument).saying("the bytes are not what the header says"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_prove_what_is_said_of_them() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "image/png; x=y".parse().unwrap());
        let all = FileSort::ALL;
        assert_eq!(proved(&headers, b"\x89PNG\r\n\x1a\n...", &all), Ok(FileSort::Png));
        assert_eq!(proved(&headers, b"GIF89a", &all).unwrap_err().code, Code::InvalidDocument);
        let pdf_alone = proved(&headers, b"\x89PNG\r\n\x1a\n", &[FileSort::Pdf]);
        assert_eq!(pdf_alone.unwrap_err().code, Code::UnsupportedMediaType);
        assert_eq!(proved(&HeaderMap::new(), b"%PDF-", &all).unwrap_err().code, Code::UnsupportedMediaType);
        headers.insert(CONTENT_TYPE, "image/heic".parse().unwrap());
        assert_eq!(proved(&headers, b"\0\0\0\x18ftypheic\0\0", &all), Ok(FileSort::Heic));
        assert_eq!(proved(&headers, b"\0\0\0\x18ftypisom\0\0", &all).unwrap_err().code, Code::InvalidDocument);
    }
}
