import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { normalise } from './normalise.ts';
import type { Plan } from './planner.ts';

/** A plan that can be run, and what an operator may look at. */
export interface PlannedUnit<Step> {
  readonly step: Step;
  readonly plan: QueryPlan;
}

export interface PlanMemory<Step> {
  /** The plan of a document: remembered, or made in its turn. Rejects with a coded error for what is too complex. */
  planFor(document: DocumentNode): Promise<PlannedUnit<Step>>;
  /** The most used documents, most used first. */
  mostUsed(count: number): readonly DocumentNode[];
  /** Bytes that are remembered, roughly. */
  size(): number;
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
  bytes: number;
  uses: number;
}

/** A document is at least worth this much, even before its plan is known. */
const LEAST_BYTES = 1_000;

/**
 * Plans each different operation once, however it was written and however many ask at the same time, and one after another:
 * between two plans others get their turn.
 */
export function createPlanMemory<Step>(options: PlanMemoryOptions<Step>): PlanMemory<Step> {
  const { plan, compile, maxBytes, onPlanned } = options;
  const remembered = new LRUCache<string, Remembered<Step>>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }) => bytes,
  });
  let queue: Promise<unknown> = Promise.resolve();

  function planInTurn(document: DocumentNode): Promise<PlannedUnit<Step>> {
    const planned = queue.then(othersFirst).then(async () => {
      const start = performance.now();
      const made = await plan(document);
      onPlanned?.((performance.now() - start) / 1_000);
      return { plan: made, step: compile(made) };
    });
    queue = planned.catch(() => undefined);
    return planned;
  }

  return {
    planFor(document) {
      const key = normalise(document);
      const known = remembered.get(key);
      if (known !== undefined) {
        known.uses += 1;
        return known.planned;
      }
      const planned = planInTurn(document);
      const entry: Remembered<Step> = { document, planned, bytes: LEAST_BYTES + key.length, uses: 1 };
      remembered.set(key, entry);
      planned.then(
        (unit) => {
          if (remembered.peek(key) !== entry) return;
          remembered.set(key, { ...entry, uses: entry.uses, bytes: entry.bytes + JSON.stringify(unit.plan).length });
        },
        // Whoever asked is told; a plan that failed is not kept, since the next attempt may have more luck.
        () => {
          if (remembered.peek(key) === entry) remembered.delete(key);
        },
      );
      return planned;
    },
    mostUsed: (count) =>
      [...remembered.values()]
        .sort((a, b) => b.uses - a.uses)
        .slice(0, count)
        .map(({ document }) => document),
    size: () => remembered.calculatedSize,
  };
}

function othersFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
