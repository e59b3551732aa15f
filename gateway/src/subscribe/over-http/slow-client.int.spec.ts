import { connect } from 'node:net';
import { createMetrics } from '@rushgraph/service';
import { eventually } from '@rushgraph/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallShop, smallShop, streams } from '../../../test/small-shop.ts';

let shop: SmallShop;
let ada: { readonly authorization: string };
beforeAll(async () => {
  shop = await smallShop();
  ada = { authorization: `Bearer ${await shop.signIn()}` };
});
afterAll(() => shop.close());

const query = 'subscription Parcel($id: ID!) { parcelMoved(id: $id) { state note } }';
/** A state that the buffers of two kernels do not hold often. */
const NOTE = 'x'.repeat(1_000_000);
let parcels = 0;

/** A gateway that looks at its clients all the time, by a clock that a test sets; and a parcel that it follows. */
async function watchful() {
  let now = 0;
  const metrics = createMetrics('gateway', { defaults: false });
  const app = await shop.gateway({ metrics, streams: { ...streams, heartbeatMs: 20, monotonic: () => now } });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  parcels += 1;
  const id = `slow ${parcels}`;
  shop.parcels.send(id);
  const answers = async () => {
    const lines = (await metrics.registry.metrics()).split('\n');
    return Number(lines.find((line) => line.startsWith('gateway_subscription_answers_total'))?.split(' ')[1] ?? 0);
  };
  return {
    origin,
    id,
    wait(milliseconds: number) {
      now += milliseconds;
    },
    /** Moves the parcel until the client has been sent more than it takes: nothing more is made for it. */
    async fill() {
      for (let before = -1, made = await answers(); made > before; made = await answers()) {
        before = made;
        for (let count = 0; count < 20; count++) {
          shop.parcels.move(id, `${made} and ${count}`, NOTE);
          await new Promise((resolve) => setImmediate(resolve));
        }
        await eventually(async () => expect(await answers()).toBeGreaterThan(before), { timeoutMs: 1_000 }).catch(
          () => undefined,
        );
      }
    },
    watchers: () => shop.parcels.watchers(id),
  };
}

test('an event stream whose client has read nothing for 30 s is cut', async () => {
  const { origin, id, wait, fill, watchers } = await watchful();
  const body = JSON.stringify({ query, variables: { id } });
  const { port } = new URL(origin);
  const socket = connect(Number(port), '127.0.0.1');
  const text: string[] = [];
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => text.push(chunk.toString().slice(-200)));
  socket.write(
    `POST /graphql/stream HTTP/1.1\r\nhost: gateway\r\nauthorization: ${ada.authorization}\r\ncontent-type: application/json\r\n` +
      `accept: text/event-stream\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await eventually(() => expect(text.join('')).toContain('"state":"sent"'));
  socket.pause();
  await fill();
  wait(30_000);
  await fill();
  expect(watchers()).toBe(1);
  // Where it took something more meanwhile, its 30 s have begun anew.
  await eventually(() => {
    wait(1_000);
    expect(watchers()).toBe(0);
  });
  socket.resume();
  await closed;
  expect(text.at(-1)).not.toContain('event: complete');
});
