import { percentile } from '../harness/percentile.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';

/** How fast something was done so many times; with how long each of the calls took, if it was noted. */
export async function measure(
  pids: readonly number[],
  work: (waits: number[]) => Promise<number>,
): Promise<Readonly<Record<string, number>>> {
  const waits: number[] = [];
  const cpuBefore = cpuSeconds(pids);
  const startedAt = performance.now();
  const done = await work(waits);
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = cpuSeconds(pids) - cpuBefore;
  const latencies = { 'p50 ms': percentile(waits, 0.5), 'p99 ms': percentile(waits, 0.99) };
  return { '1/s': done / seconds, ...(waits.length > 0 && latencies), 'CPU µs': (cpu * 1e6) / done };
}
