import { describe } from 'vitest';
import { clients } from './clients/clients.ts';
import { badInput } from './scenarios/bad-input.ts';
import { couponQueue } from './scenarios/coupon-queue.ts';
import { journey } from './scenarios/journey.ts';
import { missingPart } from './scenarios/missing-part.ts';
import { orders } from './scenarios/orders.ts';
import { useSystem } from './shop/use-system.ts';

// One shop for all of them: its six processes take longer to start than most scenarios take to run.
const shop = useSystem();

// Counts rows, so nothing of the others may be under way.
describe('bad input', () => badInput(shop));
describe('a journey', () => journey(shop));
describe('orders', () => orders(shop));
describe('the queue of a campaign', () => couponQueue(shop));
describe('clients', () => clients(shop));
// Kills a process, and starts it again.
describe('a missing part', () => missingPart(shop));
