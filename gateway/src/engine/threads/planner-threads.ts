import { hash } from 'node:crypto';
import type { QueryPlan } from '@apollo/query-planner';
import { TimeLimitPassed } from '@rushgraph/concurrency';
import { type DocumentNode, GraphQLError, print } from 'graphql';
import { tooOften } from '../../limit-rates/limit-rates.ts';
import {
  type AskedThread,
  createAskedThread,
  isFailure,
  longer,
  type Patience,
  ThreadEnded,
  type Told,
} from '../../threads/ask-thread.ts';
import type { OwnTime } from '../../threads/own-time.ts';
import { threadTime } from '../../threads/thread-time.ts';
import { type Plan, type PlannerLimits, tooComplex } from '../plan/planner.ts';
import type { ReadSupergraph } from '../read/read-supergraph.ts';
import type { Answer, Inquiry, Question, ThreadData } from './messages.ts';

export interface PlannerThreads {
  /** As `readSupergraph`, beside the thread that serves requests. Rejects what is no supergraph. */
  read(sdl: string): Promise<ReadSupergraph>;
  /** A planner for a supergraph that this thread can plan for itself. */
  planBeside(sdl: string, own: Plan, bounds: OwnBounds): Plan;
  stop(): Promise<void>;
}

/** When this thread plans by itself: as long as it has time for that, and what takes little when another one was waited for so long. */
export interface OwnBounds {
  readonly ownTime: OwnTime;
  readonly patience: Patience;
}

export interface PlannerThreadsOptions {
  readonly limits: PlannerLimits;
  /** Told of each failure that no request is. */
  readonly warn: (error: unknown) => void;
}

/**
 * A plan for more than that, as printed, takes tens of milliseconds where the planner is cold, and may take more: while
 * another thread lives, this one makes none that it did not have the time for.
 */
const LONGEST_INSTEAD = 300;
const RETRY_SECONDS = 2;

type PlannerThread = AskedThread<Question, Answer>;

/** Whoever makes up operations comes again within this time. */
const IDLE_MS = 60_000;

/**
 * Two threads that take turns: while one reads the next supergraph, which takes it a third of a second, the other one plans
 * for the present one. Nothing runs in them before the first is read. A new supergraph is served within seconds also where
 * all processors are busy, so they do not wait for everybody else. A third one helps out with the supergraph that the
 * process was started with, and ends when it is not asked any more.
 */
export function createPlannerThreads({ limits, warn }: PlannerThreadsOptions): PlannerThreads {
  const script = new URL('./planner-thread.ts', import.meta.url);
  const awaited: ThreadData = { limits, isAwaited: true };
  const data: ThreadData = { limits };
  const create = (): PlannerThread => createAskedThread({ script, data: awaited });
  const threads: readonly PlannerThread[] = [create(), create()];
  const helper: PlannerThread = createAskedThread({ script, data, idleMs: IDLE_MS });
  let turn = 0;

  /** Asks once more when the thread has ended by itself: another one is started. */
  async function inquire(thread: PlannerThread, sdl: string, question: Inquiry, patience?: Patience) {
    try {
      return await inquireOnce(thread, sdl, question, patience);
    } catch (error) {
      if (!(error instanceof ThreadEnded) || error.isStopped) throw error;
      warn(error);
      return inquireOnce(thread, sdl, question, patience);
    }
  }

  async function planBy(thread: PlannerThread, sdl: string, supergraph: string, document: DocumentNode) {
    const { answer } = await inquire(thread, sdl, { kind: 'plan', supergraph, text: print(document) });
    return planIn(answer);
  }

  async function fittingBy(thread: PlannerThread, sdl: string, supergraph: string, texts: readonly string[]) {
    const { answer } = await inquire(thread, sdl, { kind: 'fitting', supergraph, texts });
    if (answer.kind === 'fitting') return answer.fitting;
    throw new Error(
      `It cannot be told which documents are valid${answer.kind === 'failed' ? `: ${answer.message}` : ''}`,
    );
  }

  return {
    async read(sdl) {
      turn += 1;
      const thread = threads[turn % threads.length] ?? create();
      const supergraph = hash('sha256', sdl);
      const { answer } = await thread.ask({ kind: 'read', supergraph, sdl });
      if (answer.kind === 'failed') throw new Error(answer.message);
      if (answer.kind !== 'read')
        throw new Error(`The thread that reads supergraphs has answered with "${answer.kind}"`);
      return {
        ...answer.read,
        plan: (document) => planBy(thread, sdl, supergraph, document),
        findFitting: (texts) => fittingBy(thread, sdl, supergraph, texts),
      };
    },
    planBeside(sdl, own, { ownTime, patience }) {
      const supergraph = hash('sha256', sdl);
      function planHere(document: DocumentNode) {
        const begun = threadTime();
        try {
          return own(document);
        } finally {
          ownTime.spend(threadTime() - begun);
        }
      }
      return async (document) => {
        if (ownTime.isLeft()) return planHere(document);
        const text = print(document);
        const isDear = text.length > LONGEST_INSTEAD;
        try {
          const question = { kind: 'plan', supergraph, text } as const;
          const { answer, ms } = await inquire(helper, sdl, question, isDear ? longer(patience) : patience);
          ownTime.spend(ms);
          return planIn(answer);
        } catch (error) {
          if (error instanceof GraphQLError) throw error;
          if (error instanceof TimeLimitPassed && isDear)
            throw tooOften('an operation that is new here', RETRY_SECONDS);
          // The thread has failed, or has no processor: this one can do it.
          if (isFailure(error)) warn(error);
          return planHere(document);
        }
      };
    },
    async stop() {
      await Promise.all([...threads, helper].map((thread) => thread.stop()));
    },
  };
}

async function inquireOnce(
  thread: PlannerThread,
  sdl: string,
  question: Inquiry,
  patience: Patience | undefined,
): Promise<Told<Answer>> {
  const told = await thread.ask(question, patience);
  if (told.answer.kind !== 'unknown') return told;
  // It has read others since, or was started anew: a request that began with this one still gets its plan.
  const read = await thread.ask({ kind: 'read', supergraph: question.supergraph, sdl }, patience);
  return read.answer.kind === 'failed' ? read : thread.ask(question, patience);
}

/** Throws a coded error for what is too complex. */
function planIn(answer: Answer): QueryPlan {
  if (answer.kind === 'plan') return answer.plan;
  if (answer.kind === 'too-complex') throw tooComplex();
  throw new Error(`No plan can be made${answer.kind === 'failed' ? `: ${answer.message}` : ''}`);
}
