import { generateKeyPairSync } from 'node:crypto';
import { describe } from 'vitest';
import { clients } from './clients/clients.ts';
import { hasChromium } from './explorer/chromium.ts';
import { explorerExamples } from './explorer/explorer-examples.ts';
import { explorerInChromium } from './explorer/explorer-in-chromium.ts';
import { badInput } from './scenarios/bad-input.ts';
import { couponQueue } from './scenarios/coupon-queue.ts';
import { journey } from './scenarios/journey.ts';
import { missingPart } from './scenarios/missing-part.ts';
import { orders } from './scenarios/orders.ts';
import { useSystem } from './shop/use-system.ts';

// One shop for all of them: its six processes take longer to start than most scenarios take to run.
const { privateKey } = generateKeyPairSync('ed25519');
const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const shop = useSystem({ env: { user: { ACCESS_TOKEN_PRIVATE_KEY: privateKeyPem } } });

// Counts rows, so nothing of the others may be under way.
describe('bad input', () => badInput(shop));
describe('a journey', () => journey(shop));
describe('orders', () => orders(shop));
describe('the queue of a campaign', () => couponQueue(shop));
describe('clients', () => clients(shop));
describe('an example of the explorer', () => explorerExamples(shop));
describe.skipIf(!hasChromium)(
  `the explorer in Chromium${hasChromium ? '' : ' (skipped: /usr/bin/chromium is not installed)'}`,
  () => explorerInChromium(shop, privateKeyPem),
);
// Kills a process, and starts it again.
describe('a missing part', () => missingPart(shop));
