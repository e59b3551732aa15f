import { Undecidable } from '../wait/undecidable.ts';

/** Redis is away, and nothing is to be decided without locks. Nothing was decided. */
export class LocksUnavailable extends Undecidable {
  constructor(message: string, options?: ErrorOptions) {
    super(message, 'lock', options);
  }
}
