import { NoAnswer, TryAgain } from '@rushgraph/database';
import { expect, it } from 'vitest';
import { whoseFault } from './whose-fault.ts';

const named = (name: string, more = {}) => Object.assign(new Error('no'), { name, ...more });
const mysql = (errno: number, sqlState: string) => Object.assign(new Error('no'), { errno, sqlState, code: 'ER_ANY' });

it.each([
  ['a database that asks for another try', new TryAgain('again')],
  ['a database that does not answer', new NoAnswer('silence')],
  ['a full disk', mysql(1114, 'HY000')],
  ['a database error that nobody has met', mysql(45_678, 'HY000')],
  ['a MongoDB server that cannot be found', named('MongoServerSelectionError')],
  ['a MongoDB server without rights for us', named('MongoServerError', { code: 13 })],
  ['a MongoDB server with a full disk', named('MongoServerError', { code: 14_031 })],
  ['a broker that is away', named('KafkaJSConnectionError')],
  ['a lost connection', Object.assign(new Error('no'), { code: 'ECONNRESET', syscall: 'read' })],
  [
    'a lost connection under a fetch',
    new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }),
  ],
  ['a service that does not answer', named('ConnectTimeoutError', { code: 'UND_ERR_CONNECT_TIMEOUT' })],
])('holds the store at fault for %s', (_name, error) => {
  expect(whoseFault(error)).toBe('store');
});

it.each([
  ['a mistake in the code', new TypeError('undefined is not a function')],
  ['an error that nothing marks', new Error('this cannot be')],
  ['something thrown that is no error', 'text'],
  ['a text that is too long for its column', mysql(1406, '22001')],
  ['a statement that cannot be read', mysql(1064, '42000')],
  ['a document that MongoDB will never take', named('MongoServerError', { code: 10_334 })],
  ['a driver that is called wrongly', named('MongoInvalidArgumentError')],
  ['a function of Node that is called wrongly', Object.assign(new Error('no'), { code: 'ERR_INVALID_ARG_VALUE' })],
])('holds the handler or its record at fault for %s', (_name, error) => {
  expect(whoseFault(error)).toBe('bug');
});
