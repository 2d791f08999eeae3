//! Counts a word in what is on standard input.

use std::io::{self, Read};
use std::process::ExitCode;

fn main() -> ExitCode {
    let word = match std::env::args().nth(1) {
        Some(word) => word,
        None => {
            eprintln!("usage: count-words-rust WORD");
            return ExitCode::from(2);
        }
    };
    let mut text = String::new();
    if let Err(error) = io::stdin().read_to_string(&mut text) {
        eprintln!("count-words-rust: {error}");
        return ExitCode::FAILURE;
    }
    println!("{word} {}", words::count(&text, &word));
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_whole_words_in_whatever_case() {
        assert_eq!(words::count("To be, or not to be", "be"), 2);
        assert_eq!(words::count("To be, or not to be", "b"), 0);
    }
}
