// An initramfs that boots: two elements of packages, two scripts, a number from the command line, and the image made of them.

import { compose, debian, debianBase, defineProject, filter, importElement, local, match, script, sh } from "forge-build";
import { options } from "./options.ts";

/** Which archive, which release. Where its mirror is, the machine that builds says. */
const archives = match(options.distribution, {
  debian: [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }],
  ubuntu: [{ mirror: "ubuntu", suites: ["noble"], components: ["main"] }],
});

/** What the machine runs on: one program with many names. */
const base = importElement({
  sources: [debian({ archives, packages: ["busybox-static"] })],
  links: { "/bin/sh": "busybox" },
  integration: [sh`/bin/busybox --install -s /bin`],
});

/** The first process, and the one that ends the machine. */
const initScripts = importElement({
  sources: [local("./files")],
});

/** A number that only this build knows; init prints it. */
const nonce = script({
  buildDepends: [base],
  run: [sh`mkdir -p /forge/install/etc && printf '%s\n' ${options.nonce} >/forge/install/etc/nonce`],
});

/** The machine's root file system: what it needs at run time, with integration commands run. */
const system = compose({
  buildDepends: [base, initScripts, nonce],
  include: ["runtime"],
});

/** A configured Debian that packs the archive. None of it reaches the machine. */
const tools = debianBase({ archives, packages: ["cpio", "findutils", "gzip"] });

const image = script({
  buildDepends: [tools, { element: system, at: "/forge/input" }],
  run: [
    sh`mkdir -p /forge/install/boot`,
    sh`cd /forge/input && find . -print0 | LC_ALL=C sort -z | cpio -0 --reproducible -H newc -o | gzip -n >/forge/install/boot/initramfs.gz`,
  ],
});

/** The kernel to try it with, out of its package and all that the package wants. */
const kernelPackages = importElement({
  sources: [
    debian({
      archives,
      packages: match(options.distribution, { debian: ["linux-image-cloud-amd64"], ubuntu: ["linux-image-virtual"] }),
    }),
  ],
  domains: { kernel: ["/boot/vmlinuz-*"] },
});

const kernel = filter({ depends: [kernelPackages], include: ["kernel"] });

export default defineProject({
  name: "initramfs",
  elements: { base, initScripts, nonce, system, tools, image, kernelPackages, kernel },
  default: image,
});
