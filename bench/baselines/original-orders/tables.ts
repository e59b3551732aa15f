import type { Database } from '@rushgraph/database';

/** The tables of the order side. */
export async function createOrderTables(database: Database): Promise<void> {
  await database.run(
    `CREATE TABLE orders (id CHAR(26) CHARACTER SET ascii PRIMARY KEY, user_id CHAR(26) NOT NULL, status VARCHAR(12) NOT NULL,
       placed_at DATETIME(3) NOT NULL, settled_at DATETIME(3) NULL)`,
  );
  await database.run(
    'CREATE TABLE order_line (order_id CHAR(26) CHARACTER SET ascii NOT NULL, item_id CHAR(26) NOT NULL, quantity INT NOT NULL, PRIMARY KEY (order_id, item_id))',
  );
  await database.run(
    'CREATE TABLE outbox (id CHAR(26) CHARACTER SET ascii PRIMARY KEY, payload TEXT NOT NULL, sent BOOLEAN NOT NULL)',
  );
}

/** The tables of the item side. */
export async function createItemTables(database: Database): Promise<void> {
  await database.run(
    `CREATE TABLE item (id CHAR(26) CHARACTER SET ascii PRIMARY KEY, name VARCHAR(200) NOT NULL, price_amount BIGINT NOT NULL,
       price_currency CHAR(3) NOT NULL, stock INT NOT NULL, version INT NOT NULL DEFAULT 0, created_at DATETIME(3) NOT NULL)`,
  );
}
