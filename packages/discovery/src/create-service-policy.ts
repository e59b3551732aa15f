import { createPolicy, type Policy, type PolicyDeps } from '@rushgraph/resilience';
import { couldNotConnect } from './could-not-connect.ts';
import type { FollowedService } from './follow/follow-service.ts';
import type { ServiceInstance } from './instance.ts';

export interface ServicePolicyDeps extends Omit<PolicyDeps<ServiceInstance>, 'instances' | 'isUnsent'> {
  readonly instances: FollowedService;
}

/**
 * The policy for calls over HTTP to the instances of a service, wherever they are: what could not be sent to one goes to
 * another, and of an instance that is no more nothing is kept.
 */
export function createServicePolicy(deps: ServicePolicyDeps): Policy<ServiceInstance> {
  const policy = createPolicy({ ...deps, isUnsent: couldNotConnect });
  deps.instances.onGone(({ id }) => policy.forget(id));
  return policy;
}
