import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { developmentPorts, isPortFree, parsePorts, preferredPorts, settlePorts } from './ports.ts';
import { StackProblem } from './stack-problem.ts';

describe('developmentPorts', () => {
  it('gives each server its fixed port', () => {
    expect(developmentPorts({})).toEqual({
      mysql: 13306,
      redis: 16379,
      kafka: 19092,
      kafkaController: 19093,
      mongodb: 17017,
    });
  });

  it('move one by one by the environment', () => {
    expect(developmentPorts({ STACK_REDIS_PORT: '6380', STACK_MYSQL_PORT: '' })).toEqual({
      ...preferredPorts.dev,
      redis: 6380,
    });
  });

  it.each(['0', '65536', '6379x', '-1', '1e3'])('refuses %j', (text) => {
    expect(() => developmentPorts({ STACK_KAFKA_PORT: text })).toThrow(
      new StackProblem(`STACK_KAFKA_PORT must be a port between 1 and 65535, not "${text}".`),
    );
  });
});

describe('parsePorts', () => {
  it('reads what was remembered', () => {
    expect(parsePorts(JSON.stringify(preferredPorts.test))).toEqual(preferredPorts.test);
  });

  it.each(['', '{"mysql":1', '{}', '{"mysql":"13306"}', 'null'])('takes %j for nothing', (text) => {
    expect(parsePorts(text)).toBeUndefined();
  });
});

describe('settlePorts', () => {
  it('keeps the wanted ports when they are usable', async () => {
    expect(await settlePorts(preferredPorts.test, async () => true)).toEqual(preferredPorts.test);
  });

  it('steps over busy ports', async () => {
    const busy = new Set([23306, 23316, 29093]);
    expect(await settlePorts(preferredPorts.test, async (_, port) => !busy.has(port))).toEqual({
      ...preferredPorts.test,
      mysql: 23326,
      kafkaController: 29103,
    });
  });

  it('never gives one port to two servers', async () => {
    const wanted = { mysql: 5000, redis: 5000, kafka: 5000, kafkaController: 5010, mongodb: 5000 };
    expect(await settlePorts(wanted, async () => true)).toEqual({
      mysql: 5000,
      redis: 5010,
      kafka: 5020,
      kafkaController: 5030,
      mongodb: 5040,
    });
  });

  it('refuses instead of moving when told so', async () => {
    const refuse = (name: string, port: number): never => {
      throw new StackProblem(`${name} ${port}`);
    };
    await expect(settlePorts(preferredPorts.dev, async (name) => name !== 'kafka', refuse)).rejects.toThrow(
      'kafka 19092',
    );
  });
});

describe('isPortFree', () => {
  it('tells a port that is listened on from one that is not', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
    expect(await isPortFree(address.port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(address.port)).toBe(true);
  });
});
