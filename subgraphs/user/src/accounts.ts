import type { AccessTokenSigner } from '@rushgraph/identity';
import type { Outbox } from '@rushgraph/messaging';
import type { Logger } from 'pino';
import type { LoginThrottle } from './log-in/throttle-logins.ts';
import type { Passwords } from './password/create-passwords.ts';
import type { DenyList } from './session/deny-list.ts';
import type { SessionDeps } from './session/open-session.ts';

/** The parts that mutations work with, the same for every request. */
export interface Accounts extends SessionDeps {
  readonly outbox: Outbox;
  readonly passwords: Passwords;
  readonly throttle: LoginThrottle;
  readonly signer: AccessTokenSigner;
  readonly denyList: DenyList;
  readonly logger: Logger;
}
