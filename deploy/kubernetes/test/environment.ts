import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type Container, type Manifest, podOf } from './read-manifests.ts';
import { base, find, readSettings, serviceOf } from './shop.ts';

/** What the Secrets hold that README.md tells to make: keys by the names of Secret and key. */
const key = () => randomBytes(32).toString('base64');
const { privateKey } = generateKeyPairSync('ed25519');
export const secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  redis: { REDIS_URL: 'rediss://:secret@redis:6379' },
  schema: { REGISTRY_MYSQL_URL: 'mysql://registry:secret@mysql:3306/registry' },
  gateway: { REGISTRY_MYSQL_URL: 'mysql://gateway:secret@mysql:3306/registry' },
  user: {
    MYSQL_URL: 'mysql://user:secret@mysql:3306/user',
    VIEWER_KEY: key(),
    ACCESS_TOKEN_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ADMIN_EMAIL: 'admin@shop.example',
    ADMIN_PASSWORD: 'a password that nobody guesses 7',
  },
  item: { MYSQL_URL: 'mysql://item:secret@mysql:3306/item', VIEWER_KEY: key() },
  order: { MYSQL_URL: 'mysql://order:secret@mysql:3306/order', VIEWER_KEY: key() },
  coupon: { MYSQL_URL: 'mysql://coupon:secret@mysql:3306/coupon', VIEWER_KEY: key() },
  mypage: { MONGODB_URL: 'mongodb://mypage:secret@mongodb:27017/mypage', VIEWER_KEY: key() },
};

/** What Kubernetes makes of the variables of a container: later ones may name earlier ones as `$(NAME)`. */
export function environmentOf({ env, envFrom }: Container, among = base): Record<string, string> {
  const given = Object.assign(
    {},
    ...envFrom.map(({ configMapRef }) => find('ConfigMap', configMapRef.name, among).data),
  );
  const environment = new Map<string, string>(Object.entries(given));
  for (const { name, value, valueFrom } of env) {
    const text = valueFrom === undefined ? value : secrets[valueFrom.secretKeyRef.name]?.[valueFrom.secretKeyRef.key];
    if (text === undefined) throw new Error(`${name} has no value`);
    environment.set(
      name,
      text.replaceAll(/\$\(([A-Z_]+)\)/g, (written, other) => environment.get(other) ?? written),
    );
  }
  return Object.fromEntries(environment);
}

/** Variables that only serve to make up another one. */
function partsOf({ env }: Container): Set<string> {
  const texts = env.map(({ value = '' }) => value);
  return new Set(texts.flatMap((text) => [...text.matchAll(/\$\(([A-Z_]+)\)/g)].map(([, name = '']) => name)));
}

/** Variables that a service is told and does not know. Throws when it cannot read its settings from them. */
export function unknownSettings(deployment: Manifest, among = base): string[] {
  const { container } = podOf(deployment);
  const environment = environmentOf(container, among);
  const settings = readSettings[serviceOf(deployment)]?.(environment) ?? {};
  const parts = partsOf(container);
  return Object.keys(environment).filter((name) => !Object.hasOwn(settings, name) && !parts.has(name));
}
