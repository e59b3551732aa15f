import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const variable = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }) }).optional(),
});
const probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  periodSeconds: z.number(),
  failureThreshold: z.number(),
});
const container = z.object({
  name: z.string(),
  image: z.string().optional(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: z.array(variable).default([]),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  startupProbe: probe.optional(),
  readinessProbe: probe.optional(),
  livenessProbe: probe.optional(),
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }) }).optional(),
  securityContext: z.unknown().optional(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })).default([]),
  resources: z
    .object({ requests: z.record(z.string(), z.string()), limits: z.record(z.string(), z.string()) })
    .optional(),
});
const podSpec = z.looseObject({
  terminationGracePeriodSeconds: z.number().optional(),
  containers: z.array(container),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
});
const manifest = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  data: z.record(z.string(), z.string()).default({}),
  spec: z.record(z.string(), z.unknown()).default({}),
});

export type Manifest = z.infer<typeof manifest>;
export type Container = z.infer<typeof container>;

export interface Read {
  readonly document: unknown;
  readonly manifest: Manifest;
}

export function readManifest(document: unknown): Read {
  return { document, manifest: manifest.parse(document) };
}

/** The documents of the YAML files of a folder, and what they are read to. The kustomization is none of them. */
export function readManifests(folder: string): Read[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((one) => readManifest(one.toJS())),
  );
}

/** The one pod template of a Deployment or a Job. */
export function podOf({ spec, kind, metadata }: Manifest) {
  const { template } = z
    .object({ template: z.object({ metadata: z.unknown(), spec: podSpec }) })
    .parse(spec, { error: () => `${kind} ${metadata.name} has no pod` });
  const [first, ...others] = template.spec.containers;
  if (first === undefined || others.length > 0) throw new Error(`${metadata.name} must have one container`);
  return { spec: template.spec, container: first };
}
