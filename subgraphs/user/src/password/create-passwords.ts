import { hash, verify } from '@node-rs/argon2';
import { codedError } from '@rushgraph/identity';
import type { Metrics } from '@rushgraph/service';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { normalisePassword } from './find-password-weakness.ts';
import { isEasilyGuessed } from './is-easily-guessed.ts';

export interface Argon2Settings {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

export interface QueueSettings {
  /** Hashes under way at once. libuv has four threads, and files and names need one, too. */
  readonly atOnce: number;
  /** Others that may wait for their turn. */
  readonly waiting: number;
  /** A turn that comes later than this is not taken: whoever asked has gone by then. */
  readonly waitMs: number;
}

/** Each rejects with RATE_LIMITED when it cannot have its turn soon. */
export interface Passwords {
  /** PHC text with its own salt and parameters. */
  hash(password: string): Promise<string>;
  /** Takes as long without a hash as with one, so that the answer does not tell who has an account. */
  verify(password: string, passwordHash: string | undefined): Promise<boolean>;
  isEasilyGuessed(password: string): Promise<boolean>;
}

export interface PasswordsDeps {
  readonly argon2: Argon2Settings;
  readonly queue: QueueSettings;
  readonly now: () => Date;
  readonly metrics: Metrics;
}

/** argon2id on libuv's threads: the event loop stays free. Work on passwords is bounded, and never done for nobody. */
export async function createPasswords({ argon2, queue, now, metrics }: PasswordsDeps): Promise<Passwords> {
  // argon2id is the library's default; its enum cannot be read by type stripping.
  const options = { memoryCost: argon2.memoryKib, timeCost: argon2.passes, parallelism: argon2.lanes };
  const nobodys = await hash('a password that no account has', options);
  const refused = metrics.counter('password_work_refused_total', 'Passwords not looked at: too many at once');
  const turns = bulkhead(queue.atOnce, queue.waiting);

  async function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const latest = now().getTime() + queue.waitMs;
    try {
      return await turns.execute(() => {
        if (now().getTime() > latest) throw new BulkheadRejectedError(queue.atOnce, queue.waiting);
        return work();
      });
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      refused.inc();
      throw codedError('RATE_LIMITED', 'Too many people sign in or up at this moment. Try again in a second.', {
        retryAfterSeconds: 1,
      });
    }
  }

  return {
    async hash(password) {
      const text = normalisePassword(password);
      if (text === undefined) throw new RangeError('refuse a text that cannot be a password before hashing it');
      return inTurn(() => hash(text, options));
    },
    async verify(password, passwordHash) {
      const text = normalisePassword(password);
      if (text === undefined) return false;
      const right = await inTurn(() => verify(passwordHash ?? nobodys, text));
      return right && passwordHash !== undefined;
    },
    isEasilyGuessed: (password) => inTurn(() => isEasilyGuessed(password)),
  };
}
