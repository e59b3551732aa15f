import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { couponConfig } from '@rushgraph/coupon/settings';
import { gatewayConfig } from '@rushgraph/gateway/settings';
import { itemConfig } from '@rushgraph/item/settings';
import { myPageConfig } from '@rushgraph/mypage/settings';
import { orderConfig } from '@rushgraph/order/settings';
import { userConfig } from '@rushgraph/user/settings';
import { mergePatch } from './merge-patch.ts';
import { type Manifest, readManifest, readManifests } from './read-manifests.ts';

type ReadSettings = (environment: Readonly<Record<string, string>>) => object;

/** Every process of the shop, and how it reads its settings. */
export const readSettings: Readonly<Record<string, ReadSettings>> = {
  user: userConfig,
  item: itemConfig,
  order: orderConfig,
  coupon: couponConfig,
  mypage: myPageConfig,
  gateway: gatewayConfig,
};
export const services = Object.keys(readSettings);
export const subgraphs = services.filter((name) => name !== 'gateway');

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export const base = readManifests(folder('../base'));
/** What the overlay for production adds, and what it changes. */
const overlay = readManifests(folder('../overlays/production'));
export const added = overlay.filter(({ manifest }) => manifest.kind === 'Namespace');
export const patches = overlay.filter(({ manifest }) => manifest.kind !== 'Namespace');
/** What production runs. */
export const production = [
  ...added,
  ...base.map((one) => {
    const patch = patches.find(({ manifest }) => titleOf(manifest) === titleOf(one.manifest));
    return patch === undefined ? one : readManifest(mergePatch(one.document, patch.document));
  }),
];
export const kustomizations = {
  base: folder('../base/kustomization.yaml'),
  production: folder('../overlays/production/kustomization.yaml'),
};
export const dockerfile = readFileSync(folder('../../../Dockerfile'), 'utf8');

export function titleOf({ apiVersion, kind, metadata }: Manifest): string {
  return `${apiVersion} ${kind} ${metadata.name}`;
}

/** The one manifest of this kind and name. Throws when there is none, or another. */
export function find(kind: string, name: string, among = base): Manifest {
  const found = among.filter(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name);
  if (found[0] === undefined || found.length > 1) throw new Error(`There are ${found.length} of ${kind} ${name}`);
  return found[0].manifest;
}

/** The Deployments: each subgraph's api and worker, and the gateway. */
export const deployments = [...subgraphs.flatMap((name) => [name, `${name}-worker`]), 'gateway'].map((name) =>
  find('Deployment', name),
);

export const jobs = base.flatMap(({ manifest }) => (manifest.kind === 'Job' ? [manifest] : []));

/** The service that a Deployment or a Job belongs to. */
export function serviceOf(manifest: {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
}): string {
  return manifest.metadata.labels['app.kubernetes.io/name'] ?? '';
}
