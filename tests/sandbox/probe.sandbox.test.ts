// What doctor is told about this host, and about hosts that are made worse.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { appArmorLines } from "../../sandbox/mending.ts";
import { type HostReport, probeHost } from "../../sandbox/probe.ts";
import { bundleProgram, maskedProc, nothingAllowed } from "./contexts.ts";
import { storageDirectory } from "./rig.ts";

const store = mkdtempSync(join(storageDirectory(), "forge-probe-"));
const program = bundleProgram(new URL("./programs/probe.ts", import.meta.url));
afterAll(() => {
  program.dispose();
  rmSync(store, { recursive: true, force: true });
});

it("finds everything in order on a host where these tests pass, and leaves nothing behind", () => {
  const { checks } = probeHost(store);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual(["kernel", "bubblewrap", "user namespaces", "overlay", "proc", "tools", "disk"]);
  expect(readdirSync(store)).toEqual([]);
});

it("prints lines that mend what is refused", async () => {
  const { checks } = JSON.parse(await program.run(nothingAllowed, [store])) as HostReport;
  expect(checks.find(({ name }) => name === "user namespaces")).toEqual({
    name: "user namespaces",
    ok: false,
    detail: "unshare: unshare failed: No space left on device; as root, forge uses capabilities instead",
    mend: ["sudo sysctl -w user.max_user_namespaces=15000", "echo user.max_user_namespaces=15000 | sudo tee /etc/sysctl.d/60-forge.conf"],
  });
  expect(checks.filter(({ ok, mend }) => !ok && (mend ?? []).length === 0)).toEqual([]);
});

it("says that a masked /proc works, but worse", async () => {
  const { checks } = JSON.parse(await program.run(maskedProc, [store])) as HostReport;
  expect(checks.find(({ name }) => name === "proc")).toEqual({
    name: "proc",
    ok: true,
    detail: "a container masks files in /proc, so a sandbox sees the host's /proc, read-only",
    mend: ["docker run --security-opt systempaths=unconfined …", "podman run --security-opt unmask=ALL …"],
  });
});

it("has the profile that Ubuntu's AppArmor asks for, as one paste", () => {
  expect(appArmorLines().join("\n")).toBe(`sudo tee /etc/apparmor.d/forge <<'END'
abi <abi/4.0>,
include <tunables/global>
profile forge-bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
}
profile forge-unshare /usr/bin/unshare flags=(unconfined) {
  userns,
}
END
sudo apparmor_parser -r /etc/apparmor.d/forge`);
});
