// A product on the SDK, as the SDK is.

import { compose, defineProject, importElement, junction, local } from "forge-build";

const sdk = await junction<typeof import("sdk")>("sdk");

const hello = importElement({ sources: [local("src")], to: "/usr/bin", runtimeDepends: [sdk.tools] });

const system = compose({ buildDepends: [sdk.runtime, hello] });

export default defineProject({ name: "terminal", elements: { hello, system }, default: system });
