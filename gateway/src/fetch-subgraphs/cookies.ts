/** The one cookie that crosses the gateway, and only to and from the user subgraph. */
const REFRESH = 'refresh';

/** The value of the refresh cookie in a Cookie header. */
export function refreshCookieOf(header: string | undefined): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const separator = pair.indexOf('=');
    if (separator > 0 && pair.slice(0, separator).trim() === REFRESH) return pair.slice(separator + 1).trim();
  }
  return undefined;
}

/** The Set-Cookie lines of the user subgraph that reach the client: those of the refresh cookie, no other name. */
export function passingCookies(header: string | string[] | undefined): readonly string[] {
  return (header === undefined ? [] : [header].flat()).filter((line) => line.startsWith(`${REFRESH}=`));
}
