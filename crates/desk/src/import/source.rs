//! A file's bytes: unpacked where they are packed, and known again by their fingerprint.

use std::io::{self, BufRead, Read};

use liblzma::bufread::XzDecoder;

/// What an .xz file begins with.
const XZ: &[u8] = &[0xfd, b'7', b'z', b'X', b'Z', 0];

/// The bytes of a file, unpacked.
pub(super) fn unpacked<'a>(mut file: impl BufRead + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let packed = file.fill_buf()?.starts_with(XZ);
    Ok(if packed { Box::new(XzDecoder::new_multi_decoder(file)) } else { Box::new(file) })
}

/// Reads through and remembers a fingerprint (FNV-1a) of what was read, so that the same file is known again
/// whatever it is called and however it is packed.
pub(super) struct Fingerprinted<R> {
    inner: R,
    fingerprint: u64,
}

impl<R> Fingerprinted<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, fingerprint: 0xcbf2_9ce4_8422_2325 }
    }

    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

impl<R: Read> Read for Fingerprinted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for byte in buffer.iter().take(count) {
            self.fingerprint = (self.fingerprint ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(count)
    }
}
