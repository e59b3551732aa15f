import { expect, it } from 'vitest';
import { readPortBase } from './port-base.ts';
import { developmentPorts } from './ports.ts';

it('is 4000 unless told otherwise, and moves the servers by the same distance', () => {
  expect([readPortBase({}), readPortBase({ PORT_BASE: '' }), readPortBase({ PORT_BASE: '4100' })]).toEqual([
    4_000, 4_000, 4_100,
  ]);
  const moved = { mysql: 13_406, redis: 16_479, kafka: 19_192, kafkaController: 19_193, mongodb: 17_117 };
  expect(developmentPorts({ PORT_BASE: '4100' })).toEqual(moved);
  expect(developmentPorts({ PORT_BASE: '4100', STACK_REDIS_PORT: '6379' })).toEqual({ ...moved, redis: 6_379 });
});

it.each(['80', '50001', 'x', '4100.5', '-1'])('refuses %s in one sentence', (text) => {
  expect(() => readPortBase({ PORT_BASE: text })).toThrow(
    `PORT_BASE must be a port between 1024 and 50000, not "${text}".`,
  );
});
