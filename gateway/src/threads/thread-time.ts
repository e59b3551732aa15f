/** Milliseconds of a processor that the thread which calls this has had: it has not worked while others had it. */
export function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
