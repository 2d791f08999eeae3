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

it("says that the store's file system cannot be overlaid, and what can", async () => {
  // As in a container whose root is an overlay itself.
  const overlay =
    "mkdir lower upper work merged && mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work,userxattr overlay merged";
  const context = {
    name: "a store on an overlay",
    words: [
      "unshare",
      "--user",
      "--map-root-user",
      "--mount",
      "sh",
      "-c",
      `mount -t tmpfs tmpfs /mnt && cd /mnt && ${overlay} && exec "$@"`,
      "sh",
    ],
  };
  expect(JSON.parse(await program.run(context, ["/mnt/merged/store"]))).toEqual({
    code: "FORGE4003",
    message: "the store cannot be overlaid",
    help: [
      "overlay cannot be an overlay's upper layer: name a store on ext4, xfs, btrfs or tmpfs: forge --store DIRECTORY",
      "in a container: mount a volume there, such as `docker run --volume forge:/root/.cache/forge`",
    ].join("\n"),
    // The lines between are mount(8)'s, which change with its version.
    detail: expect.arrayContaining([
      expect.stringMatching(/^mount: \/mnt\/merged\/store\/tmp\/job\/sandbox\/merged0: /),
      expect.stringMatching(/^the store's file system \(overlay\) cannot be overlaid: mount: \/mnt\/merged\/store\/probe-\w+\/merged: /),
    ]),
  });
});
