/** Longer texts are left to the native encoder, whose call costs more than a short text. */
const SHORT = 48;

/** Writes numbers and texts one after the other into a buffer that grows. Positions are bytes from its start. */
export class ByteWriter {
  bytes: Buffer;
  position = 0;

  constructor(size = 65_536) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.position + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.position);
    this.bytes = larger;
  }

  int8(value: number): void {
    this.reserve(1);
    this.bytes[this.position++] = value;
  }

  int16(value: number): void {
    this.reserve(2);
    this.position = this.bytes.writeInt16BE(value, this.position);
  }

  int32(value: number): void {
    this.reserve(4);
    this.position = this.bytes.writeInt32BE(value, this.position);
  }

  int64(value: bigint): void {
    this.reserve(8);
    this.position = this.bytes.writeBigInt64BE(value, this.position);
  }

  /** Zigzag and seven bits a byte, as Kafka's records have their lengths; `value` fits 31 bits. */
  varint(value: number): void {
    this.reserve(5);
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 0x7f) {
      this.bytes[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.position++] = rest;
  }

  /** Length and bytes; null has the length −1. */
  varintBytes(value: Buffer | string | null): void {
    if (value === null) this.varint(-1);
    else if (typeof value !== 'string') {
      this.varint(value.length);
      this.reserve(value.length);
      this.position += value.copy(this.bytes, this.position);
    } else if (value.length > SHORT || !this.shortText(value)) {
      const length = Buffer.byteLength(value);
      this.varint(length);
      this.reserve(length);
      this.position += this.bytes.write(value, this.position);
    }
  }

  /** A short ASCII text with its length in one byte; false, and nothing written, when it is not ASCII. */
  private shortText(value: string): boolean {
    const { length } = value;
    this.reserve(length + 1);
    const { bytes, position } = this;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[position + 1 + index] = code;
    }
    bytes[position] = length << 1;
    this.position = position + 1 + length;
    return true;
  }

  /** Inserts the length of what was written since `start` in front of it. */
  prefixLength(start: number): void {
    const length = this.position - start;
    const size = varintSize(length);
    this.reserve(size);
    this.bytes.copyWithin(start + size, start, this.position);
    this.position = start;
    this.varint(length);
    this.position = start + size + length;
  }
}

/** Bytes of a length as a varint. */
function varintSize(value: number): number {
  let rest = value * 2;
  let size = 1;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}
