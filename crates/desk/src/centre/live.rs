//! Word of new versions, as server-sent events: only the number counts, the pull does the work.

use reqwest::Response;
use serde::Deserialize;

use super::fault::CentreFault;
use super::port::{Answer, Live};

/// The longest that an event may be: it carries one number.
const LONGEST: usize = 64 * 1024;

/// A stream of events.
pub(super) struct Stream {
    response: Response,
    events: Events,
}

impl Stream {
    pub fn of(response: Response) -> Self {
        Self { response, events: Events::default() }
    }
}

impl Live for Stream {
    fn next(&mut self) -> Answer<'_, u64> {
        Box::pin(async move {
            loop {
                if let Some(version) = self.events.next()? {
                    return Ok(version);
                }
                match self.response.chunk().await {
                    Ok(Some(piece)) => self.events.add(&piece),
                    Ok(None) | Err(_) => return Err(CentreFault::Unreachable),
                }
            }
        })
    }
}

/// Bytes that came in and are not read yet.
#[derive(Debug, Default)]
struct Events(Vec<u8>);

#[derive(Deserialize)]
struct Word {
    version: u64,
}

impl Events {
    fn add(&mut self, piece: &[u8]) {
        self.0.extend_from_slice(piece);
    }

    /// The version of the next whole line that tells one. Comments, which keep the line open, and other fields tell none.
    fn next(&mut self) -> Result<Option<u64>, CentreFault> {
        while let Some(end) = self.0.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.0.drain(..=end).collect();
            let data = std::str::from_utf8(&line).ok().and_then(|line| line.trim().strip_prefix("data:"));
            if let Some(word) = data.and_then(|data| serde_json::from_str::<Word>(data).ok()) {
                return Ok(Some(word.version));
            }
        }
        if self.0.len() > LONGEST { Err(CentreFault::NOT_UNDERSTOOD) } else { Ok(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_however_the_bytes_come() {
        let text = b": hello\n\nevent: version\ndata: {\"version\":7}\n\n:\nevent:version\ndata:{\"version\":8}\n\n";
        for size in [1, 3, 1000] {
            let mut events = Events::default();
            let mut heard = Vec::new();
            for piece in text.chunks(size) {
                events.add(piece);
                while let Ok(Some(version)) = events.next() {
                    heard.push(version);
                }
            }
            assert_eq!(heard, [7, 8], "{size} bytes at a time");
        }
    }

    #[test]
    fn a_line_without_end_is_given_up() {
        let mut events = Events::default();
        events.add(&vec![b'x'; LONGEST + 1]);
        assert_eq!(events.next(), Err(CentreFault::NOT_UNDERSTOOD));
    }
}
