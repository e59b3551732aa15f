export { addItem } from '../src/register-item/add-item.ts';
export { insertItems } from '../src/register-item/insert-items.ts';
