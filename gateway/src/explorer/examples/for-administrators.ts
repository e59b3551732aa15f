import type { Example } from './example.ts';
import { anItem } from './find-in-shop.ts';

export const forAdministrators: readonly Example[] = [
  {
    title: 'Register an item',
    as: 'administrator',
    query: `mutation RegisterItem($input: RegisterItemInput!) {
  registerItem(input: $input) {
    ... on RegisterItemSuccess { item { id name stock } }
    ... on InvalidInputProblem { message fields { path message } }
  }
}
`,
    variables: { input: { name: 'Teapot', price: { amount: 39_000, currency: 'KRW' }, stock: 12 } },
  },
  {
    title: 'Restock an item',
    as: 'administrator',
    query: `mutation Restock($input: RestockItemInput!) {
  restockItem(input: $input) {
    ... on RestockItemSuccess { item { id name stock } }
    ... on Problem { code message }
  }
}
`,
    variables: { input: { itemId: '<item>', quantity: 10, idempotencyKey: '<unique>' } },
    find: { item: anItem },
  },
  {
    title: 'Create a campaign',
    as: 'administrator',
    query: `mutation CreateCampaign($input: CreateCampaignInput!) {
  createCampaign(input: $input) {
    ... on CreateCampaignSuccess { campaign { id name state } }
    ... on InvalidInputProblem { message fields { path message } }
  }
}
`,
    variables: {
      input: {
        name: 'Spring',
        discount: { amount: 5_000, currency: 'KRW' },
        mode: 'QUEUED',
        quantity: 100,
        opensAt: '2026-01-01T00:00:00.000Z',
        closesAt: '2099-12-31T00:00:00.000Z',
      },
    },
  },
  {
    title: 'How stock is kept',
    as: 'administrator',
    query: `query StockStrategies {
  stockStrategies { strategy item { name } }
}
`,
  },
];
