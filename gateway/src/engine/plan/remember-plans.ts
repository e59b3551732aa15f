import type { QueryPlan } from '@apollo/query-planner';
import { CallerGone, othersFirst } from '@rushgraph/concurrency';
import type { DocumentNode } from 'graphql';
import { tooOften } from '../../limit-rates/limit-rates.ts';
import { createSegmentedCache } from '../../segmented-cache.ts';
import type { Sender } from '../../threads/sender.ts';
import { createTurns, TooManyWaiting } from '../../threads/take-turns.ts';
import { type SharedTask, takeTurnOfAny } from '../../threads/turn-of-any.ts';
import { normalise } from './normalise.ts';
import type { Plan } from './planner.ts';

/** A plan that can be run, and what an operator may look at. */
export interface PlannedUnit<Step> {
  readonly step: Step;
  readonly plan: QueryPlan;
  /** Of its text. */
  readonly bytes: number;
  /** How often it was asked for. Who keeps it and runs it again counts on. */
  readonly tally: Tally;
}

export interface Tally {
  uses: number;
}

export interface PlanMemory<Step> {
  /**
   * The plan of a document: remembered, or made in its turn. Rejects with a coded error for what is too complex, and when too
   * many are waiting, and with CallerGone when all have left who have asked for it. Counts as so many uses, by default as one.
   */
  planFor(document: DocumentNode, sender: Sender, uses?: number): Promise<PlannedUnit<Step>>;
  /** The most used documents, most used first, with how often. */
  mostUsed(count: number): readonly UsedDocument[];
  /** Bytes that are remembered, roughly. */
  size(): number;
}

export interface UsedDocument {
  readonly document: DocumentNode;
  readonly uses: number;
}

export interface PlanMemoryOptions<Step> {
  readonly plan: Plan;
  readonly compile: (plan: QueryPlan) => Step;
  /** Bytes, counted by the texts of operations and plans. */
  readonly maxBytes: number;
  readonly onPlanned?: (seconds: number) => void;
}

interface Remembered<Step> {
  readonly document: DocumentNode;
  readonly planned: Promise<PlannedUnit<Step>>;
  readonly tally: Tally;
  /** Who waits for it, until it is made. */
  readonly waiting: Sender[] | undefined;
  bytes: number;
}

/** With some milliseconds for each, nobody waits longer than for a subgraph that is slow. */
const MOST_WAITING = 500;
/** Those of one client: five operations with as many fields at their root as are allowed, all of them new. */
const MOST_OF_ONE = 100;
const RETRY_SECONDS = 1;

/** A document is at least worth this much, even before its plan is known. */
const LEAST_BYTES = 1_000;

/**
 * Plans each different operation once, however it was written and however many ask at the same time, and one after another:
 * between two plans others get their turn.
 */
export function createPlanMemory<Step>(options: PlanMemoryOptions<Step>): PlanMemory<Step> {
  const { plan, compile, maxBytes, onPlanned } = options;
  const remembered = createSegmentedCache<Remembered<Step>>({ maxBytes, bytesOf: ({ bytes }) => bytes });
  const turns = createTurns({ atOnce: 1, waiting: MOST_WAITING, waitingOfOne: MOST_OF_ONE });

  async function make(document: DocumentNode, tally: Tally): Promise<PlannedUnit<Step>> {
    await othersFirst();
    const start = performance.now();
    const made = await plan(document);
    onPlanned?.((performance.now() - start) / 1_000);
    return { plan: made, step: compile(made), bytes: JSON.stringify(made).length, tally };
  }

  async function inTurn(task: SharedTask<PlannedUnit<Step>>): Promise<PlannedUnit<Step>> {
    try {
      const planned = await takeTurnOfAny(turns, task);
      if (planned === undefined) throw new CallerGone();
      return planned;
    } catch (error) {
      throw error instanceof TooManyWaiting ? tooOften('an operation that is new here', RETRY_SECONDS) : error;
    }
  }

  function begin(key: string, document: DocumentNode, sender: Sender, uses?: number): Promise<PlannedUnit<Step>> {
    const { promise: planned, resolve } = Promise.withResolvers<PlannedUnit<Step>>();
    const [tally, senders] = [{ uses: uses ?? 1 }, [sender]];
    const entry: Remembered<Step> = { document, planned, tally, waiting: senders, bytes: LEAST_BYTES + key.length };
    const isKept = () => remembered.peek(key) === entry;
    // Whoever asks from now on has it made anew.
    const forget = () => void (isKept() && remembered.delete(key));
    // Who says how often it was used knows it from an earlier supergraph.
    remembered.set(key, entry, uses !== undefined);
    resolve(inTurn({ senders, onGone: forget, work: () => make(document, tally) }));
    planned.then(
      (unit) =>
        void (isKept() && remembered.set(key, { ...entry, waiting: undefined, bytes: entry.bytes + unit.bytes })),
      // Whoever asked is told; a plan that failed is not kept, since the next attempt may have more luck.
      forget,
    );
    return planned;
  }

  return {
    planFor(document, sender, uses) {
      const key = normalise(document);
      const known = remembered.get(key);
      if (known === undefined) return begin(key, document, sender, uses);
      known.tally.uses += uses ?? 1;
      known.waiting?.push(sender);
      return known.planned;
    },
    mostUsed: (count) =>
      [...remembered.entries()]
        .map(([, entry]) => entry)
        .sort((a, b) => b.tally.uses - a.tally.uses)
        .slice(0, count)
        .map(({ document, tally: { uses } }) => ({ document, uses })),
    size: () => remembered.size(),
  };
}
