package main

import (
	"testing"

	"example.org/words"
)

func TestCountsWholeWordsInWhateverCase(t *testing.T) {
	for word, want := range map[string]int{"be": 2, "b": 0} {
		if got := words.Count("To be, or not to be", word); got != want {
			t.Errorf("%s: %d, want %d", word, got, want)
		}
	}
}
