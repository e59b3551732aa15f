export { afterMilliseconds, type Batcher, type BatcherOptions, createBatcher, nextTurn } from './batcher.ts';
export { createLimit, type Limit, TimeLimitPassed, withinLimit } from './time-limit.ts';
