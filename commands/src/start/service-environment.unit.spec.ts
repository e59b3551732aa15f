import type { StackAddresses } from '@rushgraph/stack';
import { expect, it } from 'vitest';
import { processesOf, type Scale } from './scale-services.ts';
import { administrator, serviceEnvironment } from './service-environment.ts';
import { selectServices, services } from './services.ts';

const addresses: StackAddresses = {
  mysqlUrl: 'mysql://root:pw@127.0.0.1:13306?ssl={"rejectUnauthorized":true}',
  redisUrl: 'redis://127.0.0.1:16379',
  kafkaBrokers: '127.0.0.1:19092',
  mongodbUrl: 'mongodb://127.0.0.1:17017',
  rung: 'environment',
  startedHere: false,
};
const secrets = {
  viewerKeys: Object.fromEntries(services.map(({ name }) => [name, `key-of-${name}`])),
  accessTokenPrivateKey: 'signing key',
  demoPassword: 'made here',
};

function environmentOf(
  label: string,
  environment: Readonly<Record<string, string>> = {},
  portBase = 4_000,
  scale: Scale = new Map(),
) {
  const process = processesOf(services, scale).find((one) => one.label === label);
  if (process === undefined) throw new Error(`There is no ${label}`);
  return serviceEnvironment(process, { addresses, secrets, portBase, scale, environment });
}

it('listens on this computer alone, on the port after PORT_BASE that is its own', () => {
  expect(environmentOf('gateway')).toMatchObject({ HOST: '127.0.0.1', PORT: '4000' });
  expect(environmentOf('mypage', {}, 4_100)).toMatchObject({ HOST: '127.0.0.1', PORT: '4105' });
});

it('finds the other services where PORT_BASE has moved them', () => {
  expect(environmentOf('gateway', {}, 4_100)).toMatchObject({
    USER_URL: 'http://127.0.0.1:4101/graphql',
    MYPAGE_URL: 'http://127.0.0.1:4105/graphql',
    JWKS_URL: 'http://127.0.0.1:4101/.well-known/jwks.json',
  });
  expect(environmentOf('order', {}, 4_100)).toMatchObject({ ITEM_URL: 'http://127.0.0.1:4102/graphql' });
});

it('has several instances of a service announce themselves, and everybody look for them', () => {
  const scaled = (label: string) => environmentOf(label, {}, 4_100, new Map([['order', 2]]));
  const ORDER_URL = 'registry:order,http://127.0.0.1:4103/graphql';
  expect(scaled('order')).toMatchObject({ PORT: '4103', OPERATIONS_PORT: '4153', ANNOUNCE_HOST: '127.0.0.1' });
  expect(scaled('order-2')).toMatchObject({ PORT: '4113', OPERATIONS_PORT: '4163', ANNOUNCE_HOST: '127.0.0.1' });
  expect(scaled('order-2').MYSQL_URL).toBe(scaled('order').MYSQL_URL);
  for (const label of ['gateway', 'mypage'])
    expect(scaled(label)).toMatchObject({ ORDER_URL, USER_URL: 'http://127.0.0.1:4101/graphql' });
  expect(scaled('gateway')).not.toHaveProperty('ANNOUNCE_HOST');
});

it('lets the environment win, whatever it names but the port and the servers', () => {
  const given = {
    HOST: '0.0.0.0',
    ROLES: 'api',
    VIEWER_KEY: 'one key for all',
    ACCESS_TOKEN_PRIVATE_KEY: 'another key',
    ADMIN_EMAIL: 'me@shop.test',
    ADMIN_PASSWORD: 'chosen by me',
    COOKIE_SECURE: 'true',
  };
  expect(environmentOf('user', { ...given, PORT: '9' })).toMatchObject({ ...given, PORT: '4001' });
  expect(environmentOf('gateway', { VIEWER_KEY: 'k' }).VIEWER_KEYS).toBe('user=k,item=k,order=k,coupon=k,mypage=k');
  expect(environmentOf('order', { ITEM_URL: 'http://stock:1/graphql' }).ITEM_URL).toBe('http://stock:1/graphql');
  expect(administrator({ ADMIN_PASSWORD: 'chosen by me' }, secrets)).toEqual({
    email: 'admin@shop.local',
    password: 'chosen by me',
  });
});

it('takes an empty variable for one that is not set', () => {
  expect(environmentOf('user', { HOST: '', ADMIN_PASSWORD: '', VIEWER_KEY: '' })).toMatchObject({
    HOST: '127.0.0.1',
    ADMIN_PASSWORD: 'made here',
    VIEWER_KEY: 'key-of-user',
  });
});

it('gives each service its own database and keeps the options of the address', () => {
  expect(environmentOf('item').MYSQL_URL).toMatch(/^mysql:\/\/root:pw@127\.0\.0\.1:13306\/item\?ssl=/);
  expect(environmentOf('item', { ITEM_MYSQL_URL: 'mysql://stock/goods' }).MYSQL_URL).toBe('mysql://stock/goods');
});

it('starts the gateway beside the services that were chosen, since a subgraph answers nobody else', () => {
  const names = (only?: string) => {
    const chosen = selectServices(only);
    return 'problem' in chosen ? chosen.problem : chosen.map(({ name }) => name);
  };
  expect(names('item')).toEqual(['item', 'gateway']);
  expect(names('gateway')).toEqual(['gateway']);
  expect(names()).toHaveLength(6);
  expect(names('itme')).toBe('--only does not know "itme"; choose from user, item, order, coupon, mypage, gateway.');
});
