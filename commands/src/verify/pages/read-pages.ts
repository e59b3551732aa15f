import type { Sql } from '@rushgraph/database';
import { connectMongo, createGenerations, type MyPageDocument, type MyPageStore } from '@rushgraph/mypage/pages';
import { type Account, judgePage, type PageFault, type Things } from './judge-page.ts';

export interface PageFacts {
  readonly accounts: number;
  readonly pages: number;
  readonly faults: ReadonlyMap<string, PageFault>;
  /** Whether there are more faults than were looked at twice. */
  readonly isCutShort: boolean;
}

export interface PageDeps {
  readonly user: Sql;
  readonly order: Sql;
  readonly coupon: Sql;
  /** The pages that are served. */
  readonly pages: Pick<MyPageStore, 'loadMany' | 'ids'>;
  /** How often what looks wrong is looked at again, `pause` between: pages follow what happens. */
  readonly looks: number;
  readonly pause: () => Promise<unknown>;
}

const CHUNK = 500;
const MOST_SUSPECTS = 10_000;

/** Opens the pages that are served at this address. Throws when MongoDB cannot be read. */
export async function withPages<T>(url: string, now: Date, work: (pages: MyPageStore) => Promise<T>): Promise<T> {
  const mongo = await connectMongo(url);
  try {
    return await work(await createGenerations(mongo.db, () => now).forReading());
  } finally {
    await mongo.close();
  }
}

/** Compares the page of every account with its orders and coupons, and finds pages whose account is gone. */
export async function readPages(deps: PageDeps): Promise<PageFacts> {
  const { user, pages, looks, pause } = deps;
  let [accounts, found] = [0, 0];
  let faults = new Map<string, PageFault>();
  let isCutShort = false;
  const suspect = async (ids: readonly string[]) => {
    for (const [id, fault] of await judgeAll(deps, ids)) {
      isCutShort = faults.size >= MOST_SUSPECTS;
      if (!isCutShort) faults.set(id, fault);
    }
  };
  for await (const ids of accountIds(user)) {
    accounts += ids.length;
    await suspect(ids);
  }
  for await (const ids of pages.ids(CHUNK)) {
    found += ids.length;
    const known = await versionsOf(user, ids);
    await suspect(ids.filter((id) => !known.has(id)));
  }
  for (let look = 0; look < looks && faults.size > 0; look++) {
    if (look > 0) await pause();
    faults = await judgeAll(deps, [...faults.keys()]);
  }
  return { accounts, pages: found, faults, isCutShort };
}

async function* accountIds(user: Sql): AsyncGenerator<readonly string[]> {
  for (let after = ''; ; ) {
    const rows = await user.rows<{ id: string }>('SELECT id FROM user WHERE id > ? ORDER BY id LIMIT ?', [
      after,
      CHUNK,
    ]);
    if (rows.length > 0) yield rows.map(({ id }) => id);
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    after = last.id;
  }
}

async function judgeAll(deps: PageDeps, all: readonly string[]): Promise<Map<string, PageFault>> {
  const faults = new Map<string, PageFault>();
  for (let start = 0; start < all.length; start += CHUNK) {
    const ids = all.slice(start, start + CHUNK);
    const found = await deps.pages.loadMany(ids);
    const [versions, orders, coupons] = await Promise.all([
      versionsOf(deps.user, ids),
      thingsOf(deps.order, 'orders', ids, shown(found, 'orders')),
      thingsOf(deps.coupon, 'coupon', ids, shown(found, 'coupons')),
    ]);
    for (const id of ids) {
      const version = versions.get(id);
      const account: Account | null =
        version === undefined ? null : { version, orders: orders(id), coupons: coupons(id) };
      const fault = judgePage(account, found.get(id) ?? null);
      if (fault !== undefined) faults.set(id, fault);
    }
  }
  return faults;
}

function shown(found: ReadonlyMap<string, MyPageDocument>, shelf: 'orders' | 'coupons'): readonly string[] {
  return [...found.values()].flatMap((page) => page[shelf].newest.map(({ id }) => id));
}

async function versionsOf(user: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await user.rows<{ id: string; version: number }>('SELECT id, version FROM user WHERE id IN (?)', [ids]);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** How many rows each user has, and the states of those that are shown. */
async function thingsOf(
  sql: Sql,
  table: 'orders' | 'coupon',
  users: readonly string[],
  ids: readonly string[],
): Promise<(user: string) => Things> {
  const counts = await sql.rows<{ user_id: string; n: number }>(
    `SELECT user_id, COUNT(*) AS n FROM ${table} WHERE user_id IN (?) GROUP BY user_id`,
    [users],
  );
  const states =
    ids.length === 0
      ? []
      : await sql.rows<{ id: string; status: string }>(`SELECT id, status FROM ${table} WHERE id IN (?)`, [ids]);
  const count = new Map(counts.map(({ user_id, n }) => [user_id, n]));
  const statuses = new Map(states.map(({ id, status }) => [id, status]));
  return (user) => ({ count: count.get(user) ?? 0, statuses });
}
