export { orderConfig } from '../src/config.ts';
