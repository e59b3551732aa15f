import { readFileSync } from 'node:fs';
import { operationsIn, SAFELIST_KEY } from '@rushgraph/gateway/operations';
import { closeRedis, createRedis } from '@rushgraph/redis';
import { createLogger } from '@rushgraph/service';
import { developmentPorts } from '@rushgraph/stack';
import { runCommand } from './tools/run-command.ts';

const HELP = `npm run operations -- add FILE…
npm run operations -- list
npm run operations -- remove HASH…

Manages the stored operations. A gateway with SAFELIST=true runs these and no others; gateways read them every few seconds.
  add         stores a document exactly as clients send it, or a manifest of persisted queries (.json)
  list        prints the hash and the beginning of each
  remove      removes those with these hashes
  REDIS_URL   the gateway's Redis, default redis://localhost:16379
  --help      prints this text`;

await runCommand({
  help: HELP,
  options: {},
  positionals: true,
  failure: 'Stored operations',
  run: async ({ positionals }) => {
    await run(positionals);
    return 0;
  },
});

async function run([verb, ...words]: readonly string[]): Promise<void> {
  const logger = createLogger({ service: 'operations', level: 'silent', pretty: false });
  const url = process.env.REDIS_URL || `redis://localhost:${developmentPorts(process.env).redis}`;
  const redis = createRedis({ url, name: 'operations', logger });
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once('ready', resolve);
      redis.once('error', (error) => reject(new Error(`Redis does not answer (${error.message})`)));
    });
    if (verb === 'add' && words.length > 0) {
      const found = words.flatMap((file) => operationsIn(file, readFileSync(file, 'utf8')));
      await redis.hset(SAFELIST_KEY, Object.fromEntries(found.map(({ hash, text }) => [hash, text])));
      for (const { hash, text } of found) console.log(line(hash, text));
    } else if (verb === 'remove' && words.length > 0) {
      console.log(`${await redis.hdel(SAFELIST_KEY, ...words)} removed`);
    } else if (verb === 'list') {
      for (const [hash, text] of Object.entries(await redis.hgetall(SAFELIST_KEY))) console.log(line(hash, text));
    } else throw new Error('Say add FILE…, list, or remove HASH…; --help explains them.');
  } finally {
    await closeRedis(redis);
  }
}

function line(hash: string, text: string): string {
  return `${hash}  ${text.replace(/\s+/g, ' ').trim().slice(0, 80)}`;
}
