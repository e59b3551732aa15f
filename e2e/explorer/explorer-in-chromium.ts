import { createAccessTokenSigner } from '@rushgraph/identity';
import { eventually, expectSuccess, must, type TestSystem, TimeoutError } from '@rushgraph/testkit';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricOf } from '../faults/gateway/gateway-metrics.ts';
import { type Chromium, startChromium } from './chromium.ts';

const STORED = 'rushgraph:access-token';
const HOUR_MS = 3_600_000;
/** A computer that does much else needs its time. */
const WAIT_MS = 60_000;
const CLICK_MS = 5_000;

/** The explorer as a person sees it. The key is the one that the shop's access tokens are signed with. */
export function explorerInChromium(shop: () => TestSystem, privateKeyPem: string): void {
  let chromium: Chromium;
  let page: Page;
  const faults: string[] = [];
  const requests: Request[] = [];

  beforeAll(async () => {
    await shop().given.item({ name: 'Thimble', amount: 1, stock: 12 });
    await shop().given.campaign({ mode: 'QUEUED' });
    chromium = await startChromium();
    page = await chromium.browser.newPage();
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('request', (request) => requests.push(request));
    await page.goto(shop().url);
  });
  afterAll(async () => {
    await chromium?.close();
  });

  async function choose(title: string): Promise<void> {
    await page.getByLabel('Example').selectOption({ label: title });
    await page.getByText(`${title}: `).waitFor();
  }

  /** Runs what is in the editor, and waits until the answer holds this. */
  async function run(expected: string): Promise<void> {
    const before = runs();
    // A page that draws itself anew at this moment takes no notice of a click.
    await eventually(
      async () => {
        await page.getByRole('button', { name: 'Execute query' }).click();
        await eventually(() => expect(runs()).toBeGreaterThan(before), { timeoutMs: CLICK_MS });
      },
      { timeoutMs: WAIT_MS },
    );
    await answered(expected);
  }

  /** Operations that were sent for their answers. */
  function runs(): number {
    return requests.filter((request) => request.postData()?.includes('"queryPlan":true') === false).length;
  }

  async function answered(expected: string): Promise<void> {
    const pane = page.locator('.graphiql-response');
    try {
      await pane.getByText(expected).first().waitFor();
    } catch (cause) {
      throw new TimeoutError(`${expected} is not in the answer that the page shows: ${await pane.innerText()}`, {
        cause,
      });
    }
  }

  /** What is in the editor of variables; it becomes `written`, when that is given. */
  async function variables(written?: object): Promise<Record<string, unknown>> {
    const text = await page.evaluate((json) => {
      const models = Reflect.get(globalThis, 'monaco').editor.getModels();
      const model = models.find(({ uri }: { uri: { path: string } }) => uri.path.endsWith('variables.json'));
      if (json !== undefined) model.setValue(json);
      return model.getValue();
    }, written && JSON.stringify(written));
    return JSON.parse(String(text));
  }

  /** Subscriptions of a subgraph that the gateway follows. */
  const followed = (subgraph: string) => metricOf(shop().process('gateway'), 'gateway_upstreams', { subgraph });

  test('runs an example and shows the shop what it answered', async () => {
    await choose('The cheapest items');
    await run('Thimble');
  });

  test('draws which subgraphs a query joins', async () => {
    await choose('Everything about me, from four services');
    await page.getByRole('button', { name: 'Query plan' }).click();
    const drawing = page.getByRole('img', { name: 'Query plan' });
    await drawing.waitFor();
    const services = await drawing.locator('.service').allTextContents();
    expect(new Set(services)).toEqual(new Set(['user', 'item', 'order', 'coupon']));
    expect(await drawing.locator('.arrow').count()).toBeGreaterThan(services.length);
    expect(await drawing.locator('.fetch').first().boundingBox()).toMatchObject({ width: expect.any(Number) });
  });

  test('signs somebody up by an example, and in by the form', async () => {
    await choose('Sign up');
    await run('"id"');
    const { email, password } = Object((await variables()).input);
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await choose('Everything about me, from four services');
    await run('"Ada"');
  });

  test('renews a token that has expired, and is answered as if nothing had happened', async () => {
    const old = await expiredToken();
    await page.evaluate(([key, token]) => sessionStorage.setItem(String(key), String(token)), [STORED, old]);
    await choose('The cheapest items');
    await run('Thimble');
    await choose('Everything about me, from four services');
    await run('"Ada"');
    expect(await page.evaluate((key) => sessionStorage.getItem(key), STORED)).not.toBe(old);
    expect(requests.filter((request) => request.postData()?.includes('refreshSession'))).toHaveLength(1);
  });

  test('follows an order that was placed by an example until it is settled, with the names of its items', async () => {
    await choose('Place an order');
    await run('"PENDING"');
    await choose('Follow my newest order');
    await run('"CONFIRMED"');
    await answered('"Thimble"');
    // Over by itself: there is something to run again, and nothing to stop.
    await page.getByRole('button', { name: 'Execute query' }).waitFor();
    await eventually(async () => expect(await followed('order')).toBe(0));
  });

  test('follows a ticket until somebody stops it, and nobody follows it any more', async () => {
    const campaignId = await scheduledCampaign();
    await choose('Join a coupon queue');
    await variables({ input: { campaignId } });
    await run('"WAITING"');
    await choose('Follow my ticket');
    await variables({ campaignId });
    await run('"coupon": null');
    await page.getByRole('button', { name: 'Stop query' }).waitFor();
    expect(await followed('coupon')).toBe(1);
    await page.getByRole('button', { name: 'Stop query' }).click();
    await eventually(async () => expect(await followed('coupon')).toBe(0));
    await page.getByRole('button', { name: 'Execute query' }).waitFor();
  });

  test('draws who has the events of a subscription, and who is asked for each of them', async () => {
    await choose('Follow my newest order');
    const drawing = page.getByRole('img', { name: 'Query plan' });
    await drawing.getByText('order (for each event)').waitFor();
    expect(await drawing.locator('.service').allTextContents()).toEqual(['order (for each event)', 'item']);
  });

  test('asks nobody but the gateway, and breaks no rule of its own page', () => {
    const hosts = new Set(requests.map((request) => new URL(request.url())).filter(({ host }) => host !== ''));
    expect(
      [...hosts].map(({ origin }) => origin).filter((origin) => origin !== shop().url && origin !== 'null'),
    ).toEqual([]);
    // The one that was refused for its expired token.
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
  });

  /** Its tickets wait for longer than this test may take. */
  async function scheduledCampaign(): Promise<string> {
    const { graph } = await shop().given.admin();
    const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
    const input = {
      name: 'Soon',
      discount: { amount: 500, currency: 'KRW' },
      mode: 'QUEUED',
      quantity: 1,
      // The queue of a campaign is open ten minutes before.
      opensAt: at(1 / 12),
      closesAt: at(1),
    };
    type Created = { createCampaign: { __typename: 'CreateCampaignSuccess'; campaign: { id: string } } };
    const query = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) {
      __typename ... on CreateCampaignSuccess { campaign { id } } } }`;
    return expectSuccess((await must(graph<Created>(query, { input }))).createCampaign).campaign.id;
  }

  async function expiredToken(): Promise<string> {
    const signer = createAccessTokenSigner({ privateKeyPem, issuer: 'rushgraph' });
    const token = await page.evaluate((key) => sessionStorage.getItem(key), STORED);
    const { sub, sid } = JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString());
    const session = { userId: sub, roles: ['CUSTOMER' as const], sessionId: sid };
    return (await signer.sign({ ...session, now: new Date(Date.now() - HOUR_MS) })).token;
  }
}
