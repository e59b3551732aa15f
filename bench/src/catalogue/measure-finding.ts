import type { Database } from '@rushgraph/database';
import { findItems, type OrderField, orderFields, type Position, positionOf } from '@rushgraph/finding';
import type { Row } from '../harness/benchmark.ts';
import { percentile } from '../harness/percentile.ts';
import { madeItem } from './made-items.ts';

const ROUNDS = 25;
const PAGES = 5;
const PAGE = 20;

interface Case {
  readonly name: string;
  /** The text of a round. */
  readonly search: (round: number) => string | undefined;
  /** Begins in the middle of the order. */
  readonly deep?: boolean;
}

function cases(count: number): readonly Case[] {
  const always = (text: string) => () => text;
  const numberOf = (round: number) => madeItem((round * 7_919) % count, count).name.split('No. ')[1] ?? '';
  return [
    { name: 'all', search: () => undefined },
    { name: 'all, deep', search: () => undefined, deep: true },
    { name: 'in every name: "no. "', search: always('no. ') },
    { name: 'one letter: "a"', search: always('a') },
    { name: 'one syllable: "가"', search: always('가') },
    { name: 'one word: "backpack"', search: always('Backpack') },
    { name: 'one word, deep', search: always('Backpack'), deep: true },
    { name: 'Korean word: "키보드"', search: always('키보드') },
    { name: 'two words: "red backpack"', search: always('red backpack') },
    { name: 'all at the far end: "aurora"', search: always('Zenith Aurora') },
    { name: 'three digits', search: (round) => numberOf(round).slice(0, 3) },
    { name: 'four digits', search: (round) => numberOf(round).slice(0, 4) },
    { name: 'a whole number', search: (round) => `No. ${numberOf(round)}` },
    { name: 'a whole name', search: (round) => madeItem((round * 7_919) % count, count).name },
    { name: 'none, of rare parts', search: always('zzqx') },
    { name: 'none, of frequent parts', search: always('steel Backpack No. shoes') },
    { name: 'none, 100 characters', search: always('Hanbit red Running Shoes No. 1 '.repeat(4).slice(0, 100)) },
  ];
}

/** Each case in each order. */
export async function measureFinding(database: Database, count: number, say: (line: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  for (const each of cases(count)) {
    for (const field of orderFields) rows.push(await measure(database, count, each, field));
    say(each.name);
  }
  return rows;
}

async function measure(
  database: Database,
  count: number,
  { name, search, deep }: Case,
  field: OrderField,
): Promise<Row> {
  const times: number[] = [];
  let read = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const nameContains = search(round);
    for (const direction of ['ASC', 'DESC'] as const) {
      let after: Position | undefined =
        deep === true ? positionOf(madeItem((count >> 1) + round, count), field) : undefined;
      for (let page = 0; page < PAGES; page++) {
        const isLast = round === ROUNDS - 1 && page === 0;
        const before = isLast ? await rowsRead(database) : 0;
        const startedAt = performance.now();
        const items = await findItems(database, {
          nameContains,
          filter: {},
          field,
          direction,
          limit: PAGE + 1,
          after,
        });
        times.push(performance.now() - startedAt);
        if (isLast) read = (await rowsRead(database)) - before;
        const last = items[PAGE - 1];
        if (last === undefined || items.length <= PAGE) break;
        after = positionOf(last, field);
      }
    }
  }
  const figures = { 'p50 ms': percentile(times, 0.5), 'p99 ms': percentile(times, 0.99), 'rows read': read };
  return { name: `${name}, by ${field}`, figures };
}

/** Rows that this connection has read so far, less what asking for it reads. */
async function rowsRead(database: Database): Promise<number> {
  const rows = await database.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
  return rows.reduce((total, { Value }) => total + Number(Value), 0);
}
