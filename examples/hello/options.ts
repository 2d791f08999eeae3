// What can be chosen on the command line with `-o name=value`.

import { defineOptions, flag } from "forge-build";

export const options = defineOptions({
  /** Whether to greet loudly. */
  shout: flag({ default: false }),
});
