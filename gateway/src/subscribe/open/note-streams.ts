import type { Logger, Metrics } from '@rushgraph/service';
import type { GraphQLFormattedError } from 'graphql';
import { viewerHash } from '../../log-requests/log-requests.ts';
import type { PreparedSubscription } from '../ask/prepare-subscription.ts';
import type { Subscriber } from '../stream/subscriber.ts';
import type { SubscriptionParts } from '../stream/subscription.ts';

export interface StreamNote {
  answered(errors: readonly GraphQLFormattedError[] | undefined): void;
  ended(ending: Parameters<SubscriptionParts['onEnd']>[0]): void;
}

export interface StreamNotes {
  begin(prepared: Pick<PreparedSubscription, 'operation' | 'cost'>, subscriber: Subscriber): StreamNote;
  /** A subscription was not opened, or its last word is an error. */
  refused(errors: readonly GraphQLFormattedError[]): void;
}

const LONGEST_NAME = 100;

/** Counts subscriptions and writes one line for each when it ends, with what the line of a query says. */
export function noteStreams({ logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics }): StreamNotes {
  const open = metrics.gauge('gateway_subscriptions', 'Subscriptions that are open', ['transport']);
  const answers = metrics.counter('gateway_subscription_answers_total', 'Answers of subscriptions', ['transport']);
  const ended = metrics.counter('gateway_subscriptions_ended_total', 'Subscriptions by how they ended', ['ending']);
  const errorsByCode = metrics.counter('gateway_errors_total', 'Errors in answers, by their code', ['code']);
  const codesOf = (errors: readonly GraphQLFormattedError[]) =>
    new Set(errors.map(({ extensions }) => String(extensions?.code)));

  function refused(errors: readonly GraphQLFormattedError[]): void {
    for (const code of codesOf(errors)) errorsByCode.inc({ code });
  }

  return {
    refused,
    begin({ operation: { name }, cost }, { viewer, traceparent, transport }) {
      const begunAt = performance.now();
      const codes = new Set<string>();
      let count = 0;
      open.inc({ transport });
      return {
        answered(errors = []) {
          count += 1;
          answers.inc({ transport });
          refused(errors);
          for (const code of codesOf(errors)) codes.add(code);
        },
        ended(ending) {
          open.dec({ transport });
          ended.inc({ ending });
          logger.info(
            {
              trace: traceparent.split('-')[1],
              operation: name === undefined ? null : name.value.slice(0, LONGEST_NAME),
              kind: 'subscription',
              transport,
              viewer: viewerHash(viewer),
              cost,
              codes: codes.size > 0 ? [...codes] : undefined,
              answers: count,
              ending,
              ms: Math.round(performance.now() - begunAt),
            },
            'subscription ended',
          );
        },
      };
    },
  };
}
