import { expect, it } from 'vitest';
import { placeSetting, readPlace } from './place.ts';

const read = (text: string) => {
  const place = readPlace(text);
  return place && { lookup: place.lookup, fixed: place.fixed.map(({ id, url }) => [id, url.href]) };
};

it('reads one address, and several', () => {
  expect(read('http://item:4002/graphql')).toEqual({
    lookup: undefined,
    fixed: [['item:4002', 'http://item:4002/graphql']],
  });
  expect(read('http://a:1/graphql, https://b/graphql,http://a:1/graphql')?.fixed).toEqual([
    ['a:1', 'http://a:1/graphql'],
    ['b', 'https://b/graphql'],
  ]);
});

it('reads what to look for, and which addresses are used until then', () => {
  expect(read('registry:order')).toEqual({ lookup: { by: 'registry', service: 'order' }, fixed: [] });
  expect(read('registry:order,http://127.0.0.1:4003/graphql')?.fixed).toEqual([
    ['127.0.0.1:4003', 'http://127.0.0.1:4003/graphql'],
  ]);
  expect(read('dns:order:4003')?.lookup).toEqual({ by: 'dns', host: 'order', port: 4003, path: '/graphql' });
  expect(read('dns:order.shop.svc.cluster.local:80/api/graphql')?.lookup).toEqual({
    by: 'dns',
    host: 'order.shop.svc.cluster.local',
    port: 80,
    path: '/api/graphql',
  });
});

it.each([
  '',
  'item',
  'item:4002',
  'http://',
  'redis://item:4002',
  'http://a:1/graphql,',
  'http://a:1/graphql,registry:order',
  'registry:',
  'registry:Order',
  'registry:order:4003',
  'registry:order,item',
  'dns:order',
  'dns:order:0',
  'dns:order:70000',
  'dns:order:http',
  'dns::4003',
  'dns:or der:4003',
])('refuses %j in one sentence', (text) => {
  expect(readPlace(text)).toBeUndefined();
  expect(placeSetting.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
    'must be an address like http://localhost:4001/graphql, several of them separated by commas, registry:<service>, or dns:<name>:<port>',
  ]);
});
