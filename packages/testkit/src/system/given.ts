import { expectSuccess } from '../graph/expect-result.ts';
import { uniqueName } from '../servers/unique-name.ts';
import type { GatewayResult, Graph } from './graph-client.ts';

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
  readonly cookies: Readonly<Record<string, string>>;
  /** Asks as this person. */
  readonly graph: <T = Record<string, unknown>>(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<GatewayResult<T>>;
}

export interface GivenItem {
  readonly id: string;
  readonly name: string;
  readonly price: { readonly amount: number; readonly currency: string };
  readonly stock: number;
}

export interface GivenCampaign {
  readonly id: string;
  readonly name: string;
}

/** What a scenario starts from, made through the public graph. */
export interface Given {
  customer(wishes?: { readonly name?: string }): Promise<Person>;
  admin(): Promise<Person>;
  item(wishes?: { readonly name?: string; readonly amount?: number; readonly stock?: number }): Promise<GivenItem>;
  /** A campaign that is open now. */
  campaign(wishes?: {
    readonly name?: string;
    readonly mode?: 'DIRECT' | 'QUEUED';
    readonly quantity?: number;
  }): Promise<GivenCampaign>;
}

type Typed = { readonly __typename: string };
const HOUR_MS = 3_600_000;
const signUp = `mutation ($input: SignUpInput!) { signUp(input: $input) {
  __typename ... on SignUpSuccess { user { id } } ... on Problem { code message } } }`;
const login = `mutation ($input: LoginInput!) { login(input: $input) {
  __typename ... on LoginSuccess { session { accessToken user { id } } } ... on Problem { code message } } }`;
const registerItem = `mutation ($input: RegisterItemInput!) { registerItem(input: $input) {
  __typename ... on RegisterItemSuccess { item { id name price { amount currency } stock } }
  ... on InvalidInputProblem { code fields { path message } } } }`;
const createCampaign = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) {
  __typename ... on CreateCampaignSuccess { campaign { id name } }
  ... on InvalidInputProblem { code fields { path message } } } }`;

export function createGiven(graph: Graph, admin: { readonly email: string; readonly password: string }): Given {
  let signedIn: Promise<Person> | undefined;

  async function enter(email: string, password: string): Promise<Person> {
    const { session, cookies } = await logIn(graph, email, password);
    const token = session.accessToken;
    const ask: Person['graph'] = (query, variables = {}) => graph(query, variables, { token, cookies });
    return { id: session.user.id, email, password, token, cookies, graph: ask };
  }

  const theAdmin = () => {
    signedIn ??= enter(admin.email, admin.password);
    return signedIn;
  };

  return {
    admin: theAdmin,
    async customer({ name = 'Ada' } = {}) {
      const input = { email: `${uniqueName('-')}@shop.test`, name, password: 'a long enough password' };
      expectSuccess((await must<{ signUp: Typed }>(graph(signUp, { input }))).signUp);
      return enter(input.email, input.password);
    },
    async item({ name = 'Tea', amount = 1_500, stock = 10 } = {}) {
      const { graph: ask } = await theAdmin();
      const input = { name, price: { amount, currency: 'KRW' }, stock };
      type Answer = { registerItem: { __typename: 'RegisterItemSuccess'; item: GivenItem } };
      return expectSuccess((await must<Answer>(ask(registerItem, { input }))).registerItem).item;
    },
    async campaign({ name = 'Opening day', mode = 'DIRECT', quantity = 100 } = {}) {
      const { graph: ask } = await theAdmin();
      const opensAt = new Date(Date.now() - HOUR_MS).toISOString();
      const closesAt = new Date(Date.now() + HOUR_MS).toISOString();
      const input = { name, discount: { amount: 500, currency: 'KRW' }, mode, quantity, opensAt, closesAt };
      type Answer = { createCampaign: { __typename: 'CreateCampaignSuccess'; campaign: GivenCampaign } };
      return expectSuccess((await must<Answer>(ask(createCampaign, { input }))).createCampaign).campaign;
    },
  };
}

/** Signs in; fails with the problem when the shop refuses. */
export async function logIn(graph: Graph, email: string, password: string) {
  type Session = { accessToken: string; user: { id: string } };
  const answer = graph<{ login: { __typename: 'LoginSuccess'; session: Session } }>(login, {
    input: { email, password },
  });
  const { session } = expectSuccess((await must(answer)).login);
  return { session, cookies: (await answer).cookies };
}

/** The data of an answer that must not hold errors. */
export async function must<T>(answer: Promise<GatewayResult<T>>): Promise<T> {
  const { data, errors } = await answer;
  if (errors !== undefined || data === null) throw new Error(`The graph answered ${JSON.stringify(errors)}`);
  return data;
}
