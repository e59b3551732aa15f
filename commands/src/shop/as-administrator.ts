import { CommandError } from '../tools/run-command.ts';
import { createGraphClient, type GraphClient } from './graph-client.ts';
import { type Credentials, signIn, signOut } from './sign-in.ts';

export interface Shop {
  /** Of its gateway. */
  readonly url: string;
  readonly admin: Credentials;
}

/** The shop and the administrator that the environment names. Throws a CommandError without the latter. */
export function shopOf(env: Readonly<Record<string, string | undefined>>): Shop {
  const { GATEWAY_URL, PORT_BASE, ADMIN_EMAIL, ADMIN_PASSWORD } = env;
  if (!ADMIN_EMAIL || !ADMIN_PASSWORD) throw new CommandError('Set ADMIN_EMAIL and ADMIN_PASSWORD.');
  return {
    url: GATEWAY_URL || `http://localhost:${PORT_BASE || 4000}/graphql`,
    admin: { email: ADMIN_EMAIL, password: ADMIN_PASSWORD },
  };
}

/** Does work with the access token of the shop's administrator, whose session ends with it. */
export async function asAdministrator<T>(
  { url, admin }: Shop,
  work: (client: GraphClient, token: string) => Promise<T>,
): Promise<T> {
  const client = createGraphClient(url);
  const signingIn = await signIn(client, admin);
  if ('refusal' in signingIn) throw new Error(`${admin.email} cannot sign in: ${signingIn.refusal}`);
  try {
    return await work(client, signingIn.token);
  } finally {
    await signOut(client, signingIn.token);
  }
}
