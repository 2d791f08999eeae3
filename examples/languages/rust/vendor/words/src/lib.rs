//! Words of a text: runs of letters, in whatever case.

/// How often a word stands in a text.
pub fn count(text: &str, word: &str) -> usize {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|found| found.to_lowercase() == word.to_lowercase())
        .count()
}
