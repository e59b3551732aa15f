/** The typed answers that taking a coupon and joining a queue share. */
export const campaignNotFound = {
  __typename: 'CampaignNotFoundProblem',
  code: 'CAMPAIGN_NOT_FOUND',
  message: 'There is no such campaign.',
} as const;

export const soldOut = { __typename: 'SoldOutProblem', code: 'SOLD_OUT', message: 'All coupons are gone.' } as const;

export function wrongMode(message: string) {
  return { __typename: 'WrongCampaignModeProblem', code: 'WRONG_CAMPAIGN_MODE', message } as const;
}

export function notOpen({ opensAt, closesAt }: { readonly opensAt: Date; readonly closesAt: Date }) {
  const message = `Coupons are given out from ${opensAt.toISOString()} to ${closesAt.toISOString()}.`;
  return { __typename: 'CampaignNotOpenProblem', code: 'CAMPAIGN_NOT_OPEN', message, opensAt, closesAt } as const;
}
