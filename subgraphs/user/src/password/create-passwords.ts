import { hash, verify } from '@node-rs/argon2';
import { normalisePassword } from './find-password-weakness.ts';

export interface Argon2Settings {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

export interface Passwords {
  /** PHC text with its own salt and parameters. */
  hash(password: string): Promise<string>;
  /** Takes as long without a hash as with one, so that the answer does not tell who has an account. */
  verify(password: string, passwordHash: string | undefined): Promise<boolean>;
}

/** argon2id on libuv's threads: the event loop stays free, and as many hashes as threads are under way at once. */
export async function createPasswords({ memoryKib, passes, lanes }: Argon2Settings): Promise<Passwords> {
  // argon2id is the library's default; its enum cannot be read by type stripping.
  const options = { memoryCost: memoryKib, timeCost: passes, parallelism: lanes };
  const nobodys = await hash('a password that no account has', options);
  return {
    hash: (password) => hash(normalisePassword(password), options),
    async verify(password, passwordHash) {
      const right = await verify(passwordHash ?? nobodys, normalisePassword(password));
      return right && passwordHash !== undefined;
    },
  };
}
