// What a patch says: files, and in each of them hunks or new contents. Bytes are held as latin1 texts: one character a byte.

export interface FilePatch {
  /** Line of the patch, from 1, where it begins. */
  readonly line: number;
  /** As written, unless it is `/dev/null`: undefined then. */
  readonly oldName: string | undefined;
  readonly newName: string | undefined;
  readonly action: "modify" | "create" | "delete" | "rename" | "copy";
  /** Mode that the file gets: 0100644, 0100755 or 0120000. */
  readonly newMode?: number;
  /** What it was: only links are of interest. */
  readonly oldMode?: number;
  readonly hunks: readonly Hunk[];
  readonly binary?: BinaryChange;
  /** Whether the names are those of `rename` and `copy` lines, which have nothing to be stripped. */
  readonly isWhole?: boolean;
}

export interface Hunk {
  /** Line of the patch, from 1, of its `@@`. */
  readonly line: number;
  /** Line of the file, from 1, where it should be. 0: the file is empty. */
  readonly at: number;
  /** Lines that are looked for, each with its newline if it has one. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Unchanged lines at its beginning and at its end. */
  readonly leading: number;
  readonly trailing: number;
}

export interface BinaryChange {
  readonly line: number;
  readonly type: "literal" | "delta";
  /** Bytes of the inflated data. */
  readonly size: number;
  /** Lines of base85. */
  readonly lines: readonly string[];
  /** Digest that the old contents must have, as git names blobs. */
  readonly from?: string;
}

/** Something in a patch that cannot be done, and the line of the patch that asks for it. */
export class PatchError extends Error {
  readonly line: number;
  readonly help: string | undefined;
  readonly detail: readonly string[];
  /** Whether it is the patch that is hostile or broken, rather than the files that it does not fit. */
  readonly isMalformed: boolean;

  constructor(
    line: number,
    message: string,
    more: { readonly help?: string; readonly detail?: readonly string[]; readonly malformed?: true } = {},
  ) {
    super(message);
    this.line = line;
    this.help = more.help;
    this.detail = more.detail ?? [];
    this.isMalformed = more.malformed === true;
  }
}
