import { validate as deployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as autoscaler } from 'kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler';
import { validate as job } from 'kubernetes-models/_schemas/IoK8sApiBatchV1Job';
import { validate as configMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as namespace } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Namespace';
import { validate as service } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as disruptionBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';

/** As ajv compiles it. */
type Validate = ((data: unknown) => boolean) & { readonly errors?: readonly SchemaError[] | null };
interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: unknown;
}

/** Kubernetes's own JSON schemas of what a shop consists of. */
const schemas: Readonly<Record<string, Validate>> = {
  'apps/v1 Deployment': deployment,
  'autoscaling/v2 HorizontalPodAutoscaler': autoscaler,
  'batch/v1 Job': job,
  'policy/v1 PodDisruptionBudget': disruptionBudget,
  'v1 ConfigMap': configMap,
  'v1 Namespace': namespace,
  'v1 Service': service,
};

/** What is wrong with a document by the schema of its kind. Keys that the schema does not know are wrong, too. */
export function schemaProblems(kind: string, document: unknown): string[] {
  const validate = schemas[kind];
  if (validate === undefined) return [`there is no schema of ${kind} here`];
  const watched = watchReading(document);
  if (validate(watched.document)) return watched.unread().map((path) => `${path} is not a key of ${kind}`);
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.keyword} ${JSON.stringify(error.params)}`,
  );
}

/**
 * Kubernetes's schemas let any other key pass, and so would a misspelt one: the API server drops it with a warning. A compiled
 * schema looks at each key that it knows, so keys that it has not looked at are none of its own.
 */
function watchReading(document: unknown): { readonly document: unknown; unread(): string[] } {
  const objects = new Map<string, { readonly keys: readonly string[]; readonly read: Set<string> }>();

  function watch(value: unknown, path: string): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = objects.get(path) ?? { keys: Object.keys(value), read: new Set<string>() };
    objects.set(path, known);
    return new Proxy(value, {
      get(target, key, receiver) {
        known.read.add(String(key));
        return watch(Reflect.get(target, key, receiver), `${path}/${String(key)}`);
      },
      // A map, such as of labels: the schema reads whatever keys there are.
      ownKeys(target) {
        for (const key of known.keys) known.read.add(key);
        return Reflect.ownKeys(target);
      },
    });
  }

  return {
    document: watch(document, ''),
    unread: () =>
      [...objects].flatMap(([path, { keys, read }]) =>
        keys.filter((key) => !read.has(key)).map((key) => `${path}/${key}`),
      ),
  };
}
