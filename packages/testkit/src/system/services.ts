export const serviceNames = ['user', 'item', 'order', 'coupon', 'mypage', 'gateway'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The subgraphs that each process calls itself, signed with their keys. */
export const calls: Readonly<Record<ServiceName, readonly ServiceName[]>> = {
  user: [],
  item: [],
  order: ['item'],
  coupon: [],
  mypage: ['user', 'order', 'coupon'],
  gateway: ['user', 'item', 'order', 'coupon', 'mypage'],
};

/**
 * The entry of a service, relative to the root: `npm start` knows what it left behind by the absolute path, and must not
 * take the processes of a test run for that.
 */
export function mainScript(service: ServiceName): string {
  return `${service === 'gateway' ? 'gateway' : `subgraphs/${service}`}/src/main.ts`;
}
