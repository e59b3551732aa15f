import type { Example } from './example.ts';

export const forAnybody: readonly Example[] = [
  {
    title: 'The cheapest items',
    as: 'anybody',
    query: `query Catalogue {
  items(first: 5, orderBy: { field: PRICE, direction: ASC }) {
    nodes {
      id
      name
      price { amount currency }
      availability
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    title: 'Find items',
    as: 'anybody',
    query: `query FindItems($filter: ItemFilter!) {
  items(filter: $filter, first: 10) {
    nodes { name price { amount } stock }
  }
}
`,
    variables: { filter: { nameContains: 'a', maxPrice: 500_000, inStock: true } },
  },
  {
    title: 'Open coupon campaigns',
    as: 'anybody',
    query: `query Campaigns {
  campaigns(state: OPEN, first: 10) {
    nodes { id name mode discount { amount } remaining quantity closesAt }
  }
}
`,
  },
  {
    title: 'Sign up',
    as: 'anybody',
    query: `# Afterwards sign in above, with this e-mail address and password.
mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) {
    ... on SignUpSuccess { user { id email } }
    ... on Problem { code message }
  }
}
`,
    variables: { input: { email: '<unique>@shop.local', name: 'Ada', password: 'correct horse <unique>' } },
  },
];
