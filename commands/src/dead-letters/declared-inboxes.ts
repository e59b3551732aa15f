import { topics } from '@rushgraph/contracts';

/** Topic and group of each declared dead-letter topic `<topic>.<group>.dlq`. */
export function declaredInboxes(): [topic: string, group: string][] {
  return topics.flatMap(({ name }) => {
    const [, topic, group] = /^(.+)\.([^.]+)\.dlq$/.exec(name) ?? [];
    return topic !== undefined && group !== undefined ? [[topic, group] as [string, string]] : [];
  });
}
