import { expect, it } from 'vitest';
import { onServer } from './on-server.ts';

it.each([
  ['mysql://root@127.0.0.1:23306', 'mysql://root@127.0.0.1:23306/mine'],
  ['mysql://u:p@db:3306/theirs?ssl-mode=REQUIRED', 'mysql://u:p@db:3306/mine?ssl-mode=REQUIRED'],
  ['redis://:secret@cache:6379/0', 'redis://:secret@cache:6379/mine'],
  ['rediss://cache:6379/', 'rediss://cache:6379/mine'],
  ['mongodb://127.0.0.1:27117', 'mongodb://127.0.0.1:27117/mine'],
  ['mongodb://a:1,b:2/?replicaSet=rs', 'mongodb://a:1,b:2/mine?replicaSet=rs'],
  ['mongodb://root:pw@m:27017', 'mongodb://root:pw@m:27017/mine?authSource=admin'],
  ['mongodb://u:p@m:27017/users', 'mongodb://u:p@m:27017/mine?authSource=users'],
])('finds a database on %s', (server, address) => {
  expect(onServer(server, 'mine')).toBe(address);
});

it('refuses what is no address', () => {
  expect(() => onServer('localhost:3306', 'mine')).toThrow('This is no address of a server: localhost:3306');
});
