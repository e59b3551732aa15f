export interface DriftSample {
  /** What MySQL says is left, and the gate. */
  readonly left: number;
  readonly quantity: number;
  readonly epoch: number;
}

/**
 * What a gate has decided and MySQL has not recorded yet is drift that passes, so only what is too much, or stays as it
 * is while nothing happens, is a fault. `before`: the sample before this one, taken longer ago than a batch takes.
 */
export function judgeDrift(sample: DriftSample, before: DriftSample | undefined, most: number): 'FINE' | 'DRIFTED' {
  const { left, quantity, epoch } = sample;
  if (Math.abs(quantity - left) > most) return 'DRIFTED';
  const isStill = before?.left === left && before.quantity === quantity && before.epoch === epoch;
  return quantity !== left && isStill ? 'DRIFTED' : 'FINE';
}
