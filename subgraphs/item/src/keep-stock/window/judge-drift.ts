export interface DriftSample {
  /** What MySQL says is left, and the gate. */
  readonly left: number;
  readonly quantity: number;
  readonly epoch: number;
  /** Since when all of this is as it is. */
  readonly since: Date;
}

export interface DriftBounds {
  /** Pieces that a gate may be apart at any time. */
  readonly maxDrift: number;
  /** How long it may be apart while nothing happens: longer than a batch that failed waits before it is tried again. */
  readonly settleMs: number;
}

/** The sample, with the time of the one before it when nothing has happened in between. */
export function sampleAfter(before: DriftSample | undefined, sample: DriftSample): DriftSample {
  const isStill = before?.left === sample.left && before.quantity === sample.quantity && before.epoch === sample.epoch;
  return isStill ? { ...sample, since: before.since } : sample;
}

/**
 * What a gate has decided and MySQL has not recorded yet is drift that passes, also when the batch has failed and waits:
 * so only what is too much, or stays as it is for long, is a fault.
 */
export function judgeDrift(sample: DriftSample, now: Date, { maxDrift, settleMs }: DriftBounds): 'FINE' | 'DRIFTED' {
  const { left, quantity, since } = sample;
  if (Math.abs(quantity - left) > maxDrift) return 'DRIFTED';
  return quantity !== left && now.getTime() - since.getTime() >= settleMs ? 'DRIFTED' : 'FINE';
}
