export { createOrderWorker } from '../src/worker.ts';
