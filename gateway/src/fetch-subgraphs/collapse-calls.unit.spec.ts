import { userIdSchema, type Viewer } from '@rushgraph/identity';
import { describe, expect, it } from 'vitest';
import type { GatewayContext } from '../context.ts';
import { collapseCalls } from './collapse-calls.ts';
import type { CallResult, SubgraphCall } from './subgraph-client.ts';

interface Sent {
  readonly call: SubgraphCall;
  readonly context: GatewayContext;
  answer(result: CallResult): void;
}

const userOf = (name: string): Viewer => ({
  kind: 'user',
  id: userIdSchema.parse(name),
  roles: ['CUSTOMER'],
  sessionId: name,
});
const ada = userOf('ada');
const query: SubgraphCall = { body: '{"query":"{ me { id } }"}', isMutation: false };
const mutation: SubgraphCall = { body: '{"query":"mutation { buy }"}', isMutation: true };

function answerOf(name: string): CallResult {
  return { kind: 'answer', answer: { data: { me: { name } } } };
}

function contextOf(changes: Partial<GatewayContext> = {}): GatewayContext {
  return {
    note: { traceparent: 'trace', codes: [] },
    viewer: ada,
    traceparent: 'trace',
    refreshCookies: undefined,
    clientAddress: '203.0.113.9',
    timeLeftMs: () => 60_000,
    signal: new AbortController().signal,
    setCookie: () => undefined,
    ...changes,
  };
}

/** Calls that wait until the test answers them. */
function subgraph() {
  const sent: Sent[] = [];
  let joined = 0;
  const send = collapseCalls(
    (call, context) => new Promise((resolve) => sent.push({ call, context, answer: resolve })),
    {
      timeoutMs: 5_000,
      toldOf: ({ clientAddress }) => clientAddress,
      onJoined: () => {
        joined += 1;
      },
    },
  );
  return { sent, send, joined: () => joined };
}

describe('queries of one viewer', () => {
  it('are one call when they are alike and under way at the same time', async () => {
    const { sent, send, joined } = subgraph();
    const both = [send(query, contextOf()), send(query, contextOf())];
    expect(sent).toHaveLength(1);
    sent[0]?.answer(answerOf('Ada'));
    expect(await Promise.all(both)).toEqual([answerOf('Ada'), answerOf('Ada')]);
    expect(joined()).toBe(1);
  });

  it('get answers of their own: what one caller writes into its answer, no other one reads', async () => {
    const { sent, send } = subgraph();
    const calls = [0, 1, 2].map(async (caller) => {
      const result = await send(query, contextOf());
      if (result.kind !== 'answer') throw new Error('There is no answer');
      // Before the others go on.
      Object.assign(Object(result.answer.data?.me), { [`caller${caller}`]: caller });
      return result.answer.data;
    });
    sent[0]?.answer(answerOf('Ada'));
    expect(await Promise.all(calls)).toEqual(
      [0, 1, 2].map((caller) => ({ me: { name: 'Ada', [`caller${caller}`]: caller } })),
    );
  });

  it('are asked again when the first is answered', async () => {
    const { sent, send } = subgraph();
    const first = send(query, contextOf());
    sent[0]?.answer(answerOf('Ada'));
    await first;
    void send(query, contextOf());
    expect(sent).toHaveLength(2);
  });

  it('are calls of their own when anything that the subgraph is told differs', () => {
    const { sent, send } = subgraph();
    void send(query, contextOf());
    void send({ ...query, body: '{"query":"{ me { name } }"}' }, contextOf());
    void send(query, contextOf({ viewer: userOf('bob') }));
    void send(query, contextOf({ clientAddress: '203.0.113.10' }));
    void send({ ...query, trace: 'ftv1' }, contextOf());
    expect(sent).toHaveLength(5);
  });

  it('do not join a call that ends before they would', () => {
    const { sent, send } = subgraph();
    void send(query, contextOf({ timeLeftMs: () => 100 }));
    void send(query, contextOf({ timeLeftMs: () => 4_000 }));
    expect(sent).toHaveLength(2);
  });

  it('all get the cookies of the one call', () => {
    const { sent, send } = subgraph();
    const cookies: string[] = [];
    for (const name of ['first', 'second'])
      void send(query, contextOf({ setCookie: (line) => cookies.push(`${name} ${line}`) }));
    sent[0]?.context.setCookie('refresh=1');
    expect(cookies).toEqual(['first refresh=1', 'second refresh=1']);
  });
});

describe('mutations', () => {
  it('are never one call', () => {
    const { sent, send } = subgraph();
    void send(mutation, contextOf());
    void send(mutation, contextOf());
    expect(sent).toHaveLength(2);
  });

  it('are seen by every query that is sent after their answer', async () => {
    const { sent, send } = subgraph();
    void send(query, contextOf());
    const changed = send(mutation, contextOf());
    sent[1]?.answer(answerOf('Ada'));
    await changed;
    void send(query, contextOf());
    expect(sent.map(({ call }) => call)).toEqual([query, mutation, query]);
  });
});

describe('a caller who leaves', () => {
  it('takes nobody along, not even when the call was sent for them', async () => {
    const { sent, send } = subgraph();
    const left = new AbortController();
    const [first, second] = [send(query, contextOf({ signal: left.signal })), send(query, contextOf())];
    left.abort(new Error('the client left'));
    expect(await first).toEqual({ kind: 'failure', code: 'SUBGRAPH_UNAVAILABLE' });
    expect(sent[0]?.context.signal.aborted).toBe(false);
    sent[0]?.answer(answerOf('Ada'));
    expect(await second).toEqual(answerOf('Ada'));
  });

  it('ends the call when nobody else waits for it, and the next one is sent anew', async () => {
    const { sent, send } = subgraph();
    const left = new AbortController();
    const only = send(query, contextOf({ signal: left.signal }));
    left.abort(new Error('the client left'));
    await only;
    expect(sent[0]?.context.signal.aborted).toBe(true);
    const next = send(query, contextOf());
    expect(sent).toHaveLength(2);
    // What the ended call still answers concerns nobody.
    sent[0]?.answer({ kind: 'failure', code: 'SUBGRAPH_UNAVAILABLE' });
    sent[1]?.answer(answerOf('Ada'));
    expect(await next).toEqual(answerOf('Ada'));
  });
});
