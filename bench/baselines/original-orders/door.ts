import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { createDatabase } from '@rushgraph/database';
import { createKafka } from '@rushgraph/messaging';
import { createLogger } from '@rushgraph/service';
import { z } from 'zod';
import { startOrderService } from './start-services.ts';

const { MYSQL_URL = '', KAFKA_BROKERS = '', PREFIX = '' } = process.env;
const logger = createLogger({ service: 'original-order', level: 'error', pretty: false });
const orders = await startOrderService({
  database: createDatabase({ url: MYSQL_URL, connectionLimit: 32 }),
  kafka: createKafka({ brokers: KAFKA_BROKERS.split(','), clientId: 'original-order', logger }),
  prefix: PREFIX,
});

const order = z.object({
  id: z.string(),
  userId: z.string(),
  lines: z.array(z.object({ itemId: z.string(), quantity: z.int() })),
});

/** POST / places an order, as the controller of the original did; no accounts, no gateway. */
const server = createServer(async (request, response) => {
  try {
    const placed = order.parse(await json(request));
    await orders.place(placed);
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ id: placed.id }));
  } catch (error) {
    logger.error({ err: error }, 'an order could not be placed');
    response.writeHead(500).end();
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string') process.stdout.write(`${address.port}\n`);
});
