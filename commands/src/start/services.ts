import { join } from 'node:path';

export interface ServiceDefinition {
  readonly name: string;
  /** Folder below the repository root that holds src/main.ts. */
  readonly folder: string;
  readonly port: number;
  /** Subgraphs it calls directly, signed with their keys. */
  readonly calls: readonly string[];
}

/** Every process of the shop: the subgraphs first, the door last. */
export const services: readonly ServiceDefinition[] = [
  { name: 'user', folder: 'subgraphs/user', port: 4001, calls: [] },
  { name: 'item', folder: 'subgraphs/item', port: 4002, calls: [] },
  { name: 'order', folder: 'subgraphs/order', port: 4003, calls: ['item'] },
  { name: 'coupon', folder: 'subgraphs/coupon', port: 4004, calls: [] },
  { name: 'mypage', folder: 'subgraphs/mypage', port: 4005, calls: [] },
  { name: 'gateway', folder: 'gateway', port: 4000, calls: ['user', 'item', 'order', 'coupon', 'mypage'] },
];

/** The services named in `--only a,b`, or all of them; an unknown name is a sentence for the person who typed it. */
export function selectServices(only: string | undefined): readonly ServiceDefinition[] | { readonly problem: string } {
  if (only === undefined) return services;
  const wanted = only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !services.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = services.map((service) => service.name).join(', ');
    return { problem: `--only does not know ${unknown.map((name) => `"${name}"`).join(', ')}; choose from ${known}.` };
  }
  return services.filter((service) => wanted.includes(service.name));
}

/** Marks the processes of `npm start`: tests run the same scripts, and must be left alone. */
export const SUPERVISED = '--supervised';

/** Absolute path of a service's entry. */
export function mainScript(root: string, service: ServiceDefinition): string {
  return join(root, service.folder, 'src', 'main.ts');
}
