// The filter on every architecture, by a small machine that runs classic BPF: only one architecture can be tried for real.

import { describe, expect, it } from "vitest";
import { seccompProgram } from "../../sandbox/seccomp.ts";

const X86_64 = 0xc000003e;
const I386 = 0x40000003;
const AARCH64 = 0xc00000b7;

/** What the kernel would do: "allow", or the errno that is answered. */
function verdict(arch: number, call: number, args: readonly bigint[] = []): "allow" | number {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, call >>> 0, true);
  data.setUint32(4, arch, true);
  for (const [index, value] of args.entries()) data.setBigUint64(16 + index * 8, value, true);
  const program = seccompProgram();
  const view = new DataView(program.buffer, program.byteOffset, program.length);
  let accumulator = 0;
  for (let counter = 0; ; counter++) {
    const at = counter * 8;
    const [code, jt, jf, k] = [view.getUint16(at, true), view.getUint8(at + 2), view.getUint8(at + 3), view.getUint32(at + 4, true)];
    if (code === 0x20) accumulator = data.getUint32(k, true);
    else if (code === 0x05) counter += k;
    else if (code === 0x15) counter += accumulator === k ? jt : jf;
    else if (code === 0x35) counter += accumulator >= k ? jt : jf;
    else if (code === 0x45) counter += (accumulator & k) !== 0 ? jt : jf;
    else if (code === 0x06) return k === 0x7fff0000 ? "allow" : k >>> 16 === 5 ? k & 0xffff : Number.NaN;
    else throw new Error(`no such instruction: ${code}`);
  }
}

/** read, execve, ioctl, clone, chown-like, mount, unshare, keyctl of each. */
const architectures = [
  {
    name: "x86_64",
    arch: X86_64,
    harmless: [0, 1, 59, 257, 435 + 1],
    ioctl: 16,
    clone: 56,
    chown: [92, 93, 94, 260],
    refused: [165, 166, 155, 272, 308, 248, 249, 250, 298, 321, 323],
  },
  {
    name: "i386",
    arch: I386,
    harmless: [3, 4, 11, 165, 272],
    ioctl: 54,
    clone: 120,
    chown: [16, 95, 182, 198, 207, 212, 298],
    refused: [21, 22, 52, 217, 310, 346, 286, 287, 288, 336, 357, 374],
  },
  {
    name: "aarch64",
    arch: AARCH64,
    harmless: [63, 64, 221, 56, 165, 272],
    ioctl: 29,
    clone: 220,
    chown: [54, 55],
    refused: [40, 39, 41, 97, 268, 217, 218, 219, 241, 280, 282],
  },
] as const;

describe.each(architectures)("on $name", ({ arch, harmless, ioctl, clone, chown, refused }) => {
  it("allows ordinary calls", () => {
    for (const call of [...harmless, 0xffffffff]) expect([call, verdict(arch, call)]).toEqual([call, "allow"]);
  });

  it("refuses what leads out of the sandbox", () => {
    for (const call of [...refused, 428, 429, 430, 431, 432, 433, 442, 467]) expect([call, verdict(arch, call)]).toEqual([call, 1]);
    for (const call of [425, 426, 427, 435]) expect([call, verdict(arch, call)]).toEqual([call, 38]);
  });

  it("answers changes of owner with success", () => {
    for (const call of chown) expect([call, verdict(arch, call)]).toEqual([call, 0]);
  });

  it("looks at the low half of an ioctl's request", () => {
    for (const request of [0x5412n, 0x541cn, 0xffffffff00005412n]) expect(verdict(arch, ioctl, [0n, request])).toBe(1);
    for (const request of [0x5401n, 0x5413n, 0x541200000000n]) expect(verdict(arch, ioctl, [0n, request])).toBe("allow");
  });

  it("refuses clone with any new namespace, and no other", () => {
    for (let bit = 0n; bit < 32n; bit++) {
      const isNamespace = [17n, 25n, 26n, 27n, 28n, 29n, 30n].includes(bit);
      expect([bit, verdict(arch, clone, [(1n << bit) | 17n])]).toEqual([bit, isNamespace ? 1 : bit === 17n ? 1 : "allow"]);
    }
  });
});

it("answers the x32 ABI and unknown architectures as kernels without them do", () => {
  for (const call of [0x40000000, 0x40000000 + 272, 0x40000200, 0xfffffffe]) expect(verdict(X86_64, call)).toBe(38);
  for (const call of [0, 1, 272]) expect(verdict(0x40000028, call)).toBe(38);
});
