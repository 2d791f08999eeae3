// What can be chosen on the command line with `-o name=value`.

import { choice, defineOptions, integer } from "forge-build";

export const options = defineOptions({
  /** Whose packages the machine is made of. */
  distribution: choice(["debian", "ubuntu"], { default: "debian" }),
  /** A number that the machine prints when it boots. */
  nonce: integer({ default: 0 }),
});
