// examples/disk-image-script: the image boots from its own boot loader to a login on its serial console.

import { createHash, randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { bootDisk } from "../rig/console.ts";
import { buildTracked, copyExample, expectedOutput, succeed } from "../rig/copied-example.ts";

test("the image boots, asks for a login, and has what its partitions were given", { timeout: 1_800_000 }, async () => {
  await using project = copyExample("disk-image-script");
  await buildTracked(project);
  await succeed(project, "checkout", "image", "out");
  const image = join(project.root, "out/sda.img");

  {
    await using machine = bootDisk(image);
    await machine.await(/Debian GNU\/Linux/);
    await machine.await(/login: /);
    machine.type("root");
    await machine.await(/Password: /);
    machine.type("example");
    await machine.await(/# $/);
    expect(machine.text()).toContain(expectedOutput(project).trimEnd());

    // What is typed is shown again, and must not be broken into lines.
    machine.type("stty cols 500");
    await machine.await(/# $/);
    const nonce = String(randomInt(2 ** 47));
    const said = async (command: string): Promise<string> => {
      machine.type(`${command}; echo END-${nonce}`);
      await machine.await(/\n/);
      const answer = await machine.await(new RegExp(`END-${nonce}\\n`));
      await machine.await(/# $/);
      return answer.replaceAll(/\x1b\[\?2004[hl]/g, "").trim();
    };
    expect(await said("findmnt -n -o SOURCE,FSTYPE /")).toBe("/dev/sda2 ext4");
    expect(await said("findmnt -n -o SOURCE,FSTYPE /boot")).toBe("/dev/sda1 vfat");
    expect(await said("swapon --show=NAME --noheadings")).toBe("/dev/sda3");
    expect(await said("stat -c '%a %U:%G' /usr/bin/su /etc/shadow /tmp")).toBe("4755 root:root\n640 root:shadow\n1777 root:root");
    expect(await said("systemctl --failed --no-legend")).toBe("");
    machine.type("systemctl poweroff --force");
    await machine.ended();
  }

  const before = await digestOf(image);
  project.write("build.config.ts", project.read("build.config.ts").replace("    // Create swap", "    sh`true`,\n    // Create swap"));
  await succeed(project, "build");
  await succeed(project, "checkout", "--force", "image", "out");
  expect(await digestOf(image)).toBe(before);
});

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
