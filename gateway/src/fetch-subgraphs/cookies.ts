/** The one cookie that crosses the gateway, and only to and from the user subgraph: its name over TLS, and over plain HTTP. */
const REFRESH = new Set(['__Host-refresh', 'refresh']);

/** The Cookie header for the user subgraph: every refresh cookie as it came, for that subgraph to judge. */
export function refreshCookiesOf(header: string | undefined): string | undefined {
  const pairs = header?.split(';').map((pair) => pair.trim()) ?? [];
  const passing = pairs.filter((pair) => REFRESH.has(nameOf(pair)));
  return passing.length === 0 ? undefined : passing.join('; ');
}

/** The Set-Cookie lines of the user subgraph that reach the client: those of the refresh cookie, no other name. */
export function passingCookies(header: string | string[] | undefined): readonly string[] {
  return (header === undefined ? [] : [header].flat()).filter((line) => REFRESH.has(nameOf(line)));
}

function nameOf(pair: string): string {
  const separator = pair.indexOf('=');
  return separator < 0 ? '' : pair.slice(0, separator).trim();
}
