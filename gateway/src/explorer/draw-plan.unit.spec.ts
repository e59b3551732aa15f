import { expect, it } from 'vitest';
import type { FetchOutline, PlanOutline } from '../show-plans/plan-outline.ts';
import { drawPlan } from './draw-plan.ts';

function fetchOf(service: string, fields: readonly string[] = ['id'], path = ''): FetchOutline {
  return {
    kind: 'fetch',
    service,
    isMutation: false,
    isSubscription: false,
    path,
    fields,
    operation: `{ ${fields.join(' ')} }`,
  };
}
const sequence = (...steps: PlanOutline[]): PlanOutline => ({ kind: 'sequence', steps });
const parallel = (...steps: PlanOutline[]): PlanOutline => ({ kind: 'parallel', steps });
const count = (text: string, part: string) => text.split(part).length - 1;

/** Upper left corners of the boxes of fetches, in the order of the plan. */
function corners(drawing: string): { x: number; y: number }[] {
  return [...drawing.matchAll(/translate\(([\d.]+) ([\d.]+)\)"><title>/g)].map(([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }));
}

it('draws a box for each fetch, and arrows from the query through them to the answer', () => {
  const drawing = drawPlan(sequence(fetchOf('user'), fetchOf('item')));
  expect([count(drawing, 'class="fetch'), count(drawing, 'class="arrow"')]).toEqual([2, 3]);
  expect(drawing).toMatch(/>query<[\s\S]*>user<[\s\S]*>item<[\s\S]*>answer</);
});

it('puts what waits to the right, and what runs beside it below', () => {
  const [user, order, item] = corners(drawPlan(sequence(fetchOf('user'), parallel(fetchOf('order'), fetchOf('item')))));
  expect(order?.x).toBeGreaterThan(user?.x ?? 0);
  expect(item?.x).toBe(order?.x);
  expect(item?.y).toBeGreaterThan(order?.y ?? 0);
});

it('joins many with many through one point', () => {
  const both = parallel(fetchOf('user'), fetchOf('order'));
  const drawing = drawPlan(sequence(both, both));
  expect(count(drawing, 'class="joint"')).toBe(1);
  // Two from the query, two into the point, two out of it, two to the answer.
  expect(count(drawing, 'class="arrow"')).toBe(8);
});

it('says who changes something, and who tells of events', () => {
  const drawing = drawPlan(sequence({ ...fetchOf('order'), isSubscription: true }, fetchOf('item')));
  expect(drawing).toMatch(/>order \(for each event\)<[\s\S]*>item</);
  expect(drawPlan({ ...fetchOf('user'), isMutation: true })).toContain('>user (changes)<');
});

it('shows each service in a colour of its own, where its objects are, and what it is asked', () => {
  const drawing = drawPlan(
    sequence(fetchOf('user'), fetchOf('item', ['name', 'price { amount }'], 'me.orders.nodes.@.lines.@.item')),
  );
  expect(drawing).toMatch(/service-0[\s\S]*service-1/);
  expect(drawing).toContain('for each …nodes[].lines[].item');
  expect(drawing).toContain('price { amount }');
});

it('shortens what is long, and has the whole of it in a title', () => {
  const fields = Array.from({ length: 9 }, (_, index) => `field${index}`);
  const drawing = drawPlan(fetchOf('user', fields));
  expect(drawing).toContain('and 4 more');
  expect(drawing).toContain(`<title>{ ${fields.join(' ')} }</title>`);
});

it('lets no text of an operation become markup', () => {
  const drawing = drawPlan(fetchOf('<b>', ['search(text: "</text><script>")'], '<i>'));
  expect(drawing).not.toMatch(/<script|<b>|<i>/);
});

it('draws an operation that asks nobody', () => {
  expect(count(drawPlan(parallel()), 'class="arrow"')).toBe(1);
});
