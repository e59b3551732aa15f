interface Named {
  readonly id: string;
}

/** Pairs two streams that come in the order of their ids: what has one id comes together, what is alone comes alone. */
export async function* mergeById<Left extends Named, Right extends Named>(
  left: AsyncIterable<Left>,
  right: AsyncIterable<Right>,
): AsyncGenerator<readonly [Left | undefined, Right | undefined]> {
  const lefts = left[Symbol.asyncIterator]();
  const rights = right[Symbol.asyncIterator]();
  let one = await lefts.next();
  let other = await rights.next();
  while (!one.done || !other.done) {
    if (other.done || (!one.done && one.value.id < other.value.id)) {
      yield [one.value, undefined];
      one = await lefts.next();
    } else if (one.done || other.value.id < one.value.id) {
      yield [undefined, other.value];
      other = await rights.next();
    } else {
      yield [one.value, other.value];
      one = await lefts.next();
      other = await rights.next();
    }
  }
}
