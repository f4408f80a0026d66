//! Which customers a word belongs to: their row numbers, 65,536 to a chunk, two bytes each.
//!
//! Chunks keep the cost of a common word bounded: the newest customers are read first, and two common words are
//! intersected chunk by chunk without touching a customer's row.

use std::collections::HashMap;

/// The posting key of this word and chunk.
#[must_use]
pub fn key(word: i64, chunk: i64) -> i64 {
    (word << 16) | (chunk & 0xffff)
}

/// The chunk of a posting key.
#[must_use]
pub fn chunk_of_key(key: i64) -> i64 {
    key & 0xffff
}

/// The chunk of a row, and its place in the chunk.
#[must_use]
pub fn place(row: i64) -> (i64, u16) {
    (row >> 16, u16::try_from(row & 0xffff).unwrap_or_default())
}

/// The row at this place of this chunk.
#[must_use]
pub fn row(chunk: i64, place: u16) -> i64 {
    (chunk << 16) | i64::from(place)
}

/// The places that a blob holds.
#[must_use]
pub fn decode(blob: &[u8]) -> Vec<u16> {
    blob.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(u16::from_le_bytes).collect()
}

/// The blob that holds these places.
#[must_use]
pub fn encode(places: &[u16]) -> Vec<u8> {
    places.iter().flat_map(|place| place.to_le_bytes()).collect()
}

/// Both ordered lists as one, each place once.
#[must_use]
pub fn union(left: Vec<u16>, right: &[u16]) -> Vec<u16> {
    if left.is_empty() {
        return right.to_vec();
    }
    let mut both = left;
    both.extend_from_slice(right);
    both.sort_unstable(); // two runs: the sort merges them
    both.dedup();
    both
}

/// What both ordered lists hold.
#[must_use]
pub fn intersection(left: &[u16], right: &[u16]) -> Vec<u16> {
    let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    few.iter().copied().filter(|place| many.binary_search(place).is_ok()).collect()
}

/// Postings gathered while many customers are written, so that each chunk is rewritten once.
#[derive(Debug, Default)]
pub struct Gathered(HashMap<i64, Vec<(u16, bool)>>);

impl Gathered {
    /// Whether this word belongs to the customer of this row, from now on.
    pub fn set(&mut self, word: i64, row: i64, belongs: bool) {
        let (chunk, place) = place(row);
        self.0.entry(key(word, chunk)).or_default().push((place, belongs));
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys to be rewritten, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<i64> {
        let mut keys: Vec<i64> = self.0.keys().copied().collect();
        keys.sort_unstable();
        keys
    }

    /// What the chunk of this key holds after the changes, given what it held. The last word on a row counts.
    #[must_use]
    pub fn merged(&self, key: i64, held: &[u8]) -> Vec<u8> {
        let mut places: Vec<(u16, bool)> = decode(held).into_iter().map(|place| (place, true)).collect();
        places.extend(self.0.get(&key).into_iter().flatten());
        places.sort_by_key(|(place, _)| *place); // stable: later changes stay behind earlier ones
        let mut kept: Vec<(u16, bool)> = Vec::with_capacity(places.len());
        for change in places {
            match kept.last_mut() {
                Some(last) if last.0 == change.0 => *last = change,
                _ => kept.push(change),
            }
        }
        let belonging: Vec<u16> = kept.into_iter().filter(|(_, belongs)| *belongs).map(|(place, _)| place).collect();
        encode(&belonging)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_from_their_places() {
        for number in [1, 65_535, 65_536, 1_000_000] {
            let (chunk, place) = place(number);
            assert_eq!(row(chunk, place), number);
            assert_eq!(chunk_of_key(key(77, chunk)), chunk);
        }
    }

    #[test]
    fn lists_merge_and_intersect() {
        assert_eq!(union(vec![1, 5], &[2, 5, 9]), [1, 2, 5, 9]);
        assert_eq!(intersection(&[1, 5, 9], &[5, 9, 10]), [5, 9]);
        let mut gathered = Gathered::default();
        gathered.set(3, 70_000, true);
        gathered.set(3, 65_542, true);
        gathered.set(3, 65_542, false);
        gathered.set(3, 65_541, false);
        let held = encode(&[4, 5]);
        assert_eq!(gathered.keys(), [key(3, 1)]);
        assert_eq!(decode(&gathered.merged(key(3, 1), &held)), [4, 4464]);
    }
}
