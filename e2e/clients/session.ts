export interface Session {
  /** Null while nobody is signed in. */
  accessToken: string | null;
  /** One flight, however many requests find the token ended at once; false when the session is over. */
  refresh(): Promise<boolean>;
}

/** Keeps the access token in memory; the refresh token is a cookie that no script can read. */
export function createSession(url: string, fetch: typeof globalThis.fetch = globalThis.fetch): Session {
  let flight: Promise<boolean> | undefined;
  const session: Session = {
    accessToken: null,
    refresh() {
      flight ??= ask().finally(() => {
        flight = undefined;
      });
      return flight;
    },
  };
  return session;

  async function ask(): Promise<boolean> {
    const query = 'mutation { refreshSession { ... on RefreshSessionSuccess { session { accessToken } } } }';
    const response = await fetch(url, {
      method: 'POST',
      // Sends and takes the cookie, also across origins that CORS_ORIGINS names.
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data } = await response.json();
    session.accessToken = data?.refreshSession?.session?.accessToken ?? null;
    return session.accessToken !== null;
  }
}
