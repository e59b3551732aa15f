import type { Instance } from '@rushgraph/resilience';

/** A running copy of a service. */
export interface ServiceInstance extends Instance {
  /** Host and port. */
  readonly id: string;
  /** Origin and path of its GraphQL endpoint. */
  readonly url: URL;
  /** Tells a process from the one that had the same address before it; undefined where nobody says. */
  readonly run?: string;
}

/** The instance at an address. */
export function instanceAt(url: URL, run?: string): ServiceInstance {
  return { id: url.host, url, ...(run !== undefined && { run }) };
}
