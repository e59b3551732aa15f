import { z } from 'zod';
import { instanceAt, type ServiceInstance } from './instance.ts';

/** How the instances of a service are found. */
export type Lookup =
  /** By what they announce in Redis. */
  | { readonly by: 'registry'; readonly service: string }
  /** By all addresses behind a name. */
  | { readonly by: 'dns'; readonly host: string; readonly port: number; readonly path: string };

/** Where a service is. */
export interface Place {
  /** Without one, the service is at the fixed addresses. */
  readonly lookup: Lookup | undefined;
  /** With a lookup they are used until it has found somebody. */
  readonly fixed: readonly ServiceInstance[];
}

const PATH = '/graphql';
const SERVICE = /^[a-z][a-z0-9-]{0,62}$/;
const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;

/**
 * Reads where a service is: one or several addresses, separated by commas; or first `registry:<service>` or
 * `dns:<name>:<port>[/<path>]`, then the addresses that are used until somebody is found. Undefined when it is neither.
 */
export function readPlace(text: string): Place | undefined {
  const [first = '', ...rest] = text.split(',').map((part) => part.trim());
  const lookup = readLookup(first);
  const urls = (lookup === undefined ? [first, ...rest] : rest).map(readAddress);
  const fixed = new Map<string, ServiceInstance>();
  for (const url of urls) {
    if (url === undefined) return undefined;
    fixed.set(url.host, instanceAt(url));
  }
  return { lookup, fixed: [...fixed.values()] };
}

function readLookup(text: string): Lookup | undefined {
  const [by, name = '', ...more] = text.split(':');
  if (by === 'registry' && more.length === 0 && SERVICE.test(name)) return { by, service: name };
  if (by !== 'dns' || more.length !== 1 || !HOST.test(name)) return undefined;
  const [, port, path = PATH] = /^(\d{1,5})(\/[^?#]*)?$/.exec(more[0] ?? '') ?? [];
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? { by, host: name, port: number, path } : undefined;
}

function readAddress(text: string): URL | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.host !== '' ? url : undefined;
}

const NAMES_NO_PLACE =
  'must be an address like http://localhost:4001/graphql, several of them separated by commas, registry:<service>, or dns:<name>:<port>';

/** A setting that says where a service is, as `follow` takes it. */
export const placeSetting = z.string().refine((text) => readPlace(text) !== undefined, NAMES_NO_PLACE);

/** The same with a default: the address of the service that `npm start` runs on this port. */
export function placeSettingAt(port: number) {
  return placeSetting.default(`http://localhost:${port}${PATH}`);
}
