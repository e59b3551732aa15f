import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions, SslOptions } from 'mysql2';

/** Where a server is, who we are there, and whether the way to it is encrypted. */
export type ServerAddress = Pick<
  ConnectionOptions,
  'host' | 'port' | 'user' | 'password' | 'database' | 'ssl' | 'connectTimeout'
>;

const CONNECT_TIMEOUT_MS = 5_000;

/** How far the certificate of the server is looked at, as MySQL's own clients name it. */
const TLS: Readonly<Record<string, SslOptions | undefined>> = {
  DISABLED: undefined,
  REQUIRED: { rejectUnauthorized: false },
  VERIFY_CA: { rejectUnauthorized: true },
  VERIFY_IDENTITY: { rejectUnauthorized: true, verifyIdentity: true },
};
const MODES = Object.keys(TLS).join(', ');

/**
 * Reads `mysql://user:password@host:port/database?ssl-mode=VERIFY_IDENTITY&ssl-ca=/path/to/ca.pem`. Without `ssl-mode` the
 * connection is not encrypted; without `ssl-ca` the certificate is checked by the authorities that Node knows. Throws
 * RangeError for anything else in the query, and what reading the file throws.
 */
export function parseAddress(url: string): ServerAddress {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const { 'ssl-mode': mode = 'DISABLED', 'ssl-ca': ca, ...others } = Object.fromEntries(searchParams);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new RangeError(`"${unknown}" in MYSQL_URL is unknown: it takes ssl-mode and ssl-ca`);
  if (!Object.hasOwn(TLS, mode)) throw new RangeError(`ssl-mode in MYSQL_URL must be one of ${MODES}, not "${mode}"`);
  const tls = TLS[mode];
  if (ca !== undefined && tls?.rejectUnauthorized !== true)
    throw new RangeError(
      'ssl-ca in MYSQL_URL needs ssl-mode=VERIFY_CA or VERIFY_IDENTITY: nothing is checked otherwise',
    );
  const host = hostname.replace(/^\[|\]$/g, '');
  // The driver compares the certificate with names alone, and lets every certificate pass for an IP address.
  if (tls?.verifyIdentity === true && isIP(host) !== 0)
    throw new RangeError(`ssl-mode=VERIFY_IDENTITY in MYSQL_URL needs the name of the server instead of ${host}`);
  return {
    host,
    port: port === '' ? 3_306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(tls !== undefined && { ssl: { ...tls, ...(ca !== undefined && { ca: readFileSync(ca, 'utf8') }) } }),
  };
}
