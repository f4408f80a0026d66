//! Words as a search sees them: small letters without accents, split at everything that is neither letter nor digit.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word kept; what is longer is cut.
pub const LONGEST_WORD: usize = 40;

/// One word of a text: how it is searched, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The folded letters.
    pub folded: String,
    /// First byte in the text.
    pub start: usize,
    /// For each character of the text: how many folded characters there are after it, and the byte after it.
    steps: Vec<(usize, usize)>,
}

impl Word {
    /// The byte after the word.
    #[must_use]
    pub fn end(&self) -> usize {
        self.steps.last().map_or(self.start, |step| step.1)
    }

    /// The byte after the part of the word that the first `letters` folded letters come from.
    #[must_use]
    pub fn end_of(&self, letters: usize) -> usize {
        self.steps.iter().find(|step| step.0 >= letters).map_or_else(|| self.end(), |step| step.1)
    }
}

/// Folds one character; letters that do not decompose are spelt out as an agent would type them.
fn fold_char(character: char, into: &mut String) {
    match character {
        'ß' | 'ẞ' => into.push_str("ss"),
        'œ' | 'Œ' => into.push_str("oe"),
        'æ' | 'Æ' => into.push_str("ae"),
        'ø' | 'Ø' => into.push('o'),
        'ł' | 'Ł' => into.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => into.push('d'),
        'þ' | 'Þ' => into.push_str("th"),
        'ı' => into.push('i'),
        plain if plain.is_ascii() => into.push(plain.to_ascii_lowercase()),
        other => {
            let marks_dropped = other.nfkd().filter(|part| !is_combining_mark(*part));
            into.extend(marks_dropped.flat_map(char::to_lowercase).filter(|part| part.is_alphanumeric()));
        }
    }
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        if !(character.is_alphanumeric() || is_combining_mark(character)) {
            found.extend(open.take());
            continue;
        }
        let word = open.get_or_insert_with(|| Word { folded: String::new(), start, steps: Vec::new() });
        if word.folded.chars().count() < LONGEST_WORD {
            fold_char(character, &mut word.folded);
        }
        word.steps.push((word.folded.chars().count(), end));
    }
    found.extend(open);
    found.retain(|word| !word.folded.is_empty());
    found
}

/// The distinct words of these texts.
#[must_use]
pub fn distinct<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for text in texts {
        for word in words(text) {
            if !found.iter().any(|(folded, _)| *folded == word.folded) {
                let shown = text.get(word.start..word.end()).unwrap_or_default().to_owned();
                found.push((word.folded, shown));
            }
        }
    }
    found
}

/// Letters and digits only, in capitals: how identifiers are compared.
#[must_use]
pub fn compact(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().filter(|c| c.is_alphanumeric()).for_each(|c| fold_char(c, &mut folded));
    folded.to_ascii_uppercase()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|w| w.folded).collect()
    }

    #[test]
    fn accents_ligatures_and_marks_fold() {
        assert_eq!(folded("Hélène MARCHAND"), ["helene", "marchand"]);
        assert_eq!(folded("He\u{301}le\u{300}ne"), ["helene"]);
        assert_eq!(folded("Straße Œuvre Łódź"), ["strasse", "oeuvre", "lodz"]);
        assert_eq!(folded("Labège-Innopole, l'Union"), ["labege", "innopole", "l", "union"]);
        assert_eq!(folded("مُحَمَّد"), ["محمد"]);
        assert_eq!(folded("<img src=x onerror=alert(1)>"), ["img", "src", "x", "onerror", "alert", "1"]);
        assert!(folded(" — ").is_empty());
    }

    #[test]
    fn a_word_knows_where_its_letters_come_from() {
        let text = "Straße";
        let word = &words(text)[0];
        assert_eq!(&text[word.start..word.end_of(5)], "Straß");
        assert_eq!(&text[word.start..word.end_of(2)], "St");
        assert_eq!(word.end(), text.len());
    }

    #[test]
    fn identifiers_are_compared_without_separators() {
        assert_eq!(compact(" w-100 234 "), "W100234");
    }
}
