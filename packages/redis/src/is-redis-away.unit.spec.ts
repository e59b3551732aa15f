import { expect, it } from 'vitest';
import { isRedisAway } from './is-redis-away.ts';

const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });

it.each([
  ['a lost connection', new Error('Connection is closed.'), true],
  ['a server that is starting', reply('LOADING Redis is loading the dataset in memory'), true],
  ['a replica', reply("READONLY You can't write against a read only replica."), true],
  ['a key of another type', reply('WRONGTYPE Operation against a key holding the wrong kind of value'), false],
  ['a script that fails', reply('ERR user_script:1: attempt to index a nil value'), false],
  ['a fault of the caller', new TypeError('not a function'), false],
  ['no error', 'text', false],
])('%s', (_name, error, away) => {
  expect(isRedisAway(error)).toBe(away);
});
