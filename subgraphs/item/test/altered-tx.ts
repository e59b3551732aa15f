import type { Tx } from '@rushgraph/database';

export type Statement = readonly [text: string, values: readonly unknown[]];
type Alter = (...statement: Statement) => Statement | Promise<Statement>;

/** The same transaction, whose statements are held up or changed on their way to the server, and its rows on their way back. */
export function alteredTx(tx: Tx, alter: Alter, holdUp = async (_text: string): Promise<void> => undefined): Tx {
  return {
    ...tx,
    async rows<T>(text: string, values: readonly unknown[] = []) {
      const rows = await tx.rows<T>(...(await alter(text, values)));
      await holdUp(text);
      return rows;
    },
    run: async (text, values = []) => tx.run(...(await alter(text, values))),
  };
}

/** A statement without one of its conditions, and without its values. */
export function withoutCondition(condition: string, [text, values]: Statement): Statement {
  const at = text.indexOf(condition);
  if (at < 0) return [text, values];
  const before = text.slice(0, at).split('?').length - 1;
  return [text.replace(condition, ''), values.toSpliced(before, condition.split('?').length - 1)];
}
