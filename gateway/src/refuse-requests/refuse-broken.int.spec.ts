import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SmallShop, smallShop } from '../../test/small-shop.ts';
import type { Tarpit } from '../tarpit/tarpit.ts';

const HOLD_MS = 60;
const LONG = `GET /graphql HTTP/1.1\r\nhost: a\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`;
const NONSENSE = 'NONSENSE\r\n\r\n';
const GOOD = 'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n';

let shop: SmallShop;
/** To whom refusals went. */
const suspects: (readonly [owner: string, isRefusal: boolean])[] = [];
let onSuspect: (() => void) | undefined;
const tarpit: Tarpit = {
  holdFor(owner, _elapsedMs, isRefusal) {
    suspects.push([owner, isRefusal]);
    onSuspect?.();
    return HOLD_MS;
  },
};
beforeAll(async () => {
  shop = await smallShop();
});
afterAll(() => shop.close());
beforeEach(() => {
  suspects.length = 0;
  onSuspect = undefined;
});

async function portOf(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
}

interface Talk {
  /** All that came until the connection was closed. */
  readonly answer: string;
  readonly ms: number;
}

/** Sends these texts, each as soon as the one before it is on its way. */
function talk(port: number, ...texts: readonly string[]): Promise<Talk> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    for (const text of texts) socket.write(text);
    socket.on('data', (data) => {
      answer += data.toString();
    });
    // The gateway closes while something is still on its way.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve({ answer, ms: performance.now() - begun }));
  });
}

test('what is no request is answered, and its connection closed', async () => {
  const port = await portOf(await shop.gateway());
  for (const [text, status] of [
    [LONG, '431 Request Header Fields Too Large'],
    [NONSENSE, '400 Bad Request'],
  ] as const) {
    const { answer } = await talk(port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}\r\nContent-Length: \\d+\r\n`));
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain('Connection: close');
    expect(JSON.parse(body)).toMatchObject({ statusCode: Number(status.slice(0, 3)), message: expect.any(String) });
  }
});

test('who sends it again and again waits, and is answered once', async () => {
  const port = await portOf(await shop.gateway({ tarpit }));
  for (const text of [LONG, NONSENSE]) {
    const { answer, ms } = await talk(port, text, NONSENSE, LONG);
    expect(ms).toBeGreaterThanOrEqual(HOLD_MS - 1);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  }
  expect(suspects).toEqual(Array(2).fill(['127.0.0.1', true]));
});

test('what came before it on the connection is answered first', async () => {
  const port = await portOf(await shop.gateway({ tarpit }));
  const { answer } = await talk(port, GOOD, NONSENSE);
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
});

test('who was slow has waited already', async () => {
  const port = await portOf(await shop.gateway({ tarpit, uploadMs: 100 }));
  const { answer } = await talk(port, 'GET /health/live HTTP/1.1\r\nhost:');
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(suspects).toEqual([]);
});

test('a gateway that stops waits for nobody whose request is broken', async () => {
  const app = await shop.gateway({ tarpit });
  const port = await portOf(app);
  const areHeld = new Promise<void>((resolve) => {
    onSuspect = () => suspects.length === 2 && resolve();
  });
  const left = connect(port, '127.0.0.1', () => left.write(NONSENSE));
  const stays = talk(port, LONG);
  await areHeld;
  left.resetAndDestroy();
  // Node takes both connections for idle, and closes them.
  await app.close();
  await stays;
});
