import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { foldersBehind } from './folders-behind.ts';
import { readWorkflow, workflowProblems } from './read-workflow.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, '.github', 'workflows');
const subgraphs = readdirSync(join(root, 'subgraphs'));
const textOf = (name: string) => readFileSync(join(folder, `${name}.yml`), 'utf8');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

const shared = readWorkflow(textOf('subgraph'));
const steps = Object.values(shared.jobs).flatMap((job) => job.steps);
const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

it('there is a workflow for each subgraph, and what all of them do', () => {
  expect(readdirSync(folder).toSorted()).toEqual([...subgraphs, 'subgraph'].map((name) => `${name}.yml`).toSorted());
});

describe.each([...subgraphs, 'subgraph'])('the workflow %s', (name) => {
  it('is one that GitHub takes', async () => {
    expect(await workflowProblems(`${name}.yml`, textOf(name))).toEqual([]);
  });
});

it.each([
  ['a key that is misspelt', 'runs-on:', 'run-on:', /Unexpected value 'run-on'/],
  ['an expression that cannot be read', 'inputs.subgraph }}', 'inputs.subgraph( }}', /Unexpected/],
  ['a job that waits for one that is not there', 'needs: check', 'needs: cheque', /cheque/],
])('would be refused with %s', async (_, right, wrong, problem) => {
  expect(await workflowProblems('subgraph.yml', textOf('subgraph').replaceAll(right, wrong))).toContainEqual(
    expect.stringMatching(problem),
  );
});

describe.each(subgraphs)('the workflow of %s', (name) => {
  const { on, jobs } = readWorkflow(textOf(name));

  it('does what all do, for this subgraph', () => {
    expect(Object.keys(jobs)).toEqual([name]);
    expect(jobs[name]).toMatchObject({ uses: './.github/workflows/subgraph.yml', with: { subgraph: name } });
  });

  it('begins with a change of anything that it is made of, and of nothing else', () => {
    const made = [`subgraphs/${name}`, ...foldersBehind(root, `subgraphs/${name}`)];
    const files = ['patches/**', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'Dockerfile', '.dockerignore'];
    const own = [
      `deploy/kubernetes/base/${name}.yaml`,
      '.github/workflows/subgraph.yml',
      `.github/workflows/${name}.yml`,
    ];
    const expected = [...made.map((path) => `${path}/**`), ...files, ...own];
    expect(on.push?.paths.toSorted()).toEqual(expected.toSorted());
    expect(on.pull_request?.paths).toEqual(on.push?.paths);
    expect(on.push?.branches).toEqual(['main']);
    for (const path of expected) expect(existsSync(join(root, path.replace('/**', ''))), path).toBe(true);
  });

  it('builds an image, and changes tables, that there are', () => {
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toMatch(new RegExp(`^FROM service AS ${name}$`, 'm'));
    const manifests = readFileSync(join(root, 'deploy/kubernetes/base', `${name}.yaml`), 'utf8');
    for (const resource of [`name: ${name}\n`, `name: ${name}-worker\n`]) expect(manifests).toContain(resource);
    expect(manifests.includes(`name: migrate-${name}\n`)).toBe(name !== 'mypage');
    expect(textOf('subgraph')).toContain("if: inputs.subgraph != 'mypage'");
  });
});

describe('what all of them do', () => {
  it('goes on only with what went well', () => {
    const needs = Object.fromEntries(Object.entries(shared.jobs).map(([name, job]) => [name, job.needs]));
    expect(needs).toEqual({
      check: [],
      schema: 'check',
      test: 'check',
      image: ['schema', 'test'],
      'roll-out': ['schema', 'image'],
    });
  });

  it('is made of commands that there are', () => {
    const named = commands.join('\n').matchAll(/npm (?:run (?:--silent )?)?(?<script>[a-z:]+)/g);
    const called = [...named].map(({ groups }) => groups?.script ?? '');
    expect(called).toEqual(['check', 'schema', 'schema', 'test', 'schema', 'schema', 'schema']);
    for (const [file = ''] of commands.join('\n').matchAll(/[\w/-]+\.ts/g))
      expect(existsSync(join(root, file))).toBe(true);
    for (const script of called) expect(scripts).toHaveProperty([script]);
    for (const command of commands) execFileSync('bash', ['-n'], { input: command });
  });

  it('publishes what is taken away before, and what is added after the instances', () => {
    const steps = shared.jobs['roll-out']?.steps ?? [];
    const publishes = steps.flatMap(({ run = '', if: when }, at) =>
      run.includes('schema -- publish') ? [{ at, when }] : [],
    );
    const rollsOut = steps.findIndex(({ run = '' }) => run.includes('rollout status'));
    expect(publishes).toEqual([
      { at: expect.any(Number), when: "steps.order.outputs.first == 'publish'" },
      { at: steps.length - 1, when: "steps.order.outputs.first == 'instances'" },
    ]);
    expect(publishes[0]?.at).toBeLessThan(rollsOut);
    // What comes first is what is true when the roll-out has its turn, not when it was asked for.
    const order = steps.findIndex(({ id }) => id === 'order');
    expect(order).toBeGreaterThanOrEqual(0);
    expect(order).toBeLessThan(publishes[0]?.at ?? 0);
  });

  it('works in folders that there are', () => {
    const folders = steps.flatMap((step) => step['working-directory'] ?? []);
    const overlay = /OVERLAY: (?<path>\S+)/.exec(textOf('subgraph'))?.groups?.path ?? '';
    expect(folders).toEqual([overlay]);
    expect(existsSync(join(root, overlay, 'kustomization.yaml'))).toBe(true);
  });
});
