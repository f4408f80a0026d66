//! Marking the part of a text that matched.

use super::Span;
use super::fold;

/// A text without marks.
pub fn plain(text: &str) -> Vec<Span> {
    if text.is_empty() { Vec::new() } else { vec![Span { text: text.to_owned(), marked: false }] }
}

/// Cuts a text at marked byte ranges, which are in order and do not overlap.
fn cut(text: &str, marks: &[(usize, usize)]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut push = |from: usize, to: usize, marked: bool| {
        if let Some(piece) = text.get(from..to).filter(|piece| !piece.is_empty()) {
            spans.push(Span { text: piece.to_owned(), marked });
        }
    };
    let mut at = 0;
    for (from, to) in marks {
        push(at, *from, false);
        push(*from, *to, true);
        at = *to;
    }
    push(at, text.len(), false);
    spans
}

/// Marks the words of `text` that begin with one of these folded beginnings, as far as they do.
pub fn words(text: &str, beginnings: &[String]) -> Vec<Span> {
    let marks: Vec<(usize, usize)> = fold::words(text)
        .iter()
        .filter_map(|word| {
            let longest = beginnings.iter().filter(|b| word.folded.starts_with(*b)).map(|b| b.chars().count()).max()?;
            Some((word.start, word.end_of(longest)))
        })
        .collect();
    cut(text, &marks)
}

/// Whether a word of `text` begins with one of these beginnings.
pub fn touches(text: &str, beginnings: &[String]) -> bool {
    fold::words(text).iter().any(|word| beginnings.iter().any(|b| word.folded.starts_with(b)))
}

/// Marks the beginning of an identifier, whatever its notation: the first `typed` letters and digits.
pub fn identifier(text: &str, typed: &str, letters: fn(char) -> bool) -> Vec<Span> {
    let wanted = typed.chars().filter(|c| letters(*c)).count();
    let counted = text.char_indices().filter(|(_, c)| letters(*c));
    // An identifier typed without its letters ("100234" for "W-100234") matches from its first digit.
    let digits_only = typed.chars().all(|c| c.is_ascii_digit());
    let skip =
        if digits_only { text.chars().filter(|c| letters(*c)).take_while(|c| c.is_alphabetic()).count() } else { 0 };
    let marked: Vec<(usize, char)> = counted.skip(skip).take(wanted).collect();
    match (marked.first(), marked.last()) {
        (Some((from, _)), Some((last, character))) => cut(text, &[(*from, last + character.len_utf8())]),
        _ => plain(text),
    }
}

/// Marks an e-mail address's beginning.
pub fn email(text: &str, typed: &str) -> Vec<Span> {
    let wanted = typed.trim().to_lowercase();
    if text.to_lowercase().starts_with(&wanted) && text.is_char_boundary(wanted.len()) {
        cut(text, &[(0, wanted.len())])
    } else {
        plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(spans: &[Span]) -> String {
        spans.iter().map(|s| if s.marked { format!("[{}]", s.text) } else { s.text.clone() }).collect()
    }

    #[test]
    fn the_matched_part_is_marked() {
        let typed = ["marchand".to_owned(), "lab".to_owned()];
        assert_eq!(shown(&words("Anne-Sophie Marchandeau", &typed)), "Anne-Sophie [Marchand]eau");
        assert_eq!(shown(&words("Labège-Innopole", &typed)), "[Lab]ège-Innopole");
        assert_eq!(shown(&words("Hélène", &["hele".to_owned()])), "[Hélè]ne");
        let any = |c: char| c.is_alphanumeric();
        assert_eq!(shown(&identifier("W-100234", "w1002", any)), "[W-1002]34");
        assert_eq!(shown(&identifier("W-100234", "1002", any)), "W-[1002]34");
        assert_eq!(shown(&email("H.Marchand@example.fr", "h.mar")), "[H.Mar]chand@example.fr");
    }

    proptest::proptest! {
        #[test]
        fn marking_never_changes_a_text(text in ".{0,40}", typed in "\\PC{0,12}") {
            let whole = |spans: Vec<Span>| spans.into_iter().map(|span| span.text).collect::<String>();
            let beginnings: Vec<String> = fold::words(&typed).into_iter().map(|word| word.folded).collect();
            proptest::prop_assert_eq!(whole(words(&text, &beginnings)), text.clone());
            proptest::prop_assert_eq!(whole(identifier(&text, &typed, char::is_alphanumeric)), text.clone());
            proptest::prop_assert_eq!(whole(email(&text, &typed)), text);
        }
    }
}
