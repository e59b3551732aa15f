export { type DescribedOperation, describeOperation, isPart, partsOf } from './describe-operation.ts';
export { ANY, forgetUse, mostUsedTexts, recordUse, type Use, undescribedOf } from './record-use.ts';
