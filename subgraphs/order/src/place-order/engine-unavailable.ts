/** What the engine needs does not answer. The order may be placed or not; placing it again is the same order. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
  readonly placedAt: Date | undefined;

  constructor(message: string, { cause, placedAt }: { readonly cause: unknown; readonly placedAt?: Date }) {
    super(message, { cause });
    this.placedAt = placedAt;
  }
}
