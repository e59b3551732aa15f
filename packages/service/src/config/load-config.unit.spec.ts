import { expect, it } from 'vitest';
import { z } from 'zod';
import { kafkaConnection } from './kafka-connection.ts';
import { ConfigError, type Environment, loadConfig } from './load-config.ts';
import {
  httpSettings,
  kafkaSettings,
  logSettings,
  mongodbSettings,
  mysqlSettings,
  redisSettings,
  roleSettings,
  viewerKeysSettings,
  viewerSettings,
} from './settings.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const schema = z.object({
  ...httpSettings(4003),
  ...logSettings,
  ...roleSettings,
  ...mysqlSettings('order'),
  ...redisSettings,
  ...mongodbSettings,
  ...kafkaSettings,
  ...viewerSettings,
  ...viewerKeysSettings(['item']),
});
const keys = { VIEWER_KEY: key, VIEWER_KEYS: `item=${key}` };

function problems(env: Environment, of: z.ZodType = schema): readonly string[] {
  try {
    loadConfig(of, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

it('needs nothing but keys, and takes an empty variable for an unset one', () => {
  expect(loadConfig(schema, { ...keys, PORT: '', KAFKA_TOPIC_PREFIX: '' })).toEqual({
    PORT: 4003,
    HOST: '0.0.0.0',
    OPERATIONS_PORT: 4053,
    OPERATIONS_HOST: '127.0.0.1',
    INTROSPECTION: true,
    LOG_LEVEL: 'info',
    LOG_PRETTY: false,
    ROLES: new Set(['api', 'worker']),
    MYSQL_URL: 'mysql://root@localhost:13306/order',
    MYSQL_CONNECTIONS: 20,
    REDIS_URL: 'redis://localhost:16379',
    MONGODB_URL: 'mongodb://localhost:17017',
    KAFKA_BROKERS: ['localhost:19092'],
    KAFKA_SSL: false,
    KAFKA_TOPIC_PREFIX: '',
    KAFKA_GROUP_PREFIX: '',
    VIEWER_KEY: Buffer.alloc(32, 1),
    VIEWER_KEYS: new Map([['item', Buffer.alloc(32, 1)]]),
  });
});

it('names every problem at once, in sentences', () => {
  const env = { ...keys, PORT: 'abc', LOG_LEVEL: 'loud', LOG_PRETTY: 'yes', ROLES: 'api,cook', REDIS_URL: 'here' };
  expect(problems(env)).toEqual([
    'PORT must be a whole number between 0 and 65535, got "abc".',
    'LOG_LEVEL must be one of debug, info, warn, error, silent, got "loud".',
    'LOG_PRETTY must be true or false, got "yes".',
    'ROLES must be api, worker or both, separated by a comma, got "api,cook".',
    'REDIS_URL must be an address like redis://localhost:6379, got "here".',
  ]);
});

it.each(['65536', '-1', '1.5', '1e3', '0x10', ' 80'])('takes %j for no port', (PORT) => {
  expect(problems({ ...keys, PORT })).toEqual([`PORT must be a whole number between 0 and 65535, got "${PORT}".`]);
});

it('says which key is missing and how to make one', () => {
  const makeOne = '(make one with `openssl rand -base64 32`)';
  expect(problems({})).toEqual([
    `VIEWER_KEY is missing: it must be set to 32 bytes in base64 ${makeOne}.`,
    `VIEWER_KEYS is missing: it must hold a key for each of item, as in item=<32 bytes in base64>,… ${makeOne}.`,
  ]);
  expect(problems({ ...keys, VIEWER_KEYS: `user=${key}` })).toHaveLength(1);
});

it('never repeats a secret, not even one inside an address', () => {
  const env = {
    VIEWER_KEY: 'hunter2',
    VIEWER_KEYS: 'item=hunter2',
    MYSQL_URL: 'mysql://root:hunter2@localhost',
    REDIS_URL: 'reids://:hunter2@localhost',
    KAFKA_SASL_MECHANISM: 'hunter2',
  };
  const told = problems(env);
  expect(told.map((line) => line.split(' ')[0]).sort()).toEqual(Object.keys(env).sort());
  expect(told.join()).not.toContain('hunter2');
});

it('has words for rules that bring none, and leaves a rule over several settings its own', () => {
  const bare = z
    .object({ COUNT: z.coerce.number(), MODE: z.enum(['a', 'b']), NAME: z.string() })
    .refine(() => false, 'A and B must differ');
  expect(problems({ COUNT: 'x', MODE: 'c' }, bare)).toEqual([
    'COUNT must be a number, got "x".',
    'MODE must be one of a, b, got "c".',
    'NAME is missing: it must be set.',
  ]);
  expect(problems({ COUNT: '1', MODE: 'a', NAME: 'n' }, bare)).toEqual(['A and B must differ.']);
});

it('describes a Kafka connection with a login only when there is one', () => {
  const plain = loadConfig(z.object(kafkaSettings), {});
  expect(kafkaConnection(plain)).toEqual({ brokers: ['localhost:19092'], ssl: false });
  const env = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p', KAFKA_SSL: 'true' };
  expect(kafkaConnection(loadConfig(z.object(kafkaSettings), env))).toMatchObject({
    ssl: true,
    sasl: { mechanism: 'plain', username: 'u', password: 'p' },
  });
});
