// What is said on hosts that do not allow a sandbox. Such hosts are made of namespaces.

import { afterAll, expect, it } from "vitest";
import { bundleProgram, nothingAllowed } from "./contexts.ts";

const program = bundleProgram(new URL("./programs/refused.ts", import.meta.url));
afterAll(program.dispose);

it("says that user namespaces are refused, and how to allow them", async () => {
  expect(JSON.parse(await program.run(nothingAllowed))).toEqual({
    code: "FORGE4002",
    message: "the sandbox needs a user namespace, and this host refuses it",
    help: "sudo sysctl -w user.max_user_namespaces=15000\necho user.max_user_namespaces=15000 | sudo tee /etc/sysctl.d/60-forge.conf",
    detail: [
      "unshare: unshare failed: Operation not permitted",
      "unshare: unshare failed: No space left on device; as root, forge uses capabilities instead",
    ],
  });
});
