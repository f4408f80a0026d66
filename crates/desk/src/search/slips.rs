//! Small typos: one edit in a word of four letters or more, two in one of eight or more.
//!
//! Each word of the vocabulary is stored under what is left of its first letters when one or two are dropped. A
//! mistyped word meets its correction there, whatever the size of the vocabulary; the distance is then measured.

use std::collections::BTreeSet;

/// Only this many first letters are varied: a longer word would be stored under hundreds of forms.
const VARIED: usize = 8;

/// How many edits a typed word of this many letters may be away.
#[must_use]
pub fn allowed(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// What is left of the first letters of `word` with up to `drops` of them dropped, the undropped form included.
#[must_use]
pub fn variants(word: &str, drops: usize) -> BTreeSet<String> {
    let first: Vec<char> = word.chars().take(VARIED).collect();
    let mut found: BTreeSet<Vec<char>> = BTreeSet::from([first]);
    let mut edge = found.clone();
    for _ in 0..drops {
        let mut next = BTreeSet::new();
        for form in edge.iter().filter(|form| form.len() > 2) {
            for at in 0..form.len() {
                let mut shorter = form.clone();
                shorter.remove(at);
                next.insert(shorter);
            }
        }
        found.extend(next.iter().cloned());
        edge = next;
    }
    found.into_iter().map(|form| form.into_iter().collect()).collect()
}

/// Under which forms a word of the vocabulary is stored.
#[must_use]
pub fn stored(word: &str) -> BTreeSet<String> {
    let letters = word.chars().count();
    // A typed word may be longer or shorter than the right one by as many letters as it may have edits.
    let drops = match letters {
        0..=2 => return BTreeSet::new(),
        3..=5 => 1,
        _ => 2,
    };
    // Numbers are not corrected: the next postcode is another place.
    if word.chars().any(|c| c.is_ascii_digit()) { BTreeSet::new() } else { variants(word, drops) }
}

/// How far a typed word is from a word of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Distance {
    /// Edits from the word, or from its beginning.
    pub edits: usize,
    /// Only the word's beginning was reached: the agent is still typing.
    pub unfinished: bool,
}

/// The distance of `typed` from `word` (insert, delete, replace, swap neighbours), where it is at most `allowed`.
#[must_use]
pub fn distance(typed: &str, word: &str, allowed: usize) -> Option<Distance> {
    let typed: Vec<char> = typed.chars().collect();
    let word: Vec<char> = word.chars().collect();
    let width = word.len() + 1;
    let mut before_last: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (row, letter) in typed.iter().enumerate() {
        let mut this = Vec::with_capacity(width);
        this.push(row + 1);
        for (column, other) in word.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&last, column) + usize::from(letter != other);
            let mut best = replaced.min(at(&last, column + 1) + 1).min(at(&this, column) + 1);
            let swapped =
                row > 0 && column > 0 && typed.get(row - 1) == Some(other) && word.get(column - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            this.push(best);
        }
        before_last = std::mem::replace(&mut last, this);
    }
    let whole = last.last().copied().unwrap_or_default();
    if whole <= allowed {
        return Some(Distance { edits: whole, unfinished: false });
    }
    let start = last.into_iter().min().unwrap_or(whole);
    (start <= allowed).then_some(Distance { edits: start, unfinished: true })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn meets(typed: &str, word: &str) -> bool {
        let drops = allowed(typed.chars().count());
        let shared = variants(typed, drops).intersection(&stored(word)).next().is_some();
        shared && distance(typed, word, drops).is_some()
    }

    #[test]
    fn one_edit_from_four_letters() {
        for typed in ["marchnd", "marchamd", "mrachand", "marchannd", "amrchand"] {
            assert!(meets(typed, "marchand"), "{typed}");
        }
        assert!(meets("pari", "paris"));
        assert!(meets("piere", "pierre"));
        assert!(!meets("pai", "paris"));
        assert!(!meets("mrchnd", "marchant"));
    }

    #[test]
    fn two_edits_from_eight_letters() {
        assert!(meets("mrchannd", "marchand"));
        assert!(meets("villefanche", "villefranche"));
        assert!(meets("vilefanche", "villefranche"));
        assert!(!meets("vilfanch", "villefranche") && !meets("vifanche", "villefranche"));
    }

    #[test]
    fn an_unfinished_word_is_read_too() {
        assert_eq!(distance("marchn", "marchand", 1), Some(Distance { edits: 1, unfinished: true }));
        assert!(meets("marchn", "marchand"));
    }

    #[test]
    fn numbers_are_not_corrected() {
        assert!(stored("31670").is_empty());
    }
}
