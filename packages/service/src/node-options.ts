/** Node strips the types itself, and kafkajs sets timers that have already passed: neither is news to anybody. */
export const QUIET_OPTIONS: readonly string[] = [
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=TimeoutNegativeWarning',
];

/**
 * What Node is told by whoever starts a service: the Dockerfile says the same. Batches live for milliseconds: with room for
 * a few of them they die young, and are not copied.
 */
export const SERVICE_OPTIONS: readonly string[] = ['--max-semi-space-size=32'];

/**
 * What it is told of the gateway beside that. Strangers fill its heap: Node's four helpers would mark it at the same time, and
 * where processors are few the thread that serves would have a fifth of one meanwhile. The others are faster with four.
 */
export const GATEWAY_OPTIONS: readonly string[] = ['--v8-pool-size=1'];

/** All that it is told of a service, `gateway` or another one. */
export function nodeOptionsOf(service: string): readonly string[] {
  return service === 'gateway' ? [...SERVICE_OPTIONS, ...GATEWAY_OPTIONS] : SERVICE_OPTIONS;
}
