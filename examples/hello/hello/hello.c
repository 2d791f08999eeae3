/* Greets every scalar of the YAML that is on standard input. */

#include <stdio.h>
#include <yaml.h>

int main(void) {
  yaml_parser_t parser;
  yaml_event_t event;
  int type;
  if (!yaml_parser_initialize(&parser)) return 1;
  yaml_parser_set_input_file(&parser, stdin);
  do {
    if (!yaml_parser_parse(&parser, &event)) {
      fprintf(stderr, "hello: line %lu: %s\n", (unsigned long)parser.problem_mark.line + 1, parser.problem);
      return 1;
    }
    type = event.type;
    if (type == YAML_SCALAR_EVENT) printf("hello, %s%s\n", event.data.scalar.value, MARK);
    yaml_event_delete(&event);
  } while (type != YAML_STREAM_END_EVENT);
  yaml_parser_delete(&parser);
  return 0;
}
