import { expect, it } from 'vitest';
import { clusterId } from './cluster-id.ts';

it('is 22 letters and digits that stand for 16 bytes, whatever chance brings', () => {
  for (const byte of [0x00, 0xf8, 0xfb, 0xff]) {
    const id = clusterId(new Uint8Array(16).fill(byte));
    expect(id).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(Buffer.from(id, 'base64url')).toHaveLength(16);
  }
});

it('keeps what cannot be misread', () => {
  const random = Uint8Array.from({ length: 16 }, (_, index) => index);
  expect(clusterId(random)).toBe(Buffer.from(random).toString('base64url'));
});
