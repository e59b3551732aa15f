import type { MyPageComposed } from '@rushgraph/contracts';
import type { ServiceInstance } from '@rushgraph/discovery';
import { signViewer, TIME_LEFT_HEADER, type UserViewer, VIEWER_HEADER } from '@rushgraph/identity';
import type { Attempt, Policy } from '@rushgraph/resilience';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { couponsAnswer, type Listed, ordersAnswer, profileAnswer } from './owner-answers.ts';

export const owners = ['user', 'order', 'coupon'] as const;
export type Owner = (typeof owners)[number];

export interface AskOwnersDeps {
  /** Pooled connections. */
  readonly client: Dispatcher;
  readonly policies: Readonly<Record<Owner, Policy<ServiceInstance>>>;
  /** The key that each owner checks the signed viewer with. */
  readonly viewerKeys: ReadonlyMap<string, Buffer>;
  /** How long all tries for one part may take together. */
  readonly limitMs: number;
  readonly now: () => Date;
}

/** What the owners answer a customer about themselves. Each rejects when its owner cannot say in time. */
export interface AskOwners {
  /** Null for an account that is gone. */
  profile(viewer: UserViewer): Promise<NonNullable<MyPageComposed['profile']> | null>;
  orders(viewer: UserViewer): Promise<Listed<NonNullable<MyPageComposed['orders']>[number]>>;
  coupons(viewer: UserViewer): Promise<Listed<NonNullable<MyPageComposed['coupons']>[number]>>;
}

const PROFILE = '{ me { name email } }';
const ORDERS = `{ me { orders(first: 10) { pageInfo { hasNextPage }
  nodes { id status title placedAt total { amount currency } } } } }`;
const COUPONS = `{ me { coupons(first: 20) { pageInfo { hasNextPage }
  nodes { id status issuedAt campaign { name discount { amount currency } } } } } }`;

export function createAskOwners(deps: AskOwnersDeps): AskOwners {
  const ask = <T>(owner: Owner, viewer: UserViewer, query: string, schema: z.ZodType<T>) =>
    deps.policies[owner].execute({ kind: 'query', timeLeftMs: deps.limitMs }, (instance, attempt) =>
      post(deps, owner, instance.url, viewer, query, schema, attempt),
    );
  return {
    profile: (viewer) => ask('user', viewer, PROFILE, profileAnswer),
    orders: (viewer) => ask('order', viewer, ORDERS, ordersAnswer),
    coupons: (viewer) => ask('coupon', viewer, COUPONS, couponsAnswer),
  };
}

async function post<T>(
  { client, viewerKeys, now }: AskOwnersDeps,
  owner: Owner,
  url: URL,
  viewer: UserViewer,
  query: string,
  schema: z.ZodType<T>,
  { signal, timeLeftMs }: Attempt,
): Promise<T> {
  const key = viewerKeys.get(owner);
  if (key === undefined) throw new Error(`There is no key for ${owner}`);
  const { statusCode, body } = await client.request({
    origin: url.origin,
    path: url.pathname,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      [VIEWER_HEADER]: signViewer(viewer, { audience: owner, key, now: now() }),
      [TIME_LEFT_HEADER]: String(Math.floor(timeLeftMs)),
    },
    body: JSON.stringify({ query }),
    signal,
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`The ${owner} service answered ${statusCode}`);
  const parsed = answer.safeParse(JSON.parse(text));
  if (!parsed.success) throw misfit(owner, parsed.error);
  const part = schema.safeParse(parsed.data.data.me);
  if (!part.success) throw misfit(owner, part.error);
  return part.data;
}

function misfit(owner: Owner, cause: z.ZodError): Error {
  return new Error(`The ${owner} service answered something else than was asked`, { cause });
}

/** With an error beside it, null would not mean that there is nobody. */
const answer = z.object({ data: z.object({ me: z.unknown() }), errors: z.undefined().optional() });
