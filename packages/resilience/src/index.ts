export { type Breaker, type BreakerDeps, createBreaker } from './create-breaker.ts';
export { type Attempt, type CallOptions, createPolicy, type Policy, type PolicyDeps } from './create-policy.ts';
export { type Instance, type PickInstance, pickFrom } from './pick-instance.ts';
export {
  type BreakerSettings,
  DEFAULT_SETTINGS,
  LOOK_UP_SETTINGS,
  type PolicySettings,
  policySetting,
} from './policy-settings.ts';
export { isResilienceError, ResilienceError, type ResilienceErrorKind } from './resilience-error.ts';
export type { Time } from './time.ts';
