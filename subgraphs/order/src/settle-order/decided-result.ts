import type { StockResult } from '@rushgraph/contracts';
import type { Traceparent } from '../order/order-events.ts';
import type { Decision } from './decide/decide-settlement.ts';

export interface ArrivedResult {
  readonly result: StockResult;
  readonly traceparent?: Traceparent;
}

export interface DecidedResult extends ArrivedResult {
  readonly decision: Decision;
  /** The version of the order the decision was made for; 0 when it is not known. */
  readonly version: number;
}
