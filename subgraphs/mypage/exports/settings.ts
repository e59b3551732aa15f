export { myPageConfig } from '../src/config.ts';
