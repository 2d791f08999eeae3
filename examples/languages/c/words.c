#include "words.h"

#include <ctype.h>
#include <string.h>

unsigned long count_word(FILE *stream, const char *word) {
  const size_t length = strlen(word);
  unsigned long found = 0;
  size_t matched = 0;
  int fits = 1, inside = 0;
  for (int c = fgetc(stream);; c = fgetc(stream)) {
    if (c != EOF && isalpha(c)) {
      inside = 1;
      fits = fits && matched < length && tolower(c) == tolower((unsigned char)word[matched]);
      matched += 1;
      continue;
    }
    if (inside && fits && matched == length) found += 1;
    if (c == EOF) return found;
    matched = 0;
    fits = 1;
    inside = 0;
  }
}
