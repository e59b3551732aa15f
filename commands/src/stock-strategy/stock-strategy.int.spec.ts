import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { deriveId } from '@rushgraph/contracts';
import type { Database } from '@rushgraph/database';
import { eventually, type GivenItem, must, type Person, startSystem, type TestSystem } from '@rushgraph/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asAdministrator } from '../shop/as-administrator.ts';
import { root } from '../tools/root.ts';
import { handleStockStrategy, readRequest } from './handle-stock-strategy.ts';
import { createStockChoices } from './stock-choices.ts';

let shop: TestSystem;
let items: Database;
let admin: Person;
let lamp: GivenItem;

beforeAll(async () => {
  // Gates are opened by this file alone, and nothing compares them with a Redis that knows none of them.
  const item = { STOCK_DRAIN_CHECK_MS: '50', STOCK_DRIFT_CHECK_MS: '600000' };
  shop = await startSystem({ only: ['user', 'item', 'gateway'], env: { item } });
  items = shop.database('item');
  admin = await shop.given.admin();
  lamp = await shop.given.item({ name: 'Lamp', stock: 5 });
});
afterAll(() => shop.stop());
beforeEach(async () => {
  for (const table of ['stock_strategy', 'stock_gate', 'stock_delta']) await items.run(`DELETE FROM ${table}`);
});

/** What is said, and how it ends. */
async function run(words: string, options: { item?: string; wait?: string } = {}) {
  const said: string[] = [];
  const url = `${shop.url}/graphql`;
  const work = async () => {
    const request = readRequest(words.split(' '), { wait: '0', ...options });
    await asAdministrator({ url, admin }, (client, token) =>
      handleStockStrategy(request, createStockChoices(client, token), (line) => said.push(line)),
    );
  };
  const ended = await work().catch((error: unknown) => (error instanceof Error ? error.message : error));
  return { said, ended };
}

const forAll = (what: string) => `All items without a choice of their own: ${what}`;

it('shows what is chosen for all, and for whom there is another choice', async () => {
  expect((await run('show')).said).toEqual([forAll('merge')]);
  expect((await run('set lock')).said).toEqual([forAll('lock')]);
  expect((await run('set merge', { item: lamp.id })).said).toEqual([`${lamp.id} (Lamp): merge`]);
  expect((await run('show')).said).toEqual([forAll('lock'), `${lamp.id} (Lamp): merge`]);
});

it('leaves the default to all others when it chooses for an item first', async () => {
  await run('set lock', { item: lamp.id });
  expect((await run('show')).said).toEqual([forAll('merge'), `${lamp.id} (Lamp): lock`]);
});

describe('away from the window', () => {
  const now = new Date();

  beforeEach(async () => {
    await run('set window');
    await items.run("INSERT INTO stock_gate (item_id, state, epoch, changed_at) VALUES (?, 'OPEN', 1, ?)", [
      lamp.id,
      now,
    ]);
    await items.run(
      "INSERT INTO stock_delta (item_id, order_id, cause, quantity, decided_at) VALUES (?, ?, 'ORDER', -2, ?)",
      [lamp.id, deriveId('order', 'of two'), now],
    );
  });

  /** As a window does: from then on nothing is in flight, and a worker ends the change. */
  const land = () => items.run("UPDATE stock_delta SET state = 'COUNTED'");

  it('waits until what gates have decided has landed, and says so', async () => {
    const setting = run('set lock', { wait: '60' });
    await eventually(async () => expect((await run('show')).said).toEqual([forAll('window, being drained for lock')]));
    await land();
    expect(await setting).toEqual({
      said: [
        'Waiting for windows to write what the gates of 1 item have decided; orders of these items wait too …',
        forAll('lock'),
      ],
      ended: undefined,
    });
  });

  it('goes on without the command when that does not wait any longer', async () => {
    expect((await run('set merge')).ended).toMatch(/^what the gates of 1 item have decided has not landed/);
    await land();
    await eventually(async () => expect((await run('show')).said).toEqual([forAll('merge')]));
  });

  it('fails when somebody chooses otherwise meanwhile', async () => {
    const setting = run('set lock', { wait: '60' });
    await eventually(async () => expect((await run('show')).said[0]).toContain('being drained'));
    await must(admin.graph('mutation { chooseStockStrategy(input: { strategy: WINDOW }) { __typename } }'));
    expect(await setting).toMatchObject({ ended: 'somebody has chosen otherwise meanwhile' });
  });
});

