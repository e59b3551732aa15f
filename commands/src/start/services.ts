import { join } from 'node:path';

export interface ServiceDefinition {
  readonly name: string;
  /** Folder below the repository root that holds src/main.ts. */
  readonly folder: string;
  /** How far its port is from `PORT_BASE`. */
  readonly offset: number;
  /** Subgraphs it calls directly, signed with their keys. */
  readonly calls: readonly string[];
}

/** Every process of the shop: the subgraphs first, the door last. */
export const services: readonly ServiceDefinition[] = [
  { name: 'user', folder: 'subgraphs/user', offset: 1, calls: [] },
  { name: 'item', folder: 'subgraphs/item', offset: 2, calls: [] },
  { name: 'order', folder: 'subgraphs/order', offset: 3, calls: ['item'] },
  { name: 'coupon', folder: 'subgraphs/coupon', offset: 4, calls: [] },
  { name: 'mypage', folder: 'subgraphs/mypage', offset: 5, calls: ['user', 'order', 'coupon'] },
  { name: 'gateway', folder: 'gateway', offset: 0, calls: ['user', 'item', 'order', 'coupon', 'mypage'] },
];

/**
 * The services named in `--only a,b` and the gateway, since a subgraph answers nobody else; all of them without `--only`.
 * An unknown name is a sentence for the person who typed it.
 */
export function selectServices(only: string | undefined): readonly ServiceDefinition[] | { readonly problem: string } {
  if (only === undefined) return services;
  const wanted = only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !services.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = services.map((service) => service.name).join(', ');
    return { problem: `--only does not know ${unknown.map((name) => `"${name}"`).join(', ')}; choose from ${known}.` };
  }
  return services.filter(({ name }) => name === 'gateway' || wanted.includes(name));
}

/** Where a process listens. */
export function portOf({ offset }: { readonly offset: number }, portBase: number): number {
  return portBase + offset;
}

/** Marks the processes of `npm start`: tests run the same scripts, and must be left alone. */
export const SUPERVISED = '--supervised';

/** Absolute path of a service's entry. */
export function mainScript(root: string, service: ServiceDefinition): string {
  return join(root, service.folder, 'src', 'main.ts');
}
