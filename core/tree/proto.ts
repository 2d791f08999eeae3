// The wire format of protocol buffers, as far as Directory and Tree messages use it.

/** Appends fields in the order in which they are given. */
export class ProtoWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  integer(field: number, value: number): this {
    return this.#push(varint(field << 3)).#push(varint(value));
  }

  text(field: number, value: string): this {
    return this.message(field, Buffer.from(value, "utf8"));
  }

  message(field: number, value: Uint8Array): this {
    return this.#push(varint((field << 3) | 2))
      .#push(varint(value.length))
      .#push(value);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }

  #push(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return this;
  }
}

/** Reads fields one after another. Throws on what is cut short. */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #wire = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Number of the next field, 0 at the end. */
  next(): number {
    if (this.#offset >= this.#bytes.length) return 0;
    const tag = this.#varint();
    this.#wire = tag & 7;
    return tag >>> 3;
  }

  integer(): number {
    if (this.#wire !== 0) throw new Error("bad wire type in a message");
    return this.#varint();
  }

  text(): string {
    const bytes = this.bytes();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  }

  message(): ProtoReader {
    return new ProtoReader(this.bytes());
  }

  bytes(): Uint8Array {
    if (this.#wire !== 2) throw new Error("bad wire type in a message");
    const length = this.#varint();
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new Error("a message is cut short");
    const bytes = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return bytes;
  }

  skip(): void {
    if (this.#wire === 0) this.#varint();
    else if (this.#wire === 2) this.bytes();
    else if (this.#wire === 1) this.#offset += 8;
    else if (this.#wire === 5) this.#offset += 4;
    else throw new Error("bad wire type in a message");
  }

  #varint(): number {
    let value = 0;
    // Multiplication, for sizes beyond 32 bits.
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#offset++];
      if (byte === undefined) throw new Error("a message is cut short");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
