import { describe, expect, it } from 'vitest';
import { canBecome, orderStatuses, statesBefore } from './order-state.ts';

describe('the state machine of an order', () => {
  it('has exactly three moves', () => {
    const moves = orderStatuses.flatMap((from) =>
      orderStatuses.filter((to) => canBecome(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(moves).toEqual(['PENDING → CONFIRMED', 'PENDING → REJECTED', 'CONFIRMED → CANCELLED']);
  });

  it('names the states a guarded write may start from', () => {
    expect(statesBefore('CONFIRMED')).toEqual(['PENDING']);
    expect(statesBefore('REJECTED')).toEqual(['PENDING']);
    expect(statesBefore('CANCELLED')).toEqual(['CONFIRMED']);
    expect(statesBefore('PENDING')).toEqual([]);
  });
});
