import { eventually, silentLogger } from '@rushgraph/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addUp, type MessagingFixture, messagingFixture } from '../../test/fixture.ts';
import { readTopic } from '../../test/read-topic.ts';
import { createProducer } from '../producer/producer.ts';
import type { ProducerRecord } from '../producer/producer-record.ts';

let shop: MessagingFixture;
beforeEach(async () => {
  shop = await messagingFixture();
});
afterEach(() => shop.drop());

it('control: deleting before the acknowledgement loses what the broker then refuses', async () => {
  const real = createProducer({ kafka: shop.kafka, logger: silentLogger(), lingerMs: 0 });
  let refusals = 1;
  const deletingFirst = {
    async send(records: readonly ProducerRecord[]) {
      await shop.database.run('DELETE FROM outbox');
      if (refusals-- > 0) throw new Error('refused');
      await real.send(records);
    },
    stop: () => real.stop(),
  };
  for (let n = 1; n <= 3; n++) await shop.record({ name: 'a', amount: n });
  await shop.relay({ instanceId: 'one', producer: deletingFirst }).start();
  await eventually(async () => expect(await shop.waiting()).toBe(0));
  expect(await readTopic(shop.kafka, shop.topic)).toEqual([]);
});

it('control: an effect that is committed apart from its offset is done again after a crash between them', async () => {
  let crashes = 1;
  const apart = shop.otherDatabase();
  await shop.relay({ instanceId: 'one' }).start();
  await shop
    .consumer({
      handle: async (batch) => {
        await apart.transaction((tx) => addUp(batch, tx));
        if (crashes-- > 0) throw Object.assign(new Error('crashed before the offset'), { code: 'ECONNRESET' });
      },
    })
    .start();
  await shop.record({ name: 'a', amount: 1 });
  await eventually(async () => expect(await shop.tally()).toEqual({ a: [2, 2] }));
});
