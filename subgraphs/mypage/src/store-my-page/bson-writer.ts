/** Writes documents of BSON, one after the other, into one piece of memory. */
export interface BsonWriter {
  /** Begins a document, which is the value of a field inside of another one. */
  begin(field?: Uint8Array): void;
  end(): void;
  text(name: Name, text: string): void;
  number(name: Name, number: number): void;
  boolean(name: Name, is: boolean): void;
  nothing(name: Name): void;
  /** A whole field that somebody else has written. */
  field(field: Uint8Array): void;
  /** All that was written, in the memory that is written to again once it is cleared. */
  bytes(): Buffer;
  /** Begins anew in the same memory, unless it is very large. */
  clear(): void;
}

/** With what fields of one name begin, by the type of their value. */
export interface Name {
  readonly name: string;
  readonly double: Uint8Array;
  readonly text: Uint8Array;
  readonly document: Uint8Array;
  readonly array: Uint8Array;
  readonly boolean: Uint8Array;
  readonly nothing: Uint8Array;
  readonly int32: Uint8Array;
}

const FIRST_BYTES = 65_536;
/** Enough for a thousand pages in one command. */
const MOST_KEPT_BYTES = 33_554_432;
const MOST_BYTES_OF_A_CHARACTER = 3;
/** Lengths, and the zero at an end. */
const INT32_BYTES = 4;
const DOUBLE_BYTES = 8;

export function nameOf(name: string): Name {
  const field = (type: number) => Buffer.from(`${String.fromCharCode(type)}${name}\0`);
  return {
    name,
    double: field(0x01),
    text: field(0x02),
    document: field(0x03),
    array: field(0x04),
    boolean: field(0x08),
    nothing: field(0x0a),
    int32: field(0x10),
  };
}

export function createBsonWriter(): BsonWriter {
  let buffer = Buffer.allocUnsafe(FIRST_BYTES);
  let at = 0;
  /** Where the documents begin that are not at their end. */
  const open: number[] = [];

  function makeRoom(bytes: number): void {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }

  /** Begins a field whose value has at most so many bytes. */
  function begin(field: Uint8Array, most: number): void {
    makeRoom(field.length + most);
    // They are few: one after the other is faster than a call for all.
    for (let index = 0; index < field.length; index++) buffer[at++] = field[index] ?? 0;
  }

  function writeInt32(number: number, start: number): void {
    buffer[start] = number;
    buffer[start + 1] = number >> 8;
    buffer[start + 2] = number >> 16;
    buffer[start + 3] = number >> 24;
  }

  /** Most texts are short and have no character of several bytes: that costs less here than a call. */
  function writeText(text: string): void {
    const start = at;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) {
        at = start + buffer.write(text, start);
        return;
      }
      buffer[at++] = code;
    }
  }

  return {
    begin(field) {
      if (field === undefined) makeRoom(INT32_BYTES);
      else begin(field, INT32_BYTES);
      open.push(at);
      at += INT32_BYTES;
    },
    end() {
      const start = open.pop();
      if (start === undefined) throw new RangeError('No document has begun');
      makeRoom(1);
      buffer[at++] = 0;
      writeInt32(at - start, start);
    },
    text(name, text) {
      begin(name.text, INT32_BYTES + text.length * MOST_BYTES_OF_A_CHARACTER + 1);
      const start = at;
      at += INT32_BYTES;
      writeText(text);
      buffer[at++] = 0;
      writeInt32(at - start - INT32_BYTES, start);
    },
    number(name, number) {
      if ((number | 0) === number) {
        begin(name.int32, INT32_BYTES);
        writeInt32(number, at);
        at += INT32_BYTES;
      } else {
        begin(name.double, DOUBLE_BYTES);
        at = buffer.writeDoubleLE(number, at);
      }
    },
    boolean(name, is) {
      begin(name.boolean, 1);
      buffer[at++] = is ? 1 : 0;
    },
    nothing(name) {
      begin(name.nothing, 0);
    },
    field: (field) => begin(field, 0),
    bytes: () => buffer.subarray(0, at),
    clear() {
      if (buffer.length > MOST_KEPT_BYTES) buffer = Buffer.allocUnsafe(FIRST_BYTES);
      at = 0;
      open.length = 0;
    },
  };
}
