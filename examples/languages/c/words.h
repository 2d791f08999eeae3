#include <stdio.h>

/* How often a word stands in a stream. Words are runs of letters, in whatever case. */
unsigned long count_word(FILE *stream, const char *word);
