/** No lock can be had: Redis is away. Nothing is held. */
export class LockUnavailable extends Error {
  override readonly name = 'LockUnavailable';
}

/** Others have held one of the keys for as long as this caller would wait. Nothing is held. */
export class LockTaken extends Error {
  override readonly name = 'LockTaken';
}
