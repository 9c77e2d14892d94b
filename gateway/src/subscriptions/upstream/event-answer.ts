import type { SubgraphAnswer } from '../../operation/operation';
import { subgraphAnswerOf } from '../../subgraphs/subgraph-response';
import { SubgraphFailure } from '../../subgraphs/subgraph-failure';

/** One answer of a stream. What is none becomes an error in that event, and the stream goes on. */
export const eventOf = (answer: unknown, subgraph: string): SubgraphAnswer => {
  const event = subgraphAnswerOf(answer);
  if (event !== undefined) return event;
  const { message, code } = new SubgraphFailure('SUBGRAPH_BAD_ANSWER', subgraph);
  return { data: null, errors: [{ message, extensions: { code } }] };
};
