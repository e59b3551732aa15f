import { expect, it } from 'vitest';
import { isRedisAway } from './is-redis-away.ts';

const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });
/** As Redis 6 tells it. */
const within = (message: string) => reply(`ERR Error running script (call to f_6da9): @user_script:1: ${message}`);

it.each([
  ['a lost connection', new Error('Connection is closed.'), true],
  ['a server that is starting', reply('LOADING Redis is loading the dataset in memory'), true],
  ['a replica', reply("READONLY You can't write against a read only replica."), true],
  ['a key of another type', reply('WRONGTYPE Operation against a key holding the wrong kind of value'), false],
  ['a server that does not know us', reply('NOAUTH Authentication required.'), true],
  ['a password that is no longer the right one', reply('WRONGPASS invalid username-password pair'), true],
  ['a right that is missing', reply("NOPERM this user has no permissions to run the 'evalsha' command"), true],
  ['a server with too many clients', reply('ERR max number of clients reached'), true],
  ['a reply of the server that nobody here knows', reply('DENIED Redis is running in protected mode'), true],
  [
    'a full server within a script',
    within("@user_script: 1: -OOM command not allowed when used memory > 'maxmemory'."),
    true,
  ],
  [
    'a right that is missing within a script',
    within("@user_script: 1: The user executing the script can't run this command"),
    true,
  ],
  ['a key of another type within a script', within('WRONGTYPE Operation against a key'), false],
  ['a bug within a script', within('user_script:1: attempt to perform arithmetic on a nil value'), false],
  ['a command that does not exist', reply("ERR unknown command 'FOO'"), false],
  ['a script that fails', reply('ERR user_script:1: attempt to index a nil value'), false],
  ['a fault of the caller', new TypeError('not a function'), false],
  ['no error', 'text', false],
])('knows from %s whether Redis is away', (_name, error, away) => {
  expect(isRedisAway(error)).toBe(away);
});
