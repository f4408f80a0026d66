//! Files that come in as evidence: what they are, how large they may be, and where they wait for their command.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use guichet_domain::claim::{FileSort, MAX_FILE_BYTES, MAX_PIXELS, MAX_SIDE};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ipc::types::{CallCode, CallError};
use crate::store::StoredFile;

/// Bytes that wait for a command at most; the oldest give way.
const MOST_WAITING: usize = 256 * 1024 * 1024;

/// A file that was looked at, and its size in pixels where it is a picture that says so.
#[derive(Debug, Clone)]
pub(crate) struct Laid {
    pub file: StoredFile,
    pub pixels: Option<(u64, u64)>,
}

/// Looks at a file: its sort by its first bytes, its size in bytes and pixels. Nothing is decoded here.
///
/// # Errors
/// [`CallCode::FileRefused`] with `why`: `empty`, `too_large`, `unknown_sort`, `unreadable`, `too_many_pixels`.
pub(crate) fn look(bytes: Vec<u8>) -> Result<Laid, CallError> {
    let refused = |why: &str| CallError::of(CallCode::FileRefused).with("why", why);
    if bytes.is_empty() {
        return Err(refused("empty"));
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(refused("too_large"));
    }
    let sort = FileSort::of_bytes(&bytes).ok_or_else(|| refused("unknown_sort"))?;
    let pixels = match sort.is_picture() {
        true => Some(pixels(&bytes).ok_or_else(|| refused("unreadable"))?),
        false => None,
    };
    if pixels.is_some_and(|(wide, high)| wide.max(high) > MAX_SIDE || wide.saturating_mul(high) > MAX_PIXELS) {
        return Err(refused("too_many_pixels"));
    }
    let sha256 = hex(&Sha256::digest(&bytes));
    Ok(Laid { file: StoredFile { sha256, sort, bytes }, pixels })
}

fn pixels(bytes: &[u8]) -> Option<(u64, u64)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let side = |length: usize| u64::try_from(length).ok().filter(|length| *length > 0);
    Some((side(size.width)?, side(size.height)?))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The id of an attachment at the centre: the same file of the same order or parcel has the same, whoever sends it.
pub(crate) fn attachment_id(number: &str, sha256: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(number);
    hash.update([0]);
    hash.update(sha256);
    let mut id = [0_u8; 16];
    for (to, from) in id.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

/// Files that were looked at and wait for the command that names them: in memory, gone with the program.
#[derive(Debug, Default)]
pub(crate) struct Tray(Mutex<VecDeque<StoredFile>>);

impl Tray {
    /// Lays a file down; the same file twice lies there once.
    pub fn lay(&self, file: StoredFile) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|known| known.sha256 != file.sha256);
        waiting.push_back(file);
        while waiting.iter().map(|file| file.bytes.len()).sum::<usize>() > MOST_WAITING {
            waiting.pop_front();
        }
    }

    /// The file of a hash.
    pub fn get(&self, sha256: &str) -> Option<StoredFile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|file| file.sha256 == sha256).cloned()
    }

    /// Forgets files that are in the replica now.
    pub fn forget(&self, sha256: &[String]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|file| !sha256.contains(&file.sha256));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn png(wide: u32, high: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(wide.to_be_bytes());
        bytes.extend(high.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        bytes
    }

    fn why(bytes: Vec<u8>) -> String {
        look(bytes).unwrap_err().facts["why"].clone()
    }

    #[test]
    fn a_picture_is_measured_and_not_decoded() {
        let laid = look(png(4000, 3000)).unwrap();
        assert_eq!((laid.file.sort, laid.pixels), (FileSort::Png, Some((4000, 3000))));
        assert_eq!(laid.file.sha256.len(), 64);
        assert_eq!(look(png(16_384, 3_906)).unwrap().pixels, Some((16_384, 3_906)));
        assert_eq!(why(png(16_385, 1)), "too_many_pixels");
        assert_eq!(why(png(8_001, 8_000)), "too_many_pixels");
        assert_eq!(why(png(0, 10)), "unreadable");
    }

    #[test]
    fn what_is_no_photo_or_paper_is_refused() {
        assert_eq!(why(Vec::new()), "empty");
        assert_eq!(why(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()), "unknown_sort");
        assert_eq!(why(b"GIF89a".to_vec()), "unknown_sort");
        assert_eq!(why(b"\xff\xd8\xff\xe0 no picture".to_vec()), "unreadable");
        let mut large = b"%PDF-1.7".to_vec();
        large.resize(MAX_FILE_BYTES, b' ');
        assert!(look(large.clone()).unwrap().pixels.is_none());
        large.push(b' ');
        assert_eq!(why(large), "too_large");
    }

    #[test]
    fn the_tray_keeps_the_newest() {
        let tray = Tray::default();
        let file =
            |name: &str| StoredFile { sha256: name.into(), sort: FileSort::Pdf, bytes: vec![0; MOST_WAITING / 2] };
        for name in ["a", "b", "a", "c"] {
            tray.lay(file(name));
        }
        assert!(tray.get("b").is_none() && tray.get("a").is_some() && tray.get("c").is_some());
        tray.forget(&["a".to_owned()]);
        assert!(tray.get("a").is_none());
    }

    #[test]
    fn an_attachment_has_one_id_wherever_it_is_sent_from() {
        assert_eq!(attachment_id("W-1", "ab"), attachment_id("W-1", "ab"));
        assert_ne!(attachment_id("W-1", "ab"), attachment_id("W-1a", "b"));
    }
}
