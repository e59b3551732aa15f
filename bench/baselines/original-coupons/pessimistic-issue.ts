import type { IssueWay } from '../../src/coupons/issue-way.ts';
import { statementByStatement } from '../statement-by-statement.ts';

/** The row is locked, read, changed and logged, one statement after the other. */
export const pessimisticIssue: IssueWay = {
  name: 'pessimistic lock in MySQL, as the original',
  async start(servers, { most }) {
    const { database } = await servers.database('original_coupon');
    await database.run('CREATE TABLE coupon (id INT PRIMARY KEY, stock INT NOT NULL)');
    await database.run('CREATE TABLE coupon_log (id BIGINT AUTO_INCREMENT PRIMARY KEY, user_id VARCHAR(32) NOT NULL)');
    await database.run('INSERT INTO coupon VALUES (1, ?)', [most]);
    return {
      async issue(index) {
        await statementByStatement(database, async (tx) => {
          const [row] = await tx.rows<{ stock: number }>('SELECT stock FROM coupon WHERE id = 1 FOR UPDATE');
          if (row === undefined || row.stock <= 0) throw new Error('There are no coupons');
          await tx.run('UPDATE coupon SET stock = ? WHERE id = 1', [row.stock - 1]);
          await tx.run('INSERT INTO coupon_log (user_id) VALUES (?)', [`user-${index}`]);
        });
      },
      async verify(issued) {
        const [row] = await database.rows<{ count: number }>('SELECT COUNT(*) AS count FROM coupon_log');
        if (row?.count !== issued) throw new Error(`${row?.count} coupons were logged instead of ${issued}`);
      },
      stop: async () => undefined,
    };
  },
};
