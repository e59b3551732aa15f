import { count, judge, type Verdict } from '../verdict/verdict.ts';
import type { SessionFacts } from './read-sessions.ts';

/** A session is carried by one token at a time. */
export function judgeSessions({ users, sessions, forked, homeless }: SessionFacts): Verdict {
  return judge({
    store: 'user',
    invariant: 'a session has one token and one user',
    faults: forked + homeless,
    figures: `${count(sessions, 'session')} of ${count(users, 'user')}: ${forked} with several tokens, ${homeless} of nobody`,
    remedy: 'Revoke these sessions (revoked_at of refresh_session): their tokens may be in two hands.',
  });
}
