export { couponConfig } from '../src/config.ts';
