import { expect, it } from 'vitest';
import { addressesOf } from './addresses.ts';

it('knows the development servers', () => {
  expect(addressesOf({})).toEqual({
    mysql: {
      user: 'mysql://root@localhost:13306/user',
      item: 'mysql://root@localhost:13306/item',
      order: 'mysql://root@localhost:13306/order',
      coupon: 'mysql://root@localhost:13306/coupon',
    },
    kafka: { brokers: 'localhost:19092', topicPrefix: '' },
    mongodb: 'mongodb://localhost:17017',
    redis: { url: 'redis://localhost:16379', isCluster: false },
  });
});

it('follows the development servers where PORT_BASE moves them, and takes an empty variable for none', () => {
  const { mysql, kafka } = addressesOf({ PORT_BASE: '4100', MYSQL_URL: '', KAFKA_BROKERS: '' });
  expect(mysql.user).toBe('mysql://root@localhost:13406/user');
  expect(kafka.brokers).toBe('localhost:19192');
});

it('takes one server for all, but for a service that has its own', () => {
  const { mysql } = addressesOf({ MYSQL_URL: 'mysql://a:b@db:3306/', ITEM_MYSQL_URL: 'mysql://c:d@stock:3306/goods' });
  expect(mysql.order).toBe('mysql://a:b@db:3306/order');
  expect(mysql.item).toBe('mysql://c:d@stock:3306/goods');
});
