import { HeaderMap } from '@apollo/server';
import { codedError, type Viewer } from '@rushgraph/identity';
import { defineScript } from '@rushgraph/redis';
import type { Logger, Metrics } from '@rushgraph/service';
import type { RateRule } from './rate-rules.ts';
import { addressSubject } from './rate-subject.ts';
import { takeRates } from './take-rates-script.ts';

/** What an operation does at its root: each field as often as it is there, whatever its aliases. */
export interface RootUse {
  readonly kind: string;
  readonly fields: ReadonlyMap<string, number>;
}

export interface Asking {
  readonly viewer: Viewer;
  readonly clientAddress: string;
}

export interface RateLimits {
  /** Counts the fields of an operation, all or none; throws RATE_LIMITED when one of them is used too often. */
  take(use: RootUse, asking: Asking): Promise<void>;
}

export interface RateLimitsDeps {
  readonly rules: readonly RateRule[];
  /** A connection whose commands have a short time limit: operations wait for it. */
  readonly redis: Parameters<typeof defineScript>[0];
  /** What holds while Redis is away: everybody is served, or nobody is whom a rule is about. */
  readonly withoutRedis: 'open' | 'closed';
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Rates of one field each, counted in Redis for all gateways together, in sliding windows. */
export function createRateLimits(deps: RateLimitsDeps): RateLimits {
  const { rules, redis, withoutRedis, logger, metrics } = deps;
  const take = defineScript<readonly [number, number] | null>(redis, takeRates);
  const limited = metrics.counter('gateway_rate_limited_total', 'Operations refused by a rate', ['rule']);
  const unchecked = metrics.counter('gateway_unchecked_rates_total', 'Operations whose rates could not be counted');
  let isBlind = false;

  async function takeFor(subject: string, uses: readonly Use[]): Promise<void> {
    const full = await take(
      uses.map(({ rule }) => `rate:{${subject}}:${rule.name}`),
      uses.flatMap(({ rule, amount }) => [rule.limit, rule.seconds * 1_000, amount]),
    );
    if (isBlind) logger.info('requests are counted for the rate limits again');
    isBlind = false;
    const rule = full === null ? undefined : uses[full[0] - 1]?.rule;
    if (full === null || rule === undefined) return;
    limited.inc({ rule: rule.name });
    throw tooOften(rule.name, Math.max(1, Math.ceil(full[1] / 1_000)));
  }

  async function takeOrDoWithout(subject: string, uses: readonly Use[]): Promise<void> {
    try {
      await takeFor(subject, uses);
    } catch (error) {
      if (isTooOften(error)) throw error;
      unchecked.inc();
      if (!isBlind) logger.warn({ err: error, withoutRedis }, 'could not count requests for the rate limits');
      isBlind = true;
      if (withoutRedis === 'closed') throw tooOften('this', RETRY_WITHOUT_REDIS_SECONDS);
    }
  }

  return {
    async take(use, asking) {
      const bySubject = Map.groupBy(usesOf(rules, use), ({ rule }) => subjectOf(rule, asking));
      for (const [subject, uses] of bySubject) await takeOrDoWithout(subject, uses);
    },
  };
}

const RETRY_WITHOUT_REDIS_SECONDS = 5;

interface Use {
  readonly rule: RateRule;
  readonly amount: number;
}

function usesOf(rules: readonly RateRule[], { kind, fields }: RootUse): Use[] {
  return rules.flatMap((rule) => {
    const all = () => [...fields.values()].reduce((sum, count) => sum + count, 0);
    const amount = rule.name === kind ? all() : (fields.get(rule.name) ?? 0);
    return amount > 0 ? [{ rule, amount }] : [];
  });
}

function subjectOf({ per }: RateRule, { viewer, clientAddress }: Asking): string {
  return per === 'viewer' && viewer.kind === 'user' ? `viewer:${viewer.id}` : addressSubject(clientAddress);
}

/** What a client is told that comes too often, and when it may come again. */
export function tooOften(what: string, retryAfterSeconds: number) {
  return codedError('RATE_LIMITED', `Too often: ${what} is possible again in ${retryAfterSeconds} seconds.`, {
    retryAfterSeconds,
    http: { status: 429, headers: new HeaderMap([['retry-after', String(retryAfterSeconds)]]) },
  });
}

function isTooOften(error: unknown): boolean {
  return error instanceof Error && 'extensions' in error;
}
