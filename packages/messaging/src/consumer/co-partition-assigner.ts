import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';

const NAME = 'CoPartitionAssigner';
const VERSION = 1;

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

type Assignment = Record<string, Record<string, number[]>>;

/**
 * Partition p of every topic goes to the same member, as a join needs it; kafkajs's own assigner does not do that.
 * Members are taken in sorted order, so that every leader computes the same.
 */
export function assignCoPartitions(members: readonly string[], topics: readonly TopicPartitions[]): Assignment {
  const sorted = [...members].sort();
  const assignment: Assignment = Object.fromEntries(sorted.map((member) => [member, {}]));
  for (const { topic, partitions } of topics) {
    for (const partition of partitions) {
      const member = sorted[partition % sorted.length];
      if (member === undefined) continue;
      const share = assignment[member] ?? {};
      share[topic] = [...(share[topic] ?? []), partition];
      assignment[member] = share;
    }
  }
  return assignment;
}

/** The assigner for kafkajs. */
export const coPartitionAssigner: PartitionAssigner = ({ cluster }) => ({
  name: NAME,
  version: VERSION,
  async assign({ members, topics }) {
    const partitions = topics.map((topic) => ({
      topic,
      partitions: cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId),
    }));
    const assignment = assignCoPartitions(
      members.map(({ memberId }) => memberId),
      partitions,
    );
    return Object.entries(assignment).map(([memberId, share]) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version: VERSION,
        assignment: share,
        userData: Buffer.alloc(0),
      }),
    }));
  },
  protocol: ({ topics }) => ({
    name: NAME,
    metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.alloc(0) }),
  }),
});
