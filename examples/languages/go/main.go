// Command count-words-go counts a word in what is on standard input.
package main

import (
	"fmt"
	"io"
	"os"

	"example.org/words"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintf(os.Stderr, "usage: %s WORD\n", os.Args[0])
		os.Exit(2)
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(os.Args[1], words.Count(string(text), os.Args[1]))
}
