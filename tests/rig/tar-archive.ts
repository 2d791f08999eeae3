// Writes tar archives member by member, the ones that no honest program makes included. Plain ustar, no compression.

export interface Member {
  /** Bytes are taken as they are: a name need not be UTF-8. */
  readonly name: string | Buffer;
  readonly type?: "file" | "directory" | "symlink" | "hardlink" | "char" | "block" | "fifo";
  readonly content?: string;
  readonly target?: string;
  readonly mode?: number;
}

const FLAGS = { file: "0", hardlink: "1", symlink: "2", char: "3", block: "4", directory: "5", fifo: "6" } as const;

export function tarArchive(members: readonly Member[]): Buffer {
  return Buffer.concat([...members.flatMap(encode), Buffer.alloc(1024)]);
}

function encode(member: Member): readonly Buffer[] {
  const type = member.type ?? "file";
  const content = Buffer.from(type === "file" ? (member.content ?? "") : "");
  const header = Buffer.alloc(512);
  (typeof member.name === "string" ? Buffer.from(member.name) : member.name).copy(header, 0, 0, 100);
  octal(header, 100, 8, member.mode ?? (type === "directory" ? 0o755 : 0o644));
  octal(header, 108, 8, 0);
  octal(header, 116, 8, 0);
  octal(header, 124, 12, content.length);
  octal(header, 136, 12, 1);
  header.write(FLAGS[type], 156);
  header.write(member.target ?? "", 157);
  header.write("ustar\0" + "00", 257, "latin1");
  octal(header, 329, 8, type === "char" || type === "block" ? 1 : 0);
  octal(header, 337, 8, 0);
  header.fill(" ", 148, 156);
  octal(
    header,
    148,
    7,
    header.reduce((sum, byte) => sum + byte, 0),
  );
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}

function octal(header: Buffer, at: number, width: number, value: number): void {
  header.write(`${value.toString(8).padStart(width - 1, "0")}\0`, at, "latin1");
}
