import type { ServerResponse } from 'node:http';
import { TIME_LEFT_HEADER, VIEWER_HEADER, verifyViewer } from '@rushgraph/identity';
import { eventually } from '@rushgraph/testkit';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answering, json, key, now, startSubgraph, viewer } from '../../test/subgraph-fixture.ts';
import type { SubgraphRequest } from './subgraph.ts';

const item: SubgraphRequest = { query: '{ first: item(id: 1) { name } }', variables: {} };
const { there, logged, received, setCookies, subgraphAt, here, contextOf, forget, close } = await startSubgraph();
afterAll(close);
beforeEach(forget);

const failed = (code: string, path: unknown, service = 'item') => ({
  data: null,
  errors: [{ message: expect.stringContaining(service), path, extensions: { code, service } }],
});

describe('a fetch', () => {
  it('is signed for its subgraph and carries the trace, and nothing of the cookie', async () => {
    there.answering = json({ data: { first: { name: 'Tea' } } });
    expect(await here().fetch({ ...item, operationName: 'A', trace: 'ftv1' }, contextOf())).toEqual({
      data: { first: { name: 'Tea' } },
    });
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(verifyViewer(String(headers[VIEWER_HEADER]), { audience: 'item', key, now: now() })).toEqual(viewer);
    expect(headers).toMatchObject({ traceparent: 'trace-1', 'apollo-federation-include-trace': 'ftv1' });
    const timeLeft = Number(headers[TIME_LEFT_HEADER]);
    expect([timeLeft > 0, timeLeft <= 5_000]).toEqual([true, true]);
    expect(headers.cookie).toBeUndefined();
    expect(headers['x-forwarded-for']).toBeUndefined();
    expect(JSON.parse(body)).toEqual({ query: item.query, variables: {}, operationName: 'A' });
  });

  it('takes the refresh cookie and the client address to the user subgraph alone, and its cookie back', async () => {
    there.answering = json({ data: {} }, 200, { 'set-cookie': ['refresh=new; HttpOnly', 'tracking=1'] });
    await here({ name: 'user' }).fetch(item, contextOf());
    expect(received[0]?.headers).toMatchObject({ cookie: 'refresh=secret', 'x-forwarded-for': '203.0.113.9' });
    expect(setCookies).toEqual(['refresh=new; HttpOnly']);
    setCookies.length = 0;
    await here({ name: 'item' }).fetch(item, contextOf());
    expect(setCookies).toEqual([]);
  });

  it('asks for each entity once', async () => {
    there.answering = json({ data: { _entities: [{ name: 'Tea' }] } });
    const representations = [{ id: 1 }, { id: 1 }];
    const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { name } }';
    const { data } = await here().fetch({ query, variables: { representations } }, contextOf());
    expect(data).toEqual({ _entities: [{ name: 'Tea' }, { name: 'Tea' }] });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ variables: { representations: [{ id: 1 }] } });
  });

  it('passes on what a subgraph refuses', async () => {
    const refusal = { message: 'No.', path: ['first'], extensions: { code: 'FORBIDDEN' } };
    there.answering = json({ data: { first: null }, errors: [refusal] });
    expect(await here().fetch(item, contextOf())).toEqual({ data: { first: null }, errors: [refusal] });
    const unread = { message: 'too large', extensions: { code: 'BAD_USER_INPUT' } };
    there.answering = json({ errors: [unread] }, 400);
    expect(await here().fetch(item, contextOf())).toEqual({ data: null, errors: [unread] });
  });
});

