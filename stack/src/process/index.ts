export { listProcesses, type RunningProcess } from './list-processes.ts';
export { stopProcess } from './stop-process.ts';
export { type Lock, takeLock } from './with-lock.ts';
