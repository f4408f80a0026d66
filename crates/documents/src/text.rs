//! Text from outside, made safe for a line of print.
//!
//! The typesetter already prints data literally. What is left are characters that are no text: line breaks that would
//! push an address off its label, controls that turn the reading direction around what follows, and words so long
//! that no line can hold them.

use serde_json::Value;

/// A word of more characters than this gets places where a line may end.
const LONG_WORD: usize = 28;
/// Allows a line to end without showing a hyphen, which might be read as a part of the word.
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// Makes every string of the data printable, keys left alone: they are ours.
pub(crate) fn printable(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(line(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(printable).collect()),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, field)| (key, printable(field))).collect())
        }
        plain => plain,
    }
}

/// One line of text: controls become spaces, direction controls vanish, long words may wrap.
fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run: usize = 0;
    for character in text.chars().filter(|character| !is_invisible(*character)) {
        let character = if character.is_control() || is_separator(character) { ' ' } else { character };
        run = if character.is_whitespace() { 0 } else { run.saturating_add(1) };
        if run > LONG_WORD {
            out.push(ZERO_WIDTH_SPACE);
            run = 1;
        }
        out.push(character);
    }
    out.trim().to_owned()
}

/// Line and paragraph separators, which Rust does not count as controls.
fn is_separator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

/// Embeddings, overrides, isolates and byte order marks: they show nothing and change how the rest is read.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_untouched() {
        for text in ["Zoé Lefèvre", "#let x = 1 // *b* _i_ $m$ @r <l> \\", "Ακρόπολη", "12\u{202f}345,00\u{a0}€", ""]
        {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn what_is_no_text_is_taken_out() {
        assert_eq!(line("a\nb\u{0}c\td\u{2028}e"), "a b c d e");
        assert_eq!(line("\u{202e}evil\u{202c}\u{feff}"), "evil");
    }

    #[test]
    fn a_word_without_end_may_wrap() {
        let wrapped = line(&"x".repeat(70));
        assert_eq!(wrapped.split(ZERO_WIDTH_SPACE).map(str::len).collect::<Vec<_>>(), [28, 28, 14]);
    }
}
