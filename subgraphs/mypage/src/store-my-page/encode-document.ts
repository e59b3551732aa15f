import { BSON } from 'mongodb';
import { type BsonWriter, type Name, nameOf } from './bson-writer.ts';

/** Names of fields, each made once: a page has some hundred fields of twenty names. */
const names = new Map<string, Name>();
/** Around the fields of a document. */
const [BYTES_OF_LENGTH, BYTES_OF_END] = [4, 1];
/** An array is a document whose fields are called 0, 1, 2 … */
const places: Name[] = [];

/**
 * Writes a document as the driver would, into a field of the one that is open. The driver asks of every value which of its
 * own types it may be, and takes twice as long for a page.
 */
export function encodeDocument(document: object, field: Uint8Array | undefined, writer: BsonWriter): void {
  writer.begin(field);
  for (const key in document) encodeValue(nameFor(key), document[key as keyof typeof document], writer);
  writer.end();
}

function encodeValue(name: Name, value: unknown, writer: BsonWriter): void {
  if (typeof value === 'string') writer.text(name, value);
  else if (typeof value === 'number') writer.number(name, value);
  else if (value === null || value === undefined) writer.nothing(name);
  else if (typeof value === 'boolean') writer.boolean(name, value);
  else if (Array.isArray(value)) encodeList(name, value, writer);
  else if (Object.getPrototypeOf(value) === Object.prototype) encodeDocument(value, name.document, writer);
  else if (typeof value === 'object') writer.field(fieldByDriver(name, value));
  else throw new TypeError(`A page has no ${typeof value}`);
}

/** No page of ours has it, but somebody may have put a date into one by hand. */
function fieldByDriver({ name }: Name, value: object): Uint8Array {
  return BSON.serialize({ [name]: value }).subarray(BYTES_OF_LENGTH, -BYTES_OF_END);
}

function encodeList(name: Name, list: readonly unknown[], writer: BsonWriter): void {
  writer.begin(name.array);
  for (let index = 0; index < list.length; index++) encodeValue(placeOf(index), list[index], writer);
  writer.end();
}

function nameFor(key: string): Name {
  const before = names.get(key);
  if (before !== undefined) return before;
  const name = nameOf(key);
  names.set(key, name);
  return name;
}

function placeOf(index: number): Name {
  const before = places[index];
  if (before !== undefined) return before;
  const place = nameOf(String(index));
  places[index] = place;
  return place;
}
