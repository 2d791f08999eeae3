#include "words.h"

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s WORD\n", argv[0]);
    return 2;
  }
  printf("%s %lu\n", argv[1], count_word(stdin, argv[1]));
  return 0;
}
