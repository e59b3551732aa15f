import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { GraphClient } from './graph-client.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

const LOG_IN = readOperation('log-in');
const LOG_OUT = readOperation('log-out');

const loginAnswer = z.object({
  login: z.union([
    z.object({ session: z.object({ accessToken: z.string() }) }),
    z.object({ code: z.string(), message: z.string() }),
  ]),
});

/** What whoever signs in gets: an access token, or the reason in a sentence. */
export type SigningIn = { readonly token: string } | { readonly refusal: string };

export async function signIn(client: GraphClient, { email, password }: Credentials): Promise<SigningIn> {
  const { login } = await client.execute(loginAnswer, LOG_IN, { input: { email, password } });
  return 'session' in login ? { token: login.session.accessToken } : { refusal: login.message };
}

/** Ends the session of the token. */
export async function signOut(client: GraphClient, token: string): Promise<void> {
  await client.execute(z.object({ logout: z.object({ loggedOut: z.literal(true) }) }), LOG_OUT, {}, token);
}

/** A file of its own, so that it can be stored for a gateway that runs stored operations only. */
function readOperation(name: string): string {
  return readFileSync(new URL(`operations/${name}.graphql`, import.meta.url), 'utf8');
}
