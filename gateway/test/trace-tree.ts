import type { Trace } from '@apollo/usage-reporting-protobuf';

export type TraceTree =
  | { readonly sequence: readonly TraceTree[] }
  | { readonly parallel: readonly TraceTree[] }
  | { readonly at: string; readonly below: TraceTree }
  | { readonly fetch: string; readonly fields: readonly string[] };

/** A traced plan without its times: which services were asked in which order, and what they resolved. */
export function traceTree(node: Trace.IQueryPlanNode): TraceTree {
  const { sequence, parallel, flatten, fetch } = node;
  if (sequence) return { sequence: (sequence.nodes ?? []).map(traceTree) };
  if (parallel) return { parallel: (parallel.nodes ?? []).map(traceTree) };
  if (flatten?.node) {
    const path = (flatten.responsePath ?? []).map(({ fieldName, index }) => fieldName || index);
    return { at: path.join('.'), below: traceTree(flatten.node) };
  }
  return { fetch: fetch?.serviceName ?? '', fields: fieldsOf(fetch?.trace?.root?.child ?? [], '') };
}

/** A line for each field: where it is, what the schema calls it, its type, and how many errors it had. */
function fieldsOf(nodes: readonly Trace.INode[], path: string): string[] {
  return nodes.flatMap((node) => {
    const own = `${path}${node.responseName || node.index}`;
    const name = node.originalFieldName || node.responseName;
    const failed = (node.error ?? []).length > 0 ? ' failed' : '';
    const line = node.parentType ? [`${own} = ${node.parentType}.${name}: ${node.type}${failed}`] : [];
    return [...line, ...fieldsOf(node.child ?? [], `${own}.`)];
  });
}

/** All fetches of a traced plan. */
export function fetchesOf(node: Trace.IQueryPlanNode): Trace.QueryPlanNode.IFetchNode[] {
  const { sequence, parallel, flatten, fetch } = node;
  const below = [...(sequence?.nodes ?? []), ...(parallel?.nodes ?? []), ...(flatten?.node ? [flatten.node] : [])];
  return [...(fetch ? [fetch] : []), ...below.flatMap(fetchesOf)];
}
