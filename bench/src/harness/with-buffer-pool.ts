import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '@rushgraph/database';

const CHECK_EVERY_MS = 100;

/** Does work while the server has a buffer pool of so many bytes, and gives it back its own. */
export async function withBufferPool<T>(sql: Sql, bytes: number, work: () => Promise<T>): Promise<T> {
  const [row] = await sql.rows<{ own: number }>('SELECT @@innodb_buffer_pool_size AS own');
  if (row === undefined) throw new Error('The server does not tell the size of its buffer pool');
  await resize(sql, bytes);
  try {
    return await work();
  } finally {
    await resize(sql, Number(row.own));
  }
}

async function resize(sql: Sql, bytes: number): Promise<void> {
  await sql.run('SET GLOBAL innodb_buffer_pool_size = ?', [bytes]);
  for (;;) {
    const [row] = await sql.rows<{ Value: string }>("SHOW STATUS LIKE 'Innodb_buffer_pool_resize_status'");
    if (row === undefined || /^(Completed|Size did not change|$)/.test(row.Value)) return;
    await pause(CHECK_EVERY_MS);
  }
}
