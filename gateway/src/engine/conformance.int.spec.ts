import { type DocumentNode, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { runTopic } from '../../test/conformance/run-topic.ts';
import type { Case } from '../../test/conformance/topic.ts';
import { topics } from '../../test/conformance/topics/index.ts';
import { answerOf, differenceOf } from '../../test/differential/compare.ts';
import type { Ask } from '../../test/differential/engines.ts';

function operationOf({ query, variables = {} }: Case) {
  return { text: query, variables };
}

describe.each(topics)('$name', async (topic) => {
  const { schema, truth, compiled, stock } = await runTopic(topic);

  async function difference(ask: Ask, document: DocumentNode, one: Case): Promise<string | undefined> {
    return differenceOf(await truth(document, operationOf(one)), await answerOf(ask, document, operationOf(one)));
  }

  const plain = topic.cases.filter(({ decidedByPlanner, isHidden }) => decidedByPlanner === undefined && !isHidden);
  it.each(plain)('is answered as one server answers it: $query', async (one) => {
    const document = parse(one.query);
    expect(validate(schema, document)).toEqual([]);
    expect(await difference(compiled, document, one)).toBeUndefined();
    const stockDiffers = (await difference(stock, document, one)) !== undefined;
    expect({ stockDiffers }).toEqual({ stockDiffers: one.wrongInStock !== undefined });
  });

  const hidden = topic.cases.filter(({ isHidden }) => isHidden);
  it.each(hidden)('shows null, and no error, where clients may not see what is there: $query', async (one) => {
    const document = parse(one.query);
    const { data } = await truth(document, operationOf(one));
    expect(await compiled(document, operationOf(one))).toEqual({ data });
  });

  const planned = topic.cases.filter(({ decidedByPlanner }) => decidedByPlanner !== undefined);
  it.each(planned)('is answered by the plan, in both engines alike: $query', async (one) => {
    const document = parse(one.query);
    const ours = await answerOf(compiled, document, operationOf(one));
    const theirs = await answerOf(stock, document, operationOf(one));
    expect(ours.data).toEqual(theirs.data);
    expect(await difference(compiled, document, one)).toBeDefined();
  });
});
