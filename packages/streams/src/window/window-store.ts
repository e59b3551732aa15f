import { isDuplicateKey, type Sql, TryAgain, type Tx } from '@rushgraph/database';
import type { InferSelectModel } from 'drizzle-orm';
import type { streamTime as streamTimeTable, streamWindow } from '../tables.ts';
import { changeSettings } from './change-settings.ts';
import {
  closedUpTo,
  isAhead,
  type OpenWindow,
  resultId,
  type WindowInput,
  type WindowResult,
  type WindowSettings,
  type WindowState,
  windowStart,
} from './window-state.ts';

export interface OpenedPartition<A> {
  /** Without its windows: see `load`. */
  readonly state: WindowState<A>;
  /** Who may let time pass when nothing comes. */
  readonly owner: string | null;
  /** Of windows that were closed because the settings are others now. */
  readonly results: readonly WindowResult<A>[];
}

/** The state of a topology's windows in MySQL. */
export interface WindowStore<A> {
  /** Locks a partition until the end of the transaction. Always the first step: whoever else folds it waits here. */
  open(tx: Tx, partition: number, now: number): Promise<OpenedPartition<A>>;
  /** The state with all windows, or with those that these inputs can touch or close. */
  load(
    tx: Tx,
    partition: number,
    state: WindowState<A>,
    reach?: { readonly inputs: readonly WindowInput<unknown>[]; readonly now: number },
  ): Promise<WindowState<A>>;
  /** Writes what has changed from one state to the other. */
  save(tx: Tx, partition: number, before: WindowState<A>, after: WindowState<A>): Promise<void>;
  /** Makes somebody the owner; nothing has been idle for longer than that. */
  claim(sql: Sql, partition: number, owner: string, now: number): Promise<void>;
  /** Those of these partitions that have open windows and may be idle. A guess: look again under the lock. */
  findIdle(sql: Sql, partitions: readonly number[], now: number): Promise<readonly number[]>;
}

export interface WindowStoreOptions<A> {
  readonly topology: string;
  readonly settings: WindowSettings;
  /** Reads an aggregate as JSON left it. */
  readonly aggregate: { parse(value: unknown): A };
}

type TimeRow = Omit<InferSelectModel<typeof streamTimeTable, { dbColumnNames: true }>, 'topology' | 'partition_id'>;
type WindowRow = Omit<InferSelectModel<typeof streamWindow, { dbColumnNames: true }>, 'topology' | 'partition_id'>;

const HERE = 'WHERE topology = ? AND partition_id = ?';

