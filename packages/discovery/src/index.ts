export { createDiscovery, type Discovery, type DiscoveryOptions } from './create-discovery.ts';
export { createServicePolicy, type ServicePolicyDeps } from './create-service-policy.ts';
export type { FollowedService } from './follow/follow-service.ts';
export { instanceAt, type ServiceInstance } from './instance.ts';
export { placeSetting, placeSettingAt } from './place.ts';
export type { Announcement } from './registry/announce.ts';
export type { Announced } from './registry/registry.ts';
