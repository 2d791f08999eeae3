// Reads a stream by amounts instead of chunks.

/** Reads forward over chunks as they come. Nothing is read ahead of what is asked for but the rest of a chunk. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = EMPTY;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** So many bytes; fewer only at the end. */
  async take(amount: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this.stream(amount)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** So many bytes as they come; fewer only at the end. */
  async *stream(amount: number): AsyncGenerator<Uint8Array, void> {
    for (let left = amount; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#fill())) return;
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  /** Passes over bytes. Gives how many there were. */
  async skip(amount: number): Promise<number> {
    let seen = 0;
    for await (const part of this.stream(amount)) seen += part.length;
    return seen;
  }

  async #fill(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done === true) return false;
    this.#rest = value;
    return true;
  }
}

const EMPTY = new Uint8Array(0);
