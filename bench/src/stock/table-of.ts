import type { Row } from '../harness/benchmark.ts';
import { type Measured, rateOf } from './measured.ts';
import { GUARDED, LOCK } from './names.ts';

/** The scenario that the chart shows. */
const CHARTED = { requesters: 64, spread: 1 };

/** The table: scenario by scenario, each decider with how many times as fast as the usual ways it is. */
export function tableOf(measured: readonly Measured[]): Row[] {
  const scenarios = [...new Map(measured.map((one) => [`${one.spread} ${one.requesters}`, one])).values()];
  return scenarios.flatMap(({ spread, requesters }) =>
    measured
      .filter((one) => one.spread === spread && one.requesters === requesters)
      .map(({ decider, figures }) => {
        const place = spread === 1 ? 'one hot item' : `${spread.toLocaleString('en-US')} items`;
        return {
          name: `${decider}, ${place}, ${requesters}`,
          isCharted: requesters === CHARTED.requesters && spread === CHARTED.spread,
          figures: {
            ...figures,
            ...ratio('× guarded', rateOf(measured, GUARDED, requesters, spread), figures['decisions/s']),
            ...ratio('× lock', rateOf(measured, LOCK, requesters, spread), figures['decisions/s']),
          },
        };
      }),
  );
}

function ratio(name: string, base: number | undefined, rate: number): Record<string, number> {
  return base === undefined ? {} : { [name]: rate / base };
}