it.each([
  ['sing', {}, '"sing" is not one of show, set'],
  ['set', {}, 'say which one: set merge|lock|window'],
  ['set first', {}, 'the strategy must be one of merge, lock, window, not "first"'],
  ['set merge lock', {}, '"lock" is too much; see --help'],
  ['show', { item: 'any' }, 'show takes nothing more; see --help'],
  ['set merge', { item: 'nonsense' }, 'there is no item nonsense'],
  ['set merge', { item: deriveId('item', 'ghost') }, expect.stringMatching(/^there is no item /)],
  ['set merge', { wait: 'long' }, '--wait must be a number of seconds, at most 600'],
  ['set merge', { wait: '601' }, '--wait must be a number of seconds, at most 600'],
])('refuses %s %j and changes nothing', async (words, options, problem) => {
  expect(await run(words, options)).toEqual({ said: [], ended: problem });
  expect(await items.rows('SELECT * FROM stock_strategy')).toEqual([]);
});

describe('as a command', () => {
  /** Runs it as whoever is named by the environment. */
  async function command(words: readonly string[], env: Record<string, string> = {}) {
    const script = join(root, 'commands', 'src', 'stock-strategy.ts');
    const { PATH } = process.env;
    const child = spawn(process.execPath, [script, ...words], {
      env: { PATH, GATEWAY_URL: `${shop.url}/graphql`, ...env },
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (data: Buffer) => {
        output[name] += data.toString();
      });
    const [status] = await once(child, 'close');
    return { status, ...output };
  }
  const as = ({ email, password }: Pick<Person, 'email' | 'password'>) => ({
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
  });

  it('chooses as the administrator, whose session ends with it', async () => {
    const sessions = () => shop.database('user').rows('SELECT id FROM refresh_session WHERE revoked_at IS NULL');
    const before = await sessions();
    expect(await command(['set', 'lock', '--item', lamp.id], as(admin))).toEqual({
      status: 0,
      stdout: `${lamp.id} (Lamp): lock\n`,
      stderr: '',
    });
    expect(await sessions()).toEqual(before);
  });

  it.each([
    ['nobody', () => ({}), 'Set ADMIN_EMAIL and ADMIN_PASSWORD.\n'],
    [
      'an administrator with a wrong password',
      () => as({ ...admin, password: 'wrong' }),
      'The stock strategy: admin@shop.test cannot sign in: The e-mail address or the password is wrong.\n',
    ],
    [
      'whom no shop answers',
      () => ({ ...as(admin), GATEWAY_URL: 'http://127.0.0.1:1/graphql' }),
      'The stock strategy: the shop at http://127.0.0.1:1/graphql does not answer (connect ECONNREFUSED 127.0.0.1:1)\n',
    ],
  ])('changes nothing for %s, and says why in one sentence', async (_, env, stderr) => {
    expect(await command(['set', 'lock'], env())).toEqual({ status: 1, stdout: '', stderr });
    expect(await items.rows('SELECT * FROM stock_strategy')).toEqual([]);
  });

  it('changes nothing for a customer', async () => {
    const customer = await shop.given.customer();
    expect(await command(['set', 'lock'], as(customer))).toEqual({
      status: 1,
      stdout: '',
      stderr: 'The stock strategy: the shop answered 200: Only administrators may do this.\n',
    });
    expect(await items.rows('SELECT * FROM stock_strategy')).toEqual([]);
  });

  it('tells how it is used', async () => {
    const { status, stdout } = await command(['--help']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('npm run stock-strategy -- set <merge|lock|window>')]);
  });
});
