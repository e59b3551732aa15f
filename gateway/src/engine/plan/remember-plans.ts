import type { QueryPlan } from '@apollo/query-planner';
import { BriefMap, CallerGone, othersFirst } from '@rushgraph/concurrency';
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
  /** Who keeps it and runs it again says so: it counts as asked for, and is remembered. */
  use(): void;
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
  readonly unit: PlannedUnit<Step>;
  readonly tally: Tally;
  readonly bytes: number;
}

/** How often a plan was asked for. */
interface Tally {
  uses: number;
}

/** A plan that is waited for. */
interface Wanted<Step> {
  readonly planned: Promise<PlannedUnit<Step>>;
  readonly senders: Sender[];
  readonly tally: Tally;
}

/** With some milliseconds for each, nobody waits longer than for a subgraph that is slow. */
const MOST_WAITING = 500;
/** Those of one client: five operations with as many fields at their root as are allowed, all of them new. */
const MOST_OF_ONE = 100;
const RETRY_SECONDS = 1;

/** Beside the texts of a document and its plan. */
const LEAST_BYTES = 1_000;

/**
 * Plans each different operation once, however it was written and however many ask at the same time, and one after another:
 * between two plans others get their turn.
 */
export function createPlanMemory<Step>(options: PlanMemoryOptions<Step>): PlanMemory<Step> {
  const { plan, compile, maxBytes, onPlanned } = options;
  const remembered = createSegmentedCache<Remembered<Step>>({ maxBytes, bytesOf: ({ bytes }) => bytes });
  const wanted = new BriefMap<string, Wanted<Step>>();
  const turns = createTurns({ atOnce: 1, waiting: MOST_WAITING, waitingOfOne: MOST_OF_ONE });

  async function make(key: string, document: DocumentNode, tally: Tally): Promise<Remembered<Step>> {
    await othersFirst();
    const start = performance.now();
    const made = await plan(document);
    onPlanned?.((performance.now() - start) / 1_000);
    const bytes = JSON.stringify(made).length;
    const unit = { plan: made, step: compile(made), bytes, use };
    const entry = { document, unit, tally, bytes: LEAST_BYTES + key.length + bytes };
    function use(): void {
      tally.uses += 1;
      // Who runs a compiled operation does not ask here: without this, what is asked most would be forgotten.
      if (remembered.get(key) === undefined) remembered.set(key, entry, true);
    }
    return entry;
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
    const entry: Wanted<Step> = { planned, senders, tally };
    // Whoever asks from now on has it made anew. A plan that failed is not kept, since the next attempt may have more luck.
    const end = () => void (wanted.get(key) === entry && wanted.delete(key));
    wanted.set(key, entry);
    async function work(): Promise<PlannedUnit<Step>> {
      const made = await make(key, document, tally);
      // Who says how often it was used knows it from an earlier supergraph. Root fields of one request are one use.
      remembered.set(key, made, uses !== undefined || new Set(senders).size > 1);
      return made.unit;
    }
    resolve(inTurn({ senders, onGone: end, work }));
    planned.then(end, end);
    return planned;
  }

  return {
    planFor(document, sender, uses) {
      const key = normalise(document);
      const known = remembered.get(key);
      const asked = known === undefined ? wanted.get(key) : undefined;
      const tally = (known ?? asked)?.tally;
      if (tally !== undefined) tally.uses += uses ?? 1;
      asked?.senders.push(sender);
      if (known !== undefined) return Promise.resolve(known.unit);
      return asked?.planned ?? begin(key, document, sender, uses);
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
