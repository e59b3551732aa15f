export const itemNotFound = {
  __typename: 'ItemNotFoundProblem',
  code: 'ITEM_NOT_FOUND',
  message: 'There is no such item.',
} as const;