/** Keeps windows in the two tables of `@rushgraph/streams/tables`. */
export function createWindowStore<A>({ topology, settings, aggregate }: WindowStoreOptions<A>): WindowStore<A> {
  const { sizeMs, graceMs } = settings;

  async function lock(tx: Tx, partition: number, now: number): Promise<TimeRow> {
    const [row] = await tx.rows<TimeRow>(
      `SELECT stream_time, seen_at, size_ms, grace_ms, owner FROM stream_time ${HERE} FOR UPDATE`,
      [topology, partition],
    );
    if (row !== undefined) return row;
    try {
      await tx.run('INSERT INTO stream_time (topology, partition_id, seen_at, size_ms, grace_ms) VALUES (?)', [
        [topology, partition, now, sizeMs, graceMs],
      ]);
    } catch (error) {
      if (isDuplicateKey(error))
        throw new TryAgain('another transaction began the partition meanwhile', { cause: error });
      throw error;
    }
    return { stream_time: null, seen_at: now, size_ms: sizeMs, grace_ms: graceMs, owner: null };
  }

  const store: WindowStore<A> = {
    async open(tx, partition, now) {
      const row = await lock(tx, partition, now);
      const state = { streamTime: row.stream_time, seenAt: row.seen_at, open: new Map() };
      const before = { sizeMs: row.size_ms, graceMs: row.grace_ms };
      if (before.sizeMs === sizeMs && before.graceMs === graceMs) return { state, owner: row.owner, results: [] };
      const whole = await store.load(tx, partition, state);
      const changed = changeSettings(whole, before, settings);
      await store.save(tx, partition, whole, changed.state);
      return { state: changed.state, owner: row.owner, results: changed.results };
    },

    async load(tx, partition, state, reach) {
      const scope = reach === undefined ? undefined : within(reach.inputs, reach.now, state, settings);
      const rows = await tx.rows<WindowRow>(
        `SELECT window_start, window_key, aggregate, records FROM stream_window ${HERE} ${
          scope === undefined ? '' : 'AND (window_start <= ? OR (window_start IN (?) AND window_key IN (?)))'
        }`,
        [topology, partition, ...(scope ?? [])],
      );
      const open = rows.map((row): [string, OpenWindow<A>] => {
        const [key, start] = [row.window_key.toString(), row.window_start];
        const value = aggregate.parse(JSON.parse(row.aggregate));
        return [resultId(key, start), { key, start, aggregate: value, count: row.records }];
      });
      return { ...state, open: new Map(open) };
    },

    async save(tx, partition, before, after) {
      const { streamTime, seenAt, open } = after;
      await tx.run(`UPDATE stream_time SET stream_time = ?, seen_at = ?, size_ms = ?, grace_ms = ? ${HERE}`, [
        streamTime,
        seenAt,
        sizeMs,
        graceMs,
        topology,
        partition,
      ]);
      const closed = [...before.open.keys()].filter((id) => !open.has(id)).length;
      if (closed > 0 && streamTime !== null) {
        const { affectedRows } = await tx.run(`DELETE FROM stream_window ${HERE} AND window_start <= ?`, [
          topology,
          partition,
          closedUpTo(streamTime, settings),
        ]);
        if (affectedRows !== closed) throw new Error(`${closed} windows were closed, but ${affectedRows} removed`);
      }
      const changed = [...open].filter(([id, window]) => before.open.get(id) !== window);
      if (changed.length === 0) return;
      await tx.run(
        // All columns are given, so that replacing a row is changing it.
        'REPLACE INTO stream_window (topology, partition_id, window_start, window_key, aggregate, records) VALUES ?',
        [
          changed.map(([, { start, key, aggregate: value, count }]) => [
            topology,
            partition,
            start,
            Buffer.from(key),
            JSON.stringify(value),
            count,
          ]),
        ],
      );
    },

    async claim(sql, partition, owner, now) {
      await sql.run(
        `INSERT INTO stream_time (topology, partition_id, seen_at, size_ms, grace_ms, owner) VALUES (?)
         ON DUPLICATE KEY UPDATE owner = ?, seen_at = ?`,
        [[topology, partition, now, sizeMs, graceMs, owner], owner, now],
      );
    },

    async findIdle(sql, partitions, now) {
      if (partitions.length === 0) return [];
      const rows = await sql.rows<{ partition_id: number }>(
        `SELECT partition_id FROM stream_time WHERE topology = ? AND partition_id IN (?)
         AND (seen_at <= ? OR seen_at > ?) AND EXISTS (SELECT 1 FROM stream_window
           WHERE stream_window.topology = stream_time.topology AND stream_window.partition_id = stream_time.partition_id)
         ORDER BY partition_id`,
        [topology, [...partitions], now - settings.idleAfterMs, now],
      );
      return rows.map(({ partition_id }) => partition_id);
    },
  };
  return store;
}

/** The latest start that can be closed, and the starts and keys that can be touched. */
function within(
  inputs: readonly WindowInput<unknown>[],
  now: number,
  { streamTime }: WindowState<unknown>,
  settings: WindowSettings,
): [number, number[], Buffer[]] {
  const times = inputs.flatMap((input) => (isAhead(input, now, settings) ? [] : (input.timestamp ?? [])));
  // What has no time of its own counts where stream time is, be that where it was or where these bring it.
  times.push(streamTime ?? now);
  const latest = times.reduce((left, right) => Math.max(left, right));
  const starts = new Set(times.map((time) => windowStart(time, settings.sizeMs)));
  const keys = new Set(inputs.map(({ key }) => key));
  return [closedUpTo(latest, settings), [...starts], [...keys].map((key) => Buffer.from(key))];
}
