import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { unknownSettings } from './test/environment.ts';
import { podOf } from './test/read-manifests.ts';
import { base, deployments, find, jobs, kustomizations, patches, production, services, titleOf } from './test/shop.ts';

const kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  namespace: z.string().optional(),
  resources: z.array(z.string()),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() })).default([]),
  patches: z.array(z.strictObject({ path: z.string() })).default([]),
});
const readKustomization = (path: string) => kustomization.parse(parse(readFileSync(path, 'utf8')));

describe('the overlay for production', () => {
  const overlay = readKustomization(kustomizations.production);

  it('takes up every manifest', () => {
    expect(readKustomization(kustomizations.base).resources.toSorted()).toEqual(
      ['shop', 'topics', 'schema', ...services].map((name) => `${name}.yaml`).toSorted(),
    );
    expect(overlay.resources).toEqual(['namespace.yaml', '../../base']);
  });

  it('says where each image comes from', () => {
    const used = [...deployments, ...jobs].map((one) => podOf(one).container.image);
    expect(overlay.images.map(({ name }) => name).toSorted()).toEqual([...new Set(used)].toSorted());
  });

  it.each(patches.map(({ manifest }) => [titleOf(manifest), manifest] as const))(
    'changes what is there: %s',
    (title) => {
      expect(base.map(({ manifest }) => titleOf(manifest))).toContain(title);
    },
  );

  it.each(deployments.map(({ metadata }) => metadata.name))('adds settings to %s that it knows', (name) => {
    expect(unknownSettings(find('Deployment', name, production), production)).toEqual([]);
  });
});
