// Deployments: a system, changed by extensions for the machine that it is for, and packed. What would be sent somewhere, or
// takes a program that the tree does not have, is left.

import { posix } from "node:path";
import type { Cluster, Deployment, System } from "./model.ts";
import type { Edge, PlanContext, Planned } from "./plan.ts";

export function planDeployments(cluster: Cluster, context: PlanContext): void {
  for (const deployment of cluster.deployments) planDeployment(deployment, `clusters/${cluster.name}/${deployment.label}`, context);
}

/** The image, if it can be made. */
function planDeployment(deployment: Deployment, id: string, context: PlanContext): Planned | undefined {
  const known = context.images.get(deployment);
  if (known) return known;
  const { system, type, location, place } = deployment;
  const name = location === undefined || location.endsWith("/") ? undefined : posix.basename(location);
  const packed = pack(type, { name, label: deployment.label, context });
  if (packed === undefined) {
    context.note({
      place,
      subject: id,
      grade: "left",
      message: `deployments of type "${type}" have no equal, and the tree has no program ${type}.write`,
    });
    return undefined;
  }
  const tree = configured(deployment, id, context);
  const withPrograms = packed.program === undefined ? [] : extensions(context);
  const image = context.add<Planned>({
    id,
    kind: "deployment",
    place,
    arch: system.arch,
    environment: [...deployment.settings],
    commands: packed.commands,
    edges: [{ to: context.base, type: "build" }, ...withPrograms, { to: tree, type: "build", at: INPUT }],
  });
  context.images.set(deployment, image);
  return image;
}

const INPUT = "/forge/input";
const OUTPUT = "/forge/install";
const PROGRAMS = "/forge/definitions";

interface Packing {
  readonly name: string | undefined;
  readonly label: string;
  readonly context: PlanContext;
}

interface Packed {
  readonly commands: readonly string[];
  /** A program of the tree that it runs. */
  readonly program?: string;
}

function pack(type: string, { name, label, context }: Packing): Packed | undefined {
  const program = context.definitions.extensionFiles.get(`${type}.write`);
  if (program !== undefined) {
    const target = quoted(`${OUTPUT}/${name ?? label}`);
    return { program, commands: [`mkdir -p ${OUTPUT}`, `cd ${PROGRAMS} && ./${quoted(program)} ${INPUT} ${target}`] };
  }
  const make = `mkdir -p ${OUTPUT}`;
  const files = `cd ${INPUT} && find . -print0 | LC_ALL=C sort -z`;
  switch (type) {
    case "initramfs":
      return {
        commands: [make, `${files} | cpio -0 --reproducible -H newc -o | gzip -n > ${quoted(`${OUTPUT}/${name ?? `${label}.cpio.gz`}`)}`],
      };
    case "tar":
      return {
        commands: [
          make,
          `${files} | tar --null --no-recursion --files-from=- --owner=0 --group=0 --numeric-owner --mtime=@0 -cf ${quoted(`${OUTPUT}/${name ?? `${label}.tar`}`)}`,
        ],
      };
    case "sysroot":
      return { commands: [make, `cp -a ${INPUT}/. ${OUTPUT}`] };
    default:
      return undefined;
  }
}

/** The system's tree with its subsystems laid in and its extensions run; the system itself where there are none. */
function configured(deployment: Deployment, id: string, context: PlanContext): Planned {
  const { system, place } = deployment;
  const plain = context.find(`systems/${system.name}`);
  if (!plain) throw new Error(`internal: the system ${system.name} is not planned`);
  const programs = programsOf(system, id, context);
  const inner = deployment.subsystems.flatMap((subsystem) => innerSystem(subsystem, id, context));
  if (programs.length === 0 && inner.length === 0) return plain;
  return context.add<Planned>({
    id: `${id}.tree`,
    kind: "deployment",
    place,
    arch: system.arch,
    environment: [...deployment.settings],
    edges: [
      { to: context.base, type: "build" },
      { to: plain, type: "build", at: INPUT },
      ...inner.map(({ edge }) => edge),
      ...(programs.length > 0 ? extensions(context) : []),
    ],
    commands: [
      `mkdir -p ${OUTPUT} && cp -a ${INPUT}/. ${OUTPUT}`,
      ...inner.map(({ command }) => command),
      ...programs.map((program) => `cd ${PROGRAMS} && ./${quoted(program)} ${OUTPUT}`),
    ],
  });
}

function programsOf(system: System, subject: string, { definitions, note }: PlanContext): readonly string[] {
  return system.extensions.flatMap(({ name, place }) => {
    const known = [`${name}.configure`, posix.basename(`${name}.configure`)];
    const file = known.map((candidate) => definitions.extensionFiles.get(candidate)).find((found) => found !== undefined);
    if (file === undefined) note({ place, subject, grade: "left", message: `the tree has no program ${posix.basename(name)}.configure` });
    return file === undefined ? [] : [file];
  });
}

interface Inner {
  readonly edge: Edge;
  readonly command: string;
}

function innerSystem(subsystem: Deployment, id: string, context: PlanContext): readonly Inner[] {
  const image = planDeployment(subsystem, `${id}.${subsystem.label}`, context);
  const { label, location, place } = subsystem;
  if (!image) return [];
  const target = posix.normalize(`/${location ?? label}`);
  if (location === undefined)
    context.note({
      place,
      subject: id,
      grade: "approximated",
      message: `the subsystem ${label} has no location: it is laid in as /${label}`,
    });
  const at = `/forge/subsystems/${label}`;
  const command = [
    `mkdir -p ${quoted(posix.dirname(`${OUTPUT}${target}`))}`,
    `for image in ${quoted(at)}/*; do cp -a "$image" ${quoted(`${OUTPUT}${target}`)}; done`,
  ].join(" && ");
  return [{ edge: { to: image, type: "build", at }, command }];
}

/** The programs of the tree, for those who run some of them. */
function extensions({ definitions, find, add }: PlanContext): readonly Edge[] {
  const to =
    find("extensions") ??
    add<Planned>({
      id: "extensions",
      kind: "extensions",
      place: { file: "VERSION", line: 1 },
      description: "Programs of the tree that configure and write systems.",
      paths: [...new Set([...definitions.extensionFiles.values()].map((file) => (file.includes("/") ? posix.dirname(file) : file)))].sort(),
      edges: [],
    });
  return [{ to, type: "build", at: PROGRAMS }];
}

function quoted(text: string): string {
  return /^[\w./+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
