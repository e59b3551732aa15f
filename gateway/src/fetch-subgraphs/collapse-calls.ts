import { BriefMap } from '@rushgraph/concurrency';
import type { Viewer } from '@rushgraph/identity';
import type { GatewayContext } from '../context.ts';
import type { CallResult, SubgraphCall } from './subgraph-client.ts';

export type Send = (call: SubgraphCall, context: GatewayContext) => Promise<CallResult>;

export interface CollapseOptions {
  /** Everything but the viewer and the body that the subgraph is told of a request. */
  readonly toldOf: (context: GatewayContext) => string;
  /** The longest that one call may take. */
  readonly timeoutMs: number;
  /** Called for each query that is not sent because another one like it is under way. */
  readonly onJoined: () => void;
}

interface Member {
  readonly context: GatewayContext;
  readonly settle: (result: CallResult) => void;
  readonly fail: (reason: unknown) => void;
}

/** A call under way, and all who wait for it. */
interface Flight {
  readonly members: Set<Member>;
  /** When it is given up, if that is earlier than the subgraph's own limit: nobody who has more time joins it. */
  readonly endsAt: number;
  readonly controller: AbortController;
}

const LEFT: CallResult = { kind: 'failure', code: 'SUBGRAPH_UNAVAILABLE' };

/**
 * Sends queries that are alike in all that a subgraph sees of them – viewer, body, address, cookies – and under way at the
 * same time as one call. Each caller gets an answer of its own: the engine merges into what it gets. Whoever leaves takes
 * nobody along; the call ends when the last has left. Mutations are never collapsed, and no query joins one that was sent
 * before a mutation of the same viewer was answered: it would not see what was changed.
 */
export function collapseCalls(send: Send, { toldOf, timeoutMs, onJoined }: CollapseOptions): Send {
  const byViewer = new WeakMap<Viewer, BriefMap<string, Flight>>();

  function flightsOf(viewer: Viewer): BriefMap<string, Flight> {
    const known = byViewer.get(viewer) ?? new BriefMap<string, Flight>();
    byViewer.set(viewer, known);
    return known;
  }

  function depart(call: SubgraphCall, first: GatewayContext, key: string): Flight {
    const flights = flightsOf(first.viewer);
    const controller = new AbortController();
    const members = new Set<Member>();
    const leftMs = first.timeLeftMs();
    const endsAt = leftMs < timeoutMs ? performance.now() + leftMs : Number.POSITIVE_INFINITY;
    const flight: Flight = { members, endsAt, controller };
    flights.set(key, flight);
    const setCookie = (line: string) => {
      for (const { context } of members) context.setCookie(line);
    };
    const landed = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    send(call, { ...first, signal: controller.signal, setCookie }).then(
      (result) => {
        landed();
        land(members, result);
      },
      (reason) => {
        landed();
        for (const { fail } of members) fail(reason);
      },
    );
    return flight;
  }

  function join(flight: Flight, context: GatewayContext): Promise<CallResult> {
    const { members, controller } = flight;
    const { signal } = context;
    return new Promise((resolve, reject) => {
      const leave = () => {
        members.delete(member);
        resolve(LEFT);
        if (members.size === 0) controller.abort(signal.reason);
      };
      const stay = () => signal.removeEventListener('abort', leave);
      const member: Member = {
        context,
        settle(result) {
          stay();
          resolve(result);
        },
        fail(reason) {
          stay();
          reject(reason);
        },
      };
      members.add(member);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
  }

  async function change(call: SubgraphCall, context: GatewayContext): Promise<CallResult> {
    try {
      return await send(call, context);
    } finally {
      byViewer.delete(context.viewer);
    }
  }

  return (call, context) => {
    if (call.isMutation) return change(call, context);
    if (call.trace !== undefined) return send(call, context);
    const key = `${toldOf(context)}\n${call.body}`;
    const present = byViewer.get(context.viewer)?.get(key);
    if (present === undefined || present.members.size === 0 || !isInTime(present, context))
      return join(depart(call, context, key), context);
    onJoined();
    return join(present, context);
  };
}

function isInTime({ endsAt }: Flight, { timeLeftMs }: GatewayContext): boolean {
  return endsAt === Number.POSITIVE_INFINITY || performance.now() + timeLeftMs() <= endsAt;
}

/** Copies are made before anybody goes on: the first one to do so changes what it got. */
function land(members: ReadonlySet<Member>, result: CallResult): void {
  const waiting = [...members].map((member, index) => ({
    member,
    own: index === 0 ? result : structuredClone(result),
  }));
  for (const { member, own } of waiting) member.settle(own);
}
