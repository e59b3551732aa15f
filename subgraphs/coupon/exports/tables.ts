export { campaign, coupon } from '../src/db/schema.ts';
