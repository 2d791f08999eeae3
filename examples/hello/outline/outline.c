/* Prints the scalars of a YAML file, each behind a dash for every level that it is nested. */

#include <stdio.h>
#include <yaml.h>

int main(int argc, char **argv) {
  yaml_parser_t parser;
  yaml_event_t event;
  int type, depth = 0;
  FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!file) {
    fprintf(stderr, "usage: outline FILE\n");
    return 2;
  }
  if (!yaml_parser_initialize(&parser)) return 1;
  yaml_parser_set_input_file(&parser, file);
  do {
    if (!yaml_parser_parse(&parser, &event)) {
      fprintf(stderr, "outline: line %lu: %s\n", (unsigned long)parser.problem_mark.line + 1, parser.problem);
      return 1;
    }
    type = event.type;
    if (type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT) depth++;
    if (type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT) depth--;
    if (type == YAML_SCALAR_EVENT) printf("%.*s %s\n", depth, "------------------------------", event.data.scalar.value);
    yaml_event_delete(&event);
  } while (type != YAML_STREAM_END_EVENT);
  yaml_parser_delete(&parser);
  return 0;
}
