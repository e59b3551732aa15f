import { Trace } from '@apollo/usage-reporting-protobuf';

/** What a subgraph says of the fields that it resolved for one request. */
export type SubgraphTrace = Trace | 'unreadable';

/** The trace in the extensions of an answer, where Apollo's inline trace plugin puts it; undefined without one. */
export function readTrace({ ftv1 }: Readonly<Record<string, unknown>> = {}): SubgraphTrace | undefined {
  if (typeof ftv1 !== 'string') return undefined;
  try {
    return Trace.decode(Buffer.from(ftv1, 'base64'));
  } catch (error) {
    if (error instanceof Error) return 'unreadable';
    throw error;
  }
}

/**
 * The part of a combined request's trace that belongs to one of its fetches, with the names that the fetch alone would
 * have given. What is said of the whole request goes to the first.
 */
export function partOfTrace(
  whole: SubgraphTrace | undefined,
  prefix: string,
  isFirst: boolean,
): SubgraphTrace | undefined {
  if (whole === undefined || whole === 'unreadable') return whole;
  const { child = [], error = [], ...root } = whole.root ?? {};
  const own = (child ?? []).filter(({ responseName }) => responseName?.startsWith(prefix));
  return new Trace({
    ...whole,
    root: new Trace.Node({
      ...root,
      error: isFirst ? (error ?? []) : [],
      child: own.map((node) => renamed(node, (node.responseName ?? '').slice(prefix.length))),
    }),
  });
}

/** The same field under another name; the schema's name is kept where it differs. */
export function renamed(node: Trace.INode, responseName: string): Trace.INode {
  const field = node.originalFieldName || node.responseName || '';
  return new Trace.Node({ ...node, responseName, originalFieldName: field === responseName ? '' : field });
}
