import { count, judge, named, type Verdict } from '../verdict/verdict.ts';
import type { Fault } from './judge-pair.ts';
import type { OrderStockFacts } from './read-order-stock.ts';

const EXAMPLES = 3;

/** Who has an order has its stock, and nobody else has any. */
export function judgeOrderStock({ orders, held, faults, isCutShort }: OrderStockFacts): Verdict[] {
  const verdict = (invariant: string, told: Partial<Record<Fault, string>>, remedy: string) => {
    const of = [...faults].filter(([, fault]) => told[fault] !== undefined);
    const kinds = Object.entries(told).map(
      ([kind, text]) => `${of.filter(([, fault]) => fault === kind).length} ${text}`,
    );
    return judge({
      store: 'order, item',
      invariant,
      faults: of.length,
      figures: `${kinds.join(', ')}${isCutShort ? ' at least' : ''} of ${count(orders, 'order')} and ${count(held, 'reservation')}${named(of.slice(0, EXAMPLES).map(([id]) => id))}`,
      remedy,
    });
  };
  return [
    verdict(
      'a CONFIRMED order holds its stock',
      { unbacked: 'hold none', different: 'hold other lines' },
      'These customers were promised what is not reserved: reserve it by hand, or cancel these orders.',
    ),
    verdict(
      'a REJECTED or CANCELLED order holds none',
      { kept: 'still hold some' },
      'Is the worker of the item service running? If so, publish commerce.order.released.v1 for these orders again.',
    ),
    verdict(
      'no stock is held for an order that is not there',
      { nobody: 'held for nobody' },
      'Is the worker of the order service running? If so, publish commerce.order.released.v1 for these orders.',
    ),
  ];
}