describe('a failure is typed, at its path, and tells no address', () => {
  it('when nobody listens', async () => {
    const answer = await subgraphAt('http://127.0.0.1:1/graphql').fetch(item, contextOf());
    expect(answer).toEqual(failed('SUBGRAPH_UNAVAILABLE', ['first']));
    expect(JSON.stringify(answer)).not.toMatch(/ECONN|127\.0/);
    expect(logged.join()).toContain('ECONNREFUSED');
  });

  it('when a part of a shared field is lost, and when no field can be named', async () => {
    const dead = subgraphAt('http://127.0.0.1:1/graphql', { name: 'coupon' });
    const asked = await dead.fetch({ query: '{ me { id coupons { nodes { id } } } }', variables: {} }, contextOf());
    // Who asks is known without the subgraph.
    const known = { data: { me: { id: 'ada' } } };
    expect(asked).toEqual({ ...failed('SUBGRAPH_UNAVAILABLE', ['me', 'coupons'], 'coupon'), ...known });
    const unnamed = await dead.fetch({ query: '{ __typename }', variables: {} }, contextOf());
    expect(unnamed.errors).toHaveLength(1);
  });

  it('when the answer does not come, or not to its end, in time', async () => {
    there.answering = () => undefined;
    const slow = here({ timeoutMs: 50 });
    expect(await slow.fetch(item, contextOf())).toEqual(failed('SUBGRAPH_TIMEOUT', ['first']));
    // Drop by drop no pause is long; the whole is.
    there.answering = (_, response) => {
      const drops = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(drops));
    };
    expect(await slow.fetch(item, contextOf())).toEqual(failed('SUBGRAPH_TIMEOUT', ['first']));
  });

  it.each<[string, Answering]>([
    ['is no JSON', (_, response) => response.end('<html>')],
    ['is no GraphQL', json({ statusCode: 503, error: 'Service Unavailable' }, 503)],
    ['refuses the signature', json({ errors: [{ message: 'Calls must be signed.' }] }, 401)],
    [
      'blames the client for our query',
      json({ errors: [{ message: 'Unknown field', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }, 400),
    ],
    ['is too long', json({ data: { first: { name: 'x'.repeat(10_000) } } })],
    ['breaks off', (_, response) => response.destroy()],
  ])('when the answer %s', async (_, wrong) => {
    there.answering = wrong;
    expect(await here().fetch(item, contextOf())).toEqual(failed('SUBGRAPH_UNAVAILABLE', ['first']));
    expect(logged).toHaveLength(1);
  });
});

it('ends with the client that asked, and blames nobody', async () => {
  let isClosed = false;
  there.answering = (_, response) => response.once('close', () => (isClosed = true));
  const left = new AbortController();
  const asking = here({ timeoutMs: 60_000 }).fetch(item, contextOf({ signal: left.signal }));
  await eventually(() => expect(received).toHaveLength(1));
  left.abort(new Error('the client left'));
  await asking;
  await eventually(() => expect(isClosed).toBe(true));
  expect(logged).toEqual([]);
});

describe('a subgraph that fails', () => {
  const quick = { retryFromMs: 1, retryMaxMs: 1 };
  const away: Answering = (_, response) => response.destroy();

  it('is asked again for a query, within the time, and once for a mutation', async () => {
    there.answering = (request, response, body) =>
      received.length < 3 ? away(request, response, body) : json({ data: { first: 1 } })(request, response, body);
    const patient = here({ policy: { ...quick, tries: 3 } });
    expect(await patient.fetch(item, contextOf())).toEqual({ data: { first: 1 } });
    expect(received).toHaveLength(3);
    received.length = 0;
    const mutation = { query: 'mutation { first: buy }', variables: {} };
    expect(await patient.fetch(mutation, contextOf())).toEqual(failed('SUBGRAPH_UNAVAILABLE', ['first']));
    expect(received).toHaveLength(1);
  });

  it('is left alone once half of ten calls have failed, and asked again when it has had its time', async () => {
    there.answering = away;
    const guarded = here({ policy: { tries: 1, openMs: 1_000, trialCalls: 1 } });
    for (let call = 0; call < 10; call++) await guarded.fetch(item, contextOf());
    const asked = received.length;
    expect(await guarded.fetch(item, contextOf())).toEqual(failed('SUBGRAPH_UNAVAILABLE', ['first']));
    expect(received).toHaveLength(asked);
    there.answering = json({ data: { first: 1 } });
    await eventually(async () => expect(await guarded.fetch(item, contextOf())).toEqual({ data: { first: 1 } }));
    expect(logged.filter((line) => line.includes('breaker')).length).toBeGreaterThan(0);
  });

  it('is not shut for all because of what one operation asks', async () => {
    there.answering = json(
      { errors: [{ message: 'Unknown', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
      400,
    );
    const guarded = here({ policy: { ...quick, tries: 3 } });
    for (let call = 0; call < 12; call++) await guarded.fetch(item, contextOf());
    there.answering = json({ data: { first: { name: 'x'.repeat(10_000) } } });
    for (let call = 0; call < 12; call++) await guarded.fetch(item, contextOf());
    expect(received).toHaveLength(24);
    there.answering = json({ data: { first: 1 } });
    expect(await guarded.fetch(item, contextOf())).toEqual({ data: { first: 1 } });
  });

  it('does not get more time than the request has left', async () => {
    there.answering = () => undefined;
    const answer = await here({ timeoutMs: 60_000 }).fetch(item, contextOf({ timeLeftMs: () => 50 }));
    expect(answer).toEqual(failed('SUBGRAPH_TIMEOUT', ['first']));
  });

  it('takes so many calls at once, and sheds what does not fit behind them', async () => {
    const open: ServerResponse[] = [];
    there.answering = (_, response) => void open.push(response);
    const narrow = here({ policy: { maxCalls: 2, maxQueued: 1 } });
    const three = Array.from({ length: 3 }, () => narrow.fetch(item, contextOf()));
    await eventually(() => expect(open).toHaveLength(2));
    expect(await narrow.fetch(item, contextOf())).toEqual(failed('SUBGRAPH_UNAVAILABLE', ['first']));
    there.answering = json({ data: { first: 1 } });
    for (const response of open) response.end('{"data":{"first":1}}');
    expect(await Promise.all(three)).toEqual(Array.from({ length: 3 }, () => ({ data: { first: 1 } })));
  });
});
