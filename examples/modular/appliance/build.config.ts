// Another product on the SDK: with a choice of its options, and with a library of its own in the place of the SDK's.

import { compose, defineProject, importElement, junction, local } from "forge-build";

const sdk = await junction<typeof import("sdk")>("sdk", { options: { level: "best" } });

/** Stands on the SDK itself, which is why replacements are said below and not in the junction. */
const zlib = importElement({ sources: [local("zlib")], to: "/usr/lib/zlib", runtimeDepends: [sdk.base] });

const hello = importElement({ sources: [local("src")], to: "/usr/bin", runtimeDepends: [sdk.tools] });

const system = compose({ buildDepends: [sdk.runtime, hello] });

export default defineProject({
  name: "appliance",
  elements: { zlib, hello, system },
  default: system,
  // The SDK's own programs use it, too.
  replace: [[sdk.zlib, zlib]],
});
