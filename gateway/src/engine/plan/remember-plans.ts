import type { QueryPlan } from '@apollo/query-planner';
import { othersFirst } from '@rushgraph/concurrency';
import type { DocumentNode } from 'graphql';
import { tooOften } from '../../limit-rates/limit-rates.ts';
import { createSegmentedCache } from '../../segmented-cache.ts';
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
   * many are waiting. Counts as so many uses, by default as one.
   */
  planFor(document: DocumentNode, uses?: number): Promise<PlannedUnit<Step>>;
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
  bytes: number;
}

/** With some milliseconds for each, nobody waits longer than for a subgraph that is slow. */
const MOST_WAITING = 500;
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
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function planInTurn(document: DocumentNode, tally: Tally): Promise<PlannedUnit<Step>> {
    if (waiting >= MOST_WAITING) throw tooOften('an operation that is new here', RETRY_SECONDS);
    waiting += 1;
    const planned = queue.then(othersFirst).then(async () => {
      const start = performance.now();
      const made = await plan(document);
      onPlanned?.((performance.now() - start) / 1_000);
      return { plan: made, step: compile(made), bytes: JSON.stringify(made).length, tally };
    });
    queue = planned
      .catch(() => undefined)
      .finally(() => {
        waiting -= 1;
      });
    return planned;
  }

  return {
    planFor(document, uses) {
      const key = normalise(document);
      const known = remembered.get(key);
      if (known !== undefined) {
        known.tally.uses += uses ?? 1;
        return known.planned;
      }
      const tally = { uses: uses ?? 1 };
      const planned = planInTurn(document, tally);
      const entry: Remembered<Step> = { document, planned, tally, bytes: LEAST_BYTES + key.length };
      // Who says how often it was used knows it from an earlier supergraph.
      remembered.set(key, entry, uses !== undefined);
      planned.then(
        (unit) => {
          if (remembered.peek(key) !== entry) return;
          remembered.set(key, { ...entry, bytes: entry.bytes + unit.bytes });
        },
        // Whoever asked is told; a plan that failed is not kept, since the next attempt may have more luck.
        () => {
          if (remembered.peek(key) === entry) remembered.delete(key);
        },
      );
      return planned;
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
