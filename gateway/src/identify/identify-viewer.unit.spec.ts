import { type UserViewer, userIdSchema } from '@rushgraph/identity';
import { createMetrics } from '@rushgraph/service';
import { silentLogger } from '@rushgraph/testkit';
import { expect, it } from 'vitest';
import { createDenyList } from './deny-list.ts';
import { identifyViewer } from './identify-viewer.ts';

const ada: UserViewer = { kind: 'user', id: userIdSchema.parse('ada'), roles: ['CUSTOMER'], sessionId: 's1' };
const now = () => new Date('2026-01-01T00:00:00Z');
const verifier = { verify: async (token: string) => (token === 'good' ? ada : null) };

function denyList(mget: (keys: string[]) => Promise<(string | null)[]>) {
  const metrics = createMetrics('gateway', { defaults: false });
  const list = createDenyList({ redis: { mget }, logger: silentLogger(), metrics });
  const unchecked = async () =>
    (await metrics.registry.getSingleMetric('gateway_unchecked_sessions_total')?.get())?.values[0]?.value;
  return { list, unchecked };
}

const nobodyIsDenied = denyList(async () => [null]).list;
const identify = (authorization: string | undefined, list = nobodyIsDenied) =>
  identifyViewer(authorization, { verifier, denyList: list, now });

it('is anonymous without a token or with an empty header, and the user with a valid token', async () => {
  for (const nothing of [undefined, '', ' ']) expect(await identify(nothing)).toEqual({ kind: 'anonymous' });
  expect(await identify('Bearer good')).toEqual(ada);
  expect(await identify('bearer good')).toEqual(ada);
});

it.each(['Bearer bad', 'Bearer', 'Basic Z29vZA==', 'good', 'Bearer good good'])('refuses "%s"', async (header) => {
  await expect(identify(header)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

it('refuses a session that was ended', async () => {
  const asked: string[] = [];
  const { list } = denyList(async (keys) => {
    asked.push(...keys);
    return ['1'];
  });
  await expect(identify('Bearer good', list)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  expect(asked).toEqual(['session:denied:s1']);
});

it('believes tokens while Redis is away, and counts them', async () => {
  const { list, unchecked } = denyList(async () => {
    throw new Error('Connection is closed.');
  });
  expect(await identify('Bearer good', list)).toEqual(ada);
  expect(await unchecked()).toBe(1);
});

it('passes on that no keys could be had: that is no fault of the token', async () => {
  const away = { verify: () => Promise.reject(new Error('away')) };
  const asking = identifyViewer('Bearer good', { verifier: away, denyList: nobodyIsDenied, now });
  await expect(asking).rejects.toThrow('away');
});
