import { z } from 'zod';

/** So many uses of a field within a time, by one viewer or from one address. */
export interface RateRule {
  /** A root field, or `query`, `mutation` or `subscription` for every one of that kind. */
  readonly name: string;
  readonly per: 'viewer' | 'address';
  readonly limit: number;
  readonly seconds: number;
}

const RULE = /^(\w+):(viewer|address)=(\d{1,9})\/(\d{1,6})$/;

/** Reads `login:address=20/60,placeOrder:viewer=60/60`, or `off` for no rules; undefined when a part is neither. */
export function parseRateRules(text: string): readonly RateRule[] | undefined {
  if (text === 'off') return [];
  const rules = text.split(',').map((part) => readRule(part.trim()));
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function readRule(text: string): RateRule | undefined {
  const [, name = '', per, limit, seconds] = RULE.exec(text) ?? [];
  if (per !== 'viewer' && per !== 'address') return undefined;
  const rule = { name, per, limit: Number(limit), seconds: Number(seconds) } as const;
  return rule.limit > 0 && rule.seconds > 0 ? rule : undefined;
}

/** The rules of a shop on the internet: guessing, hoarding and queueing are slow, and nobody else's business suffers. */
export const PRODUCTION_RATES =
  'login:address=30/60,signUp:address=10/60,refreshSession:address=120/60,joinCouponQueue:viewer=30/60,' +
  'issueCoupon:viewer=30/60,placeOrder:viewer=60/60,mutation:address=1200/60,query:viewer=3000/60,subscription:viewer=600/60';

/** In development everybody comes from one address, and tests are quicker than people. Queries are not counted. */
export const DEVELOPMENT_RATES =
  'login:address=6000/60,signUp:address=6000/60,joinCouponQueue:viewer=3000/60,issueCoupon:viewer=3000/60,' +
  'placeOrder:viewer=30000/60,subscription:viewer=6000/60';

export const rateRulesSetting = z.string().transform((text, context) => {
  const rules = parseRateRules(text);
  if (rules !== undefined) return rules;
  context.addIssue({ code: 'custom', message: 'must be rules like login:address=20/60, separated by commas, or off' });
  return z.NEVER;
});
