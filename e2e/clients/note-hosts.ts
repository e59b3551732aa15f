import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** Loaded into a process before everything else: notes each host by name that it wants to reach, and lets it reach none but this computer. */
const file = process.env.NOTED_HOSTS ?? '';
const lookup = dns.lookup;

Object.assign(dns, {
  lookup(host: string, ...rest: unknown[]) {
    if (host === 'localhost' || isIP(host) !== 0) return Reflect.apply(lookup, dns, [host, ...rest]);
    appendFileSync(file, `${host}\n`);
    const callback = rest.at(-1);
    const away = Object.assign(new Error(`${host} is not reached in tests`), { code: 'ENOTFOUND' });
    if (typeof callback === 'function') process.nextTick(() => callback(away));
    return undefined;
  },
});
