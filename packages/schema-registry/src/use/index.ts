export { type DescribedOperation, describeOperation } from './describe-operation.ts';
export { ANY, forgetUse, mostUsedTexts, recordUse, type Use, undescribedOf } from './record-use.ts';
