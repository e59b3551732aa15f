export { afterMilliseconds, type Batcher, type BatcherOptions, createBatcher, nextTurn } from './batcher.ts';
export { BriefMap } from './brief-map.ts';
export {
  CallerGone,
  type CallersTime,
  callersTime,
  callersTimeLeftMs,
  forCaller,
  forNobody,
  refuseIfGone,
} from './callers-time.ts';
export { createPause, type Pause } from './create-pause.ts';
export { everyBeat } from './every-beat.ts';
export { type GatherOptions, gatherReads } from './gather-reads.ts';
export { createGathering, type Gathering, type GatheringOptions } from './gathering.ts';
export { createNewest, type Newest } from './newest.ts';
export { othersFirst } from './others-first.ts';
export { createLimit, type Limit, TimeLimitPassed, withinLimit } from './time-limit.ts';
