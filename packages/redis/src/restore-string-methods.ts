/** V8 acts at the tenth. */
const READS = 1_000;

/**
 * Loading ioredis declares a subclass of String, after which V8 keeps the methods of all strings in a dictionary: code that
 * is otherwise optimised looks each of them up, and inlines none. Reading one through an object that inherits from them,
 * often enough to be noticed, undoes that.
 */
export function restoreStringMethods(): void {
  const heir: string = Object.create(String.prototype);
  for (let index = 0; index < READS; index++) read(heir);
}

function read(heir: string): unknown {
  return heir.valueOf;
}
