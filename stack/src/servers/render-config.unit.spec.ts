import { describe, expect, it } from 'vitest';
import { preferredPorts } from '../ports.ts';
import { stackPaths } from '../stack-paths.ts';
import { servers } from './index.ts';
import { renderKafkaProperties } from './kafka.ts';
import { renderMysqlConfig } from './mysql.ts';
import { renderRedisConfig } from './redis.ts';

const paths = stackPaths('/shop', 'test');
const ports = preferredPorts.test;
const library = { java: 'java', classPath: '/lib/*', mariadb: '/lib/mariadb', redisServer: '/lib/redis/redis-server' };
const context = { paths, ports, library, env: {} };

/** The `key=value` or `key value` lines of a configuration file. */
function settings(text: string, separator: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes(separator) && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(separator)), line.slice(line.indexOf(separator) + 1)]),
  );
}

it('MariaDB commits durably, sorts as production does and listens to this computer only', () => {
  expect(settings(renderMysqlConfig(context), '=')).toMatchObject({
    basedir: '/lib/mariadb',
    datadir: '/shop/.stack/test/mysql/data',
    socket: '/shop/.stack/test/mysql/mysql.sock',
    'bind-address': '127.0.0.1',
    port: '23306',
    'character-set-server': 'utf8mb4',
    'collation-server': 'utf8mb4_unicode_ci',
    'max-connections': '500',
    'innodb-buffer-pool-size': '512M',
    'innodb-flush-log-at-trx-commit': '1',
  });
});

it('Redis keeps what it was told and never evicts', () => {
  expect(settings(renderRedisConfig(context), ' ')).toMatchObject({
    bind: '127.0.0.1',
    port: '26379',
    dir: '"/shop/.stack/test/redis/data"',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    'set-proc-title': 'no',
  });
});

it('Kafka is one node that makes no topic by accident', () => {
  expect(settings(renderKafkaProperties(ports, '/data/kafka'), '=')).toMatchObject({
    'process.roles': 'broker,controller',
    'controller.quorum.voters': '1@127.0.0.1:29093',
    listeners: 'PLAINTEXT://127.0.0.1:29092,CONTROLLER://127.0.0.1:29093',
    'advertised.listeners': 'PLAINTEXT://127.0.0.1:29092',
    'log.dirs': '/data/kafka',
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.min.session.timeout.ms': '500',
  });
});

describe('the marker by which a process is recognised', () => {
  it.each(Object.values(servers))('is part of the command line of $name', (server) => {
    const { program, args } = server.command(context);
    expect([program, ...args, ''].join(' ')).toContain(server.marker(paths));
  });

  it.each(Object.values(servers))('of $name is not in the command line of who looks at its files', (server) => {
    const { args } = server.command(context);
    for (const path of [...args, paths.data(server.name)])
      expect(`tool ${path} /copy`).not.toContain(server.marker(paths));
  });

  it.each(Object.values(servers))('of $name differs between sets and checkouts', (server) => {
    const { program, args } = server.command(context);
    const command = [program, ...args, ''].join(' ');
    expect(command).not.toContain(server.marker(stackPaths('/shop', 'dev')));
    expect(command).not.toContain(server.marker(stackPaths('/shop2', 'test')));
  });
});

it('a socket path too long for the kernel is replaced by a short one of its own', () => {
  const long = stackPaths(`/${'deep/'.repeat(30)}`, 'test').mysqlSocket;
  expect(long).toMatch(/^\/tmp\/rushgraph-[0-9a-f]{16}\.sock$/);
  expect(stackPaths(`/${'deep/'.repeat(31)}`, 'test').mysqlSocket).not.toBe(long);
});
