import { choice, defineOptions } from "forge-build";

/** What can be chosen of the SDK, on its own command line or by a project that stands on it. */
export const options = defineOptions({
  level: choice(["fast", "best"], { default: "fast", description: "how hard is packed" }),
});
