// `debianBase`: packages of Debian or Ubuntu, with the essential set, installed and configured: a system to build in or upon.
//
// The packages' own dpkg and scripts run in forge's sandbox, with neither a network nor root. Nothing of the host is used but
// where its mirror is. Users, alternatives, ld.so.cache and dpkg's database are what an installation leaves; owners, setuid
// bits and devices are the artifact's file metadata.

import { z } from "zod";
import { type AnyInput, type BuildOnlyKind, defineElement, type LimitsInput, type OwnDomains } from "../../dsl/index.ts";
import { configureSteps, FAKEROOT, FAKEROOT_STATE, PACKAGES } from "../debian/configure-steps.ts";
import { type DebianInput, debian } from "../sources/debian.ts";

export interface DebianBaseInput extends AnyInput, LimitsInput, Pick<DebianInput, "archives" | "arch" | "recommends"> {
  /** Packages beside the essential set. Their order does not matter. */
  readonly packages?: DebianInput["packages"];
}

/** Its sources are laid out where the steps want them; what is staged at `/` becomes the system. */
const configured = defineElement({
  kind: "debianBase",
  config: z.object({}),
  rules: { runtimeDepends: false },
  recipe: () => ({
    type: "run",
    steps: configureSteps(),
    cwd: "/",
    output: "/",
    drop: ["/forge", "/tmp/*"],
    fakerootState: FAKEROOT_STATE,
  }),
});

/** Installs and configures packages of Debian or Ubuntu. */
export const debianBase: BuildOnlyKind<"debianBase", DebianBaseInput> = Object.assign(
  <const Own extends string = never>(input: DebianBaseInput & OwnDomains<Own>) => {
    // What is no object is refused in the words of every kind.
    if (typeof input !== "object" || input === null) return configured<Own>(input);
    const { archives, packages = [], arch, recommends, ...common } = input;
    const machine = { archives, ...(arch !== undefined && { arch }) };
    const system = { ...machine, packages, essential: true, ...(recommends !== undefined && { recommends }) };
    const sources = [
      debian({ ...system, layout: "base", at: "/" }),
      debian({ ...system, layout: "packages", at: PACKAGES }),
      debian({ ...machine, packages: ["fakeroot", "libfakeroot"], dependencies: false, at: FAKEROOT }),
    ];
    return configured<Own>({ ...common, sources });
  },
  { ...configured },
);
