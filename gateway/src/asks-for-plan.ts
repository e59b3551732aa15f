/** A request that wants to see how it would be answered: its extensions say `"queryPlan": true`. It is not run. */
export function asksForPlan({ extensions }: { readonly extensions?: Readonly<Record<string, unknown>> }): boolean {
  return extensions?.queryPlan === true;
}
