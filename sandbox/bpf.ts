// A minimal assembler for classic BPF, as the kernel's seccomp takes it: a list of rules per architecture becomes a program.
//
// Knows the machine and `struct seccomp_data`, but no system call: what is refused is decided in seccomp.ts. Every rule ends
// in a return, so no rule can fall into the next, and jumps longer than 255 instructions never occur.

import { endianness } from "node:os";

/** What the kernel answers instead of running the system call. An errno of 0 is success without effect. */
export interface Answer {
  readonly errno: number;
}

export interface Rule {
  /** Number of the system call on the architecture of the section. */
  readonly call: number;
  readonly answer: Answer;
  /** Only when the low 32 bits of an argument satisfy this; otherwise the call is allowed. */
  readonly when?: { readonly argument: number } & ({ readonly equals: readonly number[] } | { readonly anyOf: number });
}

export interface Section {
  /** AUDIT_ARCH_* constant. */
  readonly arch: number;
  readonly rules: readonly Rule[];
  /** Calls with this number or a higher one, up to 0xfffffffe, belong to another ABI of the same architecture. */
  readonly foreign?: { readonly from: number; readonly answer: Answer };
}

/** The program as an array of `struct sock_filter`. Architectures without a section get `otherwise` to every call. */
export function assemble(sections: readonly Section[], otherwise: Answer): Buffer {
  const program: Instruction[] = [load(OFFSET_ARCH)];
  for (const section of sections) {
    const body = sectionBody(section);
    program.push(jumpIfEqual(section.arch, 1, 0), { code: JUMP, k: body.length }, ...body);
  }
  program.push(answer(otherwise));
  return encode(program);
}

interface Instruction {
  readonly code: number;
  readonly jt?: number;
  readonly jf?: number;
  readonly k: number;
}

/** BPF_LD | BPF_W | BPF_ABS */
const LOAD = 0x20;
/** BPF_JMP | BPF_JA, BPF_JEQ, BPF_JGE, BPF_JSET, all with BPF_K */
const JUMP = 0x05;
const JUMP_EQUAL = 0x15;
const JUMP_AT_LEAST = 0x35;
const JUMP_ANY_BIT = 0x45;
/** BPF_RET | BPF_K */
const RETURN = 0x06;

const SECCOMP_RET_ALLOW = 0x7fff0000;
const SECCOMP_RET_ERRNO = 0x00050000;

const OFFSET_CALL = 0;
const OFFSET_ARCH = 4;
const OFFSET_ARGUMENTS = 16;

const ALLOW: Instruction = { code: RETURN, k: SECCOMP_RET_ALLOW };

function sectionBody({ rules, foreign }: Section): readonly Instruction[] {
  const body: Instruction[] = [load(OFFSET_CALL)];
  // Number -1 is a call that a tracer has cancelled; it belongs to no ABI.
  if (foreign) body.push({ code: JUMP_AT_LEAST, jt: 0, jf: 2, k: foreign.from }, jumpIfEqual(0xffffffff, 1, 0), answer(foreign.answer));
  for (const rule of rules) {
    const consequence = rule.when ? condition(rule.when, rule.answer) : [answer(rule.answer)];
    body.push(jumpIfEqual(rule.call, 0, consequence.length), ...consequence);
  }
  body.push(ALLOW);
  return body;
}

/** The kernel looks at the low half of these arguments only, so the high half must not make a difference here either. */
function condition(when: NonNullable<Rule["when"]>, refusal: Answer): readonly Instruction[] {
  const low = OFFSET_ARGUMENTS + when.argument * 8 + (endianness() === "LE" ? 0 : 4);
  if ("anyOf" in when) return [load(low), { code: JUMP_ANY_BIT, jt: 0, jf: 1, k: when.anyOf }, answer(refusal), ALLOW];
  const tests = when.equals.map((value, index) =>
    jumpIfEqual(value, when.equals.length - 1 - index, index === when.equals.length - 1 ? 1 : 0),
  );
  return [load(low), ...tests, answer(refusal), ALLOW];
}

function load(offset: number): Instruction {
  return { code: LOAD, k: offset };
}

function jumpIfEqual(k: number, jt: number, jf: number): Instruction {
  return { code: JUMP_EQUAL, jt, jf, k };
}

function answer({ errno }: Answer): Instruction {
  return { code: RETURN, k: SECCOMP_RET_ERRNO | errno };
}

function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = endianness() === "LE";
  program.forEach(({ code, jt = 0, jf = 0, k }, index) => {
    view.setUint16(index * 8, code, little);
    view.setUint8(index * 8 + 2, jt);
    view.setUint8(index * 8 + 3, jf);
    view.setUint32(index * 8 + 4, k >>> 0, little);
  });
  return bytes;
}
