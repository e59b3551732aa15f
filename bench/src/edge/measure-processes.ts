import type { NamedProcess } from '../harness/bench-servers.ts';
import { cpuSeconds } from '../harness/process-cpu.ts';

/** CPU of each of these processes for one of `count` things done meanwhile, in microseconds by name, and their sum. */
export async function measureProcesses(
  processes: readonly NamedProcess[],
  count: number,
  work: () => Promise<void>,
): Promise<Record<string, number>> {
  const used = () => processes.map(({ pid }) => cpuSeconds([pid]));
  const before = used();
  await work();
  const after = used();
  const figures: Record<string, number> = { 'CPU µs': 0 };
  for (const [index, { name }] of processes.entries()) {
    const micros = (((after[index] ?? 0) - (before[index] ?? 0)) * 1e6) / count;
    figures['CPU µs'] = (figures['CPU µs'] ?? 0) + micros;
    figures[name] = (figures[name] ?? 0) + micros;
  }
  return figures;
}
