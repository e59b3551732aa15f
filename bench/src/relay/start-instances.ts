import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { QUIET_OPTIONS, SERVICE_OPTIONS } from '@rushgraph/service/node-options';
import { endWithUs } from '../harness/end-with-us.ts';
import type { Answer, Command, InstanceSettings } from './instance.ts';

export interface Instances {
  readonly pids: readonly number[];
  /** Gives all of them one command; resolves with the answers when all are done. */
  each(command: Command): Promise<Answer[]>;
  stop(): Promise<void>;
}

/** Starts processes that record and relay, with the flags that services run with. */
export function startInstances(count: number, settings: Omit<InstanceSettings, 'name'>): Instances {
  const children = Array.from({ length: count }, (_, index) => start({ ...settings, name: `instance-${index}` }));
  const each = (command: Command) => Promise.all(children.map((child) => tell(child, command)));
  return {
    pids: children.map(({ pid = 0 }) => pid),
    each,
    async stop() {
      const living = children.filter(({ exitCode }) => exitCode === null);
      await Promise.all(living.map((child) => Promise.all([once(child, 'exit'), tell(child, { kind: 'stop' })])));
    },
  };
}

function start(settings: InstanceSettings): ChildProcess {
  return endWithUs(
    fork(join(import.meta.dirname, 'instance.ts'), {
      execArgv: [...QUIET_OPTIONS, ...SERVICE_OPTIONS],
      env: { ...process.env, INSTANCE: JSON.stringify(settings) },
    }),
  );
}

async function tell(child: ChildProcess, command: Command): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onExit = () => reject(new Error(`An instance ended when it was told to ${command.kind}`));
  child.once('exit', onExit);
  child.once('message', (answer: Answer) => resolve(answer));
  child.send(command);
  try {
    return await promise;
  } finally {
    child.off('exit', onExit);
  }
}
