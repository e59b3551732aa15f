import { describe, expect, it } from 'vitest';
import { item, request } from '../../../test/item-fixture.ts';
import { partRequests } from './part-requests.ts';

const needsRedis = (itemId: string) => itemId !== item('merged');
const part = (blocked: string[], ...requests: ReturnType<typeof request>[]) => {
  const parted = partRequests(requests, new Set(blocked.map(item)), needsRedis);
  const at = (some: readonly unknown[]) => some.map((one) => requests.findIndex((request) => Object.is(request, one)));
  return { decidable: at(parted.decidable), waiting: at(parted.waiting), blocked: parted.blocked.size };
};

describe('of a batch', () => {
  it('all go on when nothing is blocked', () => {
    expect(part([], request('a', { lamp: 1 }), request('b', { merged: 1 }))).toEqual({
      decidable: [0, 1],
      waiting: [],
      blocked: 0,
    });
  });

  it('whoever wants a blocked item waits, and so does who wants what they want and comes later', () => {
    const requests = [
      request('before', { desk: 1 }),
      request('a', { lamp: 1, desk: 1 }),
      request('b', { desk: 1, chair: 1 }),
      request('c', { chair: 1 }),
      request('d', { sofa: 1 }),
    ];
    expect(part(['lamp'], ...requests)).toEqual({ decidable: [0, 4], waiting: [1, 2, 3], blocked: 3 });
  });

  it('nobody waits for a merged item of one that waits', () => {
    expect(part(['lamp'], request('a', { lamp: 1, merged: 1 }), request('b', { merged: 1 }))).toEqual({
      decidable: [1],
      waiting: [0],
      blocked: 1,
    });
  });
});
