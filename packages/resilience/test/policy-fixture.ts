import { manualTime, silentLogger } from '@rushgraph/testkit';
import { Registry } from 'prom-client';
import { type CallOptions, createPolicy, DEFAULT_SETTINGS, type PolicySettings, pickFrom } from '../src/index.ts';

/**
 * What the instances of a test do when they are called; `never` leaves the call without an answer, `held` until it is let
 * go, and one that is `gone` cannot be sent to.
 */
export type Behaviour = 'answers' | 'fails' | 'gone' | 'never' | 'held';

/** A policy over instances whose behaviour a test sets, in time that it advances. */
export function policyFixture(
  behaviour: Record<string, Behaviour>,
  settings: Partial<PolicySettings> = {},
  { chance = 0.5, isFailure }: { chance?: number; isFailure?: (error: unknown) => boolean } = {},
) {
  const time = manualTime();
  const registry = new Registry();
  const calls: string[] = [];
  const aborted: string[] = [];
  const held: { readonly resolve: () => void; readonly reject: () => void }[] = [];
  const policy = createPolicy({
    name: 'shop',
    instances: pickFrom(Object.keys(behaviour).map((id) => ({ id }))),
    settings: { ...DEFAULT_SETTINGS, ...settings },
    ...(isFailure !== undefined && { isFailure }),
    isUnsent: (error) => error instanceof Error && error.message === 'gone',
    logger: silentLogger(),
    registry,
    random: () => chance,
    time,
  });

  /** Calls, and answers with the value or with what the error says. */
  function ask(options: Partial<CallOptions> = {}): Promise<string> {
    return policy
      .execute({ kind: 'query', ...options }, ({ id }, { signal }) => {
        calls.push(`${id} at ${time.now()}`);
        signal.addEventListener('abort', () => aborted.push(id));
        if (behaviour[id] === 'held') {
          const { promise, resolve, reject } = Promise.withResolvers<string>();
          held.push({ resolve: () => resolve(id), reject: () => reject(new Error('down')) });
          return promise;
        }
        if (behaviour[id] === 'never') return Promise.withResolvers<string>().promise;
        if (behaviour[id] === 'gone') return Promise.reject(new Error('gone'));
        return behaviour[id] === 'fails' ? Promise.reject(new Error('down')) : Promise.resolve(id);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error)) throw error;
        return 'kind' in error ? `${error.kind}` : error.message;
      });
  }

  /** The call that is held longest is answered. */
  const answer = () => held.shift()?.resolve();
  /** The call that is held longest fails. */
  const fail = () => held.shift()?.reject();
  return { behaviour, time, registry, calls, aborted, ask, policy, answer, fail };
}
