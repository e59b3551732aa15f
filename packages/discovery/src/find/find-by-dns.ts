import { lookup as lookUpOnSystem, Resolver } from 'node:dns/promises';
import { instanceAt, type ServiceInstance } from '../instance.ts';
import type { Lookup } from '../place.ts';

export interface FindByDnsOptions extends Pick<Extract<Lookup, { by: 'dns' }>, 'host' | 'port' | 'path'> {
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  /** Default: those of the computer. */
  readonly servers?: readonly string[];
}

interface Answer {
  readonly addresses: readonly string[];
  readonly ttlMs: number;
}

/** The lives of answers are kept within these: one names nothing for 10 minutes (Compose), another names 0 seconds. */
const SHORTEST_TTL_MS = 1_000;
const LONGEST_TTL_MS = 5_000;
const QUERY_LIMIT_MS = 2_000;
const NOT_THERE = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Finds all addresses behind a name, v4 and v6, and asks again when the answer's time to live is over. A name without a
 * dot, and one that the servers of names do not know, is looked up as the system does: in its hosts file, and with its search domains.
 */
export function findByDns(options: FindByDnsOptions): () => Promise<readonly ServiceInstance[]> {
  const { host, port, path, now, servers } = options;
  const resolver = new Resolver({ timeout: QUERY_LIMIT_MS, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  let last: { readonly instances: readonly ServiceInstance[]; readonly until: number } | undefined;

  async function ask(): Promise<Answer> {
    // Only a network of one's own has it; elsewhere it may be anybody's.
    if (!host.includes('.')) return { addresses: await askSystem(host), ttlMs: LONGEST_TTL_MS };
    const [v4, v6] = await Promise.allSettled([
      orNone(resolver.resolve4(host, { ttl: true })),
      orNone(resolver.resolve6(host, { ttl: true })),
    ]);
    const records = [v4, v6].flatMap((asked) => (asked.status === 'fulfilled' ? asked.value : []));
    if (records.length > 0)
      return {
        addresses: records.map(({ address }) => address),
        ttlMs: Math.min(...records.map(({ ttl }) => ttl)) * 1_000,
      };
    // Where the system cannot say, it is left at what the servers of names have said.
    const addresses = await askSystem(host).catch(() => []);
    const failed = [v4, v6].find((asked) => asked.status === 'rejected');
    if (addresses.length === 0 && failed !== undefined) throw failed.reason;
    return { addresses, ttlMs: LONGEST_TTL_MS };
  }

  return async () => {
    if (last !== undefined && now() < last.until) return last.instances;
    const { addresses, ttlMs } = await ask();
    // In the order of their names: an answer that is shuffled, as most are, is no change.
    const instances = [...new Set(addresses)].sort().map((address) => instanceAt(urlOf(address, port, path)));
    const isSomebody = instances.length > 0;
    const lifeMs = isSomebody ? Math.min(Math.max(ttlMs, SHORTEST_TTL_MS), LONGEST_TTL_MS) : SHORTEST_TTL_MS;
    last = { instances, until: now() + lifeMs };
    return instances;
  };
}

async function askSystem(host: string): Promise<readonly string[]> {
  const found = await orNone(lookUpOnSystem(host, { all: true }));
  return found.map(({ address }) => address);
}

/** That nobody has the name is an answer. */
async function orNone<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_THERE.has(String(error.code))) return [];
    throw error;
  }
}

function urlOf(address: string, port: number, path: string): URL {
  return new URL(`http://${address.includes(':') ? `[${address}]` : address}:${port}${path}`);
}
