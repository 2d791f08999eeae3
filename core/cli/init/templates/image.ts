// Template `image`: an initramfs that boots, of one program with many names and a first process of the project's own.

import { archivesText, type Template } from "../template.ts";

export const image: Template = {
  title: "an image that boots",
  files: ({ name, distribution }) => ({
    "options.ts": `// What can be chosen on the command line with \`-o name=value\`.

import { choice, defineOptions } from "forge-build";

export const options = defineOptions({
  /** What the machine does once it is up: a shell on the console, or the end. */
  then: choice(["shell", "poweroff"], { default: "shell" }),
});
`,
    "build.config.ts": `// An image that boots: packages, a first process, and the archive made of them.

import { compose, debian, debianBase, defineProject, filter, importElement, local, match, script, sh } from "forge-build";
import { options } from "./options.ts";

/** Which archive and release. Where its mirror is, the machine that builds says. */
const archives = ${archivesText(distribution)};

/** What the machine runs on: one program with many names. */
const base = importElement({
  sources: [debian({ archives, packages: ["busybox-static"] })],
  links: { "/bin/sh": "busybox" },
  integration: [sh\`/bin/busybox --install -s /bin\`],
});

/** The first process. */
const init = importElement({ sources: [local("./files")] });

/** What that process does when the machine is up. */
const then = script({
  buildDepends: [base],
  run: [
    sh\`mkdir -p /forge/install/etc && echo \${match(options.then, { shell: "exec sh", poweroff: "poweroff -f" })} >/forge/install/etc/then\`,
  ],
});

/** The machine's root file system, with integration commands run. */
const system = compose({ buildDepends: [base, init, then], include: ["runtime"] });

/** What packs the image. None of it reaches the machine. */
const tools = debianBase({ archives, packages: ["cpio", "findutils", "gzip"] });

const image = script({
  buildDepends: [tools, { element: system, at: "/forge/input" }],
  run: [
    sh\`mkdir -p /forge/install/boot\`,
    sh\`cd /forge/input && find . -print0 | LC_ALL=C sort -z | cpio -0 --reproducible -H newc -o | gzip -n >/forge/install/boot/initramfs.gz\`,
  ],
});

/** A kernel to try it with. */
const packages = importElement({
  sources: [debian({ archives, packages: ["${distribution.mirror === "debian" ? "linux-image-cloud-amd64" : "linux-image-virtual"}"] })],
  domains: { kernel: ["/boot/vmlinuz-*"] },
});

const kernel = filter({ depends: [packages], include: ["kernel"] });

export default defineProject({
  name: "${name}",
  elements: { base, init, then, system, tools, image, kernel },
  default: image,
});
`,
    "files/init": `#!/bin/sh
mkdir -p /proc /sys /dev
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
echo "${name} is up"
. /etc/then
`,
  }),
  readme: () => `## What is in it

| | |
|---|---|
| \`build.config.ts\` | the elements: \`base\`, \`init\` and \`then\` make \`system\`, and \`tools\` pack it into \`image\`; \`kernel\` is one to try it with |
| \`options.ts\` | what can be chosen: \`npx forge build -o then=poweroff\` |
| \`files/init\` | the first process |

To boot it (Debian's package \`qemu-system-x86\`; end it with Ctrl-A X):

\`\`\`sh
npx forge build --track kernel
npx forge checkout image out/image
npx forge checkout kernel out/kernel
qemu-system-x86_64 -m 512 -nographic -no-reboot -kernel out/kernel/boot/vmlinuz-* \\
  -initrd out/image/boot/initramfs.gz -append "console=ttyS0 quiet panic=-1"
\`\`\`
`,
};
