// Package words counts words of a text: runs of letters, in whatever case.
package words

import (
	"strings"
	"unicode"
)

// Count tells how often a word stands in a text.
func Count(text, word string) int {
	found := 0
	for _, other := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if strings.EqualFold(other, word) {
			found++
		}
	}
	return found
}
