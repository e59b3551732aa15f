export { type DescribedOperation, describeOperation } from './describe-operation.ts';
export { ANY, countOperations, forgetUse, mostUsedTexts, recordUse, type Use } from './record-use.ts';
