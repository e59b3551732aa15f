import { hash } from 'node:crypto';
import { type DocumentNode, print } from 'graphql';
import { type PlannerLimits, tooComplex } from '../plan/planner.ts';
import type { ReadSupergraph } from '../read/read-supergraph.ts';
import { type AskedThread, createAskedThread } from './ask-thread.ts';
import type { Answer, Inquiry } from './messages.ts';

export interface PlannerThreads {
  /** As `readSupergraph`, beside the thread that serves requests. Rejects what is no supergraph. */
  read(sdl: string): Promise<ReadSupergraph>;
  stop(): Promise<void>;
}

/**
 * Two threads that take turns: while one reads the next supergraph, which takes it a third of a second, the other one plans
 * for the present one. Nothing runs in them before the first is read.
 */
export function createPlannerThreads(limits: PlannerLimits): PlannerThreads {
  const threads: readonly AskedThread[] = [createAskedThread({ limits }), createAskedThread({ limits })];
  let turn = 0;

  async function inquire(thread: AskedThread, sdl: string, question: Inquiry): Promise<Answer> {
    const answer = await thread.ask(question);
    if (answer.kind !== 'unknown') return answer;
    // It has read others since, or was started anew: a request that began with this one still gets its plan.
    await thread.ask({ kind: 'read', supergraph: question.supergraph, sdl });
    return thread.ask(question);
  }

  async function planBy(thread: AskedThread, sdl: string, supergraph: string, document: DocumentNode) {
    const answer = await inquire(thread, sdl, { kind: 'plan', supergraph, text: print(document) });
    if (answer.kind === 'plan') return answer.plan;
    if (answer.kind === 'too-complex') throw tooComplex();
    throw new Error(`No plan can be made${answer.kind === 'failed' ? `: ${answer.message}` : ''}`);
  }

  async function fittingBy(thread: AskedThread, sdl: string, supergraph: string, texts: readonly string[]) {
    const answer = await inquire(thread, sdl, { kind: 'fitting', supergraph, texts });
    if (answer.kind === 'fitting') return answer.fitting;
    throw new Error(
      `It cannot be told which documents are valid${answer.kind === 'failed' ? `: ${answer.message}` : ''}`,
    );
  }

  return {
    async read(sdl) {
      turn += 1;
      const thread = threads[turn % threads.length] ?? createAskedThread({ limits });
      const supergraph = hash('sha256', sdl);
      const answer = await thread.ask({ kind: 'read', supergraph, sdl });
      if (answer.kind === 'failed') throw new Error(answer.message);
      if (answer.kind !== 'read')
        throw new Error(`The thread that reads supergraphs has answered with "${answer.kind}"`);
      return {
        ...answer.read,
        plan: (document) => planBy(thread, sdl, supergraph, document),
        findFitting: (texts) => fittingBy(thread, sdl, supergraph, texts),
      };
    },
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}
