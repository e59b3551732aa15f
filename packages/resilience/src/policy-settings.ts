import { z } from 'zod';

/** When a dependency counts as broken, and when it is tried again. */
export interface BreakerSettings {
  /** How many calls are looked at: the latest ones. */
  readonly windowCalls: number;
  /** With fewer calls than this in the window the breaker stays closed. */
  readonly minimumCalls: number;
  /** The breaker opens when at least this share of the window's calls failed or were slow. */
  readonly failurePercent: number;
  /** A call that takes longer counts as a failure, though its value is returned. */
  readonly slowAfterMs: number;
  /** How long an open breaker refuses calls before it lets trial calls through. */
  readonly openMs: number;
  /** How many trial calls decide whether the breaker closes or opens again. */
  readonly trialCalls: number;
}

/** All settings of the policy for one remote dependency. */
export interface PolicySettings extends BreakerSettings {
  /** How long a call that comes beside the trial calls waits until one of these is answered; then it is refused. */
  readonly trialWaitMs: number;
  /** How long one try may take. */
  readonly timeLimitMs: number;
  /** Calls under way to one instance at the same time. */
  readonly maxCalls: number;
  /** Calls that wait for one of these to end; more are refused. */
  readonly maxQueued: number;
  /** How often a query is tried in all. Mutations are tried once. */
  readonly tries: number;
  /** The middle of the random range (half to one and a half of it) from which the first pause between tries is drawn. */
  readonly retryFromMs: number;
  /** Each pause is this many times as long as the one before, in percent. */
  readonly retryGrowthPercent: number;
  /** No pause is longer. */
  readonly retryMaxMs: number;
  /** A try that would have less of the caller's time than this is not begun. */
  readonly minimumTryMs: number;
}

/** As the gateway of the original had them: ten calls, half of them, slow after 8 s, open for 10 s, five trials, 10 s a call. */
export const DEFAULT_SETTINGS: PolicySettings = {
  windowCalls: 10,
  minimumCalls: 10,
  failurePercent: 50,
  slowAfterMs: 8_000,
  openMs: 10_000,
  trialCalls: 5,
  trialWaitMs: 1_000,
  timeLimitMs: 10_000,
  maxCalls: 128,
  maxQueued: 256,
  tries: 3,
  retryFromMs: 100,
  retryGrowthPercent: 200,
  retryMaxMs: 5_000,
  minimumTryMs: 20,
};

/** For looking something up in another service: 30 percent of failures are enough, and there are four tries. */
export const LOOK_UP_SETTINGS: PolicySettings = { ...DEFAULT_SETTINGS, failurePercent: 30, tries: 4 };

const BOUNDS: { readonly [Name in keyof PolicySettings]: readonly [min: number, max: number] } = {
  windowCalls: [1, 10_000],
  minimumCalls: [1, 10_000],
  failurePercent: [1, 100],
  slowAfterMs: [1, 600_000],
  openMs: [1, 600_000],
  trialCalls: [1, 1_000],
  trialWaitMs: [0, 60_000],
  timeLimitMs: [1, 600_000],
  maxCalls: [1, 100_000],
  maxQueued: [0, 100_000],
  tries: [1, 20],
  retryFromMs: [1, 60_000],
  retryGrowthPercent: [100, 1_000],
  retryMaxMs: [1, 600_000],
  minimumTryMs: [0, 60_000],
};

/**
 * A setting that names what differs from `defaults`, as in `failurePercent=30,tries=4`; unset, it is the defaults.
 * One variable for each dependency instead of fifteen.
 */
export function policySetting(defaults: PolicySettings) {
  return z
    .string()
    .optional()
    .transform((text = '', context): PolicySettings => {
      const settings = { ...defaults };
      for (const part of text.split(',').filter((one) => one.trim() !== '')) {
        const [name = '', value = ''] = part.split('=').map((one) => one.trim());
        const problem = isName(name) ? put(settings, name, value) : `names what is no part of a policy: ${name}`;
        if (problem !== undefined) {
          context.addIssue({ code: 'custom', message: problem });
          return z.NEVER;
        }
      }
      if (settings.minimumCalls > settings.windowCalls) {
        context.addIssue({ code: 'custom', message: 'must have minimumCalls of at most windowCalls' });
        return z.NEVER;
      }
      return settings;
    });
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

function isName(name: string): name is keyof PolicySettings {
  return Object.hasOwn(BOUNDS, name);
}

/** Puts one value into the settings; answers what is wrong with it, if anything. */
function put(settings: Writable<PolicySettings>, name: keyof PolicySettings, value: string): string | undefined {
  const [min, max] = BOUNDS[name];
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) return `must have a whole number between ${min} and ${max} for ${name}`;
  settings[name] = number;
  return undefined;
}
