export { compareEngines, type Difference, type DifferentialOptions, type DifferentialReport } from './compare.ts';
