import { describe, expect, it } from 'vitest';
import { schemaProblems } from './test/check-schema.ts';
import { base, production, titleOf } from './test/shop.ts';

describe('a manifest', () => {
  it.each([...base, ...production].map((one) => [titleOf(one.manifest), one] as const))(
    'follows the schema of Kubernetes: %s',
    (_, { document, manifest: { apiVersion, kind } }) => {
      expect(schemaProblems(`${apiVersion} ${kind}`, document)).toEqual([]);
    },
  );

  it('would be refused with a key that is misspelt, or a value of another type', () => {
    const order = base.find(({ manifest }) => manifest.kind === 'Deployment' && manifest.metadata.name === 'order');
    const text = JSON.stringify(order?.document);
    const misspelt: unknown = JSON.parse(text.replace('"livenessProbe"', '"livenesProbe"'));
    expect(schemaProblems('apps/v1 Deployment', misspelt)).toEqual([
      '/spec/template/spec/containers/0/livenesProbe is not a key of apps/v1 Deployment',
    ]);
    const mistyped: unknown = JSON.parse(text.replace('"containerPort":4003', '"containerPort":"http"'));
    expect(schemaProblems('apps/v1 Deployment', mistyped)).toEqual([
      expect.stringContaining('/spec/template/spec/containers/0/ports/0/containerPort type'),
    ]);
  });

  it('is one of its kind and name', () => {
    const all = base.map(({ manifest }) => titleOf(manifest));
    expect(new Set(all).size).toBe(all.length);
  });
});
