// The environment of a chunk's commands that its architecture decides.

import { ARCHITECTURES } from "./system.ts";

export interface ArchitectureEnvironment {
  readonly MORPH_ARCH: string;
  readonly TARGET: string;
  readonly TARGET_STAGE1: string;
}

export function environmentOf(arch: string): ArchitectureEnvironment {
  const { cpu, abi } = ARCHITECTURES[arch] ?? { cpu: arch, abi: "gnu" };
  return { MORPH_ARCH: arch, TARGET: `${cpu}-baserock-linux-${abi}`, TARGET_STAGE1: `${cpu}-bootstrap-linux-${abi}` };
}
