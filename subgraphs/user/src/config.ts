import { parsePrivateKey, parsePublicKey } from '@rushgraph/identity';
import {
  databaseSettings,
  type Environment,
  flag,
  loadConfig,
  subgraphSettings,
  wholeNumber,
} from '@rushgraph/service';
import { z } from 'zod';
import type { ThrottleSettings } from './log-in/throttle-logins.ts';
import type { Argon2Settings, QueueSettings } from './password/create-passwords.ts';
import { findPasswordWeakness } from './password/find-password-weakness.ts';
import { easilyGuessed, isEasilyGuessed } from './password/is-easily-guessed.ts';
import { emailInput } from './sign-up/validate-sign-up.ts';

const makeSigningKey = 'make one with `openssl genpkey -algorithm ed25519 | base64 -w 0`';

const schema = z
  .object({
    ...subgraphSettings(4001),
    ...databaseSettings('user'),
    /** Ed25519 key that signs access tokens: PKCS8 PEM, with `\n` for line ends, or the PEM in base64. */
    ACCESS_TOKEN_PRIVATE_KEY: z
      .string({ error: `must be set to an Ed25519 private key (${makeSigningKey})` })
      .refine(
        (text) => isKey(parsePrivateKey, text),
        `must be an Ed25519 private key as PKCS8 PEM or its base64 (${makeSigningKey})`,
      ),
    /** Published and not signing: the next key before it signs, the last one until its tokens have ended. */
    ACCESS_TOKEN_FURTHER_KEYS: z
      .string()
      .default('')
      .transform((text) => text.split(',').filter((key) => key.trim() !== ''))
      .refine(
        (keys) => keys.every((key) => isKey(parsePublicKey, key)),
        'must be Ed25519 keys, private or public, as PEM or its base64, separated by commas',
      ),
    ACCESS_TOKEN_ISSUER: z.string().default('rushgraph'),
    ACCESS_TOKEN_SECONDS: wholeNumber(1, 86_400).default(900),
    REFRESH_TOKEN_SECONDS: wholeNumber(1, 31_536_000).default(604_800),
    /** From a login to the end of its session, however often it is refreshed. */
    SESSION_SECONDS: wholeNumber(1, 31_536_000).default(2_592_000),
    /** False only where browsers reach the shop over plain HTTP, as on a developer's computer. */
    COOKIE_SECURE: flag.default(true),

    /** argon2id as OWASP advises: 19 MiB, two passes, one lane. */
    ARGON2_MEMORY_KIB: wholeNumber(8, 4_194_304).default(19_456),
    ARGON2_PASSES: wholeNumber(1, 100).default(2),
    ARGON2_LANES: wholeNumber(1, 16).default(1),

    /** Passwords looked at at once, others that may wait, and how long; who comes beyond is told RATE_LIMITED. */
    PASSWORDS_AT_ONCE: wholeNumber(1, 1_000).default(2),
    PASSWORDS_WAITING: wholeNumber(0, 10_000).default(40),
    PASSWORDS_WAIT_MS: wholeNumber(1, 60_000).default(2_000),

    /** Failed logins within the window: from one address to one account, to one account, and from one address. */
    LOGIN_WINDOW_SECONDS: wholeNumber(1, 86_400).default(900),
    LOGIN_ATTEMPTS: wholeNumber(1, 1_000_000).default(10),
    LOGIN_ATTEMPTS_PER_ACCOUNT: wholeNumber(1, 1_000_000).default(100),
    LOGIN_ATTEMPTS_PER_ADDRESS: wholeNumber(1, 1_000_000).default(1_000),

    /** The first administrator, made at start when the address is free. */
    ADMIN_EMAIL: emailInput.optional(),
    ADMIN_PASSWORD: z.string().optional(),
  })
  .superRefine(({ ADMIN_EMAIL, ADMIN_PASSWORD }, context) => {
    if ((ADMIN_EMAIL === undefined) !== (ADMIN_PASSWORD === undefined)) {
      context.addIssue({ code: 'custom', path: ['ADMIN_PASSWORD'], message: 'must be set together with ADMIN_EMAIL' });
    }
    if (ADMIN_EMAIL === undefined || ADMIN_PASSWORD === undefined) return;
    const weakness =
      findPasswordWeakness(ADMIN_PASSWORD, { email: ADMIN_EMAIL, name: '' }) ??
      (isEasilyGuessed(ADMIN_PASSWORD) ? easilyGuessed : undefined);
    if (weakness !== undefined) context.addIssue({ code: 'custom', path: ['ADMIN_PASSWORD'], message: weakness });
  });

export type UserConfig = z.infer<typeof schema>;

/** Reads the settings of the user service; all problems are reported at once. */
export function userConfig(env: Environment): UserConfig {
  return loadConfig(schema, env);
}

function isKey(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export function argon2Settings({ ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES }: UserConfig): Argon2Settings {
  return { memoryKib: ARGON2_MEMORY_KIB, passes: ARGON2_PASSES, lanes: ARGON2_LANES };
}

export function queueSettings({ PASSWORDS_AT_ONCE, PASSWORDS_WAITING, PASSWORDS_WAIT_MS }: UserConfig): QueueSettings {
  return { atOnce: PASSWORDS_AT_ONCE, waiting: PASSWORDS_WAITING, waitMs: PASSWORDS_WAIT_MS };
}

export function throttleSettings(config: UserConfig): ThrottleSettings {
  return {
    windowSeconds: config.LOGIN_WINDOW_SECONDS,
    limits: {
      pair: config.LOGIN_ATTEMPTS,
      account: config.LOGIN_ATTEMPTS_PER_ACCOUNT,
      address: config.LOGIN_ATTEMPTS_PER_ADDRESS,
    },
  };
}
