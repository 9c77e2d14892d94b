import type { Identity, PreparedOperation } from '../../execution/prepared-operation';
import type { SubgraphResponse } from '../../subgraphs/subgraph-response';
import type { UpstreamRequest } from '../upstream/upstream';
import { resumptionOf, takeCursor } from './resumption';
import { upstreamOperationOf, upstreamSubgraphOf } from './subscription-plan';

/** Where a stream stands: at the cursor of the last event that arrived. One that is not resumable never has one. */
export interface StreamPosition {
  /** Each time that it is sent, it requests what comes after the cursor of that moment. */
  request(operation: PreparedOperation, identity: Identity): UpstreamRequest;
  /** Moves on to an event of this operation, and returns it without what the client did not select. */
  moveTo(operation: PreparedOperation, event: SubgraphResponse): SubgraphResponse;
}

export const streamPosition = (): StreamPosition => {
  let cursor: string | undefined;
  return {
    request: (operation, identity) => ({
      subgraph: upstreamSubgraphOf(operation),
      identity,
      operation: () => upstreamOperationOf(operation, cursor),
    }),
    moveTo: (operation, event) => {
      const resumption = resumptionOf(operation);
      if (resumption === undefined) return event;
      const taken = takeCursor(resumption, event);
      // After an event without a cursor the stream is resumed from the one before: an event twice is better than none.
      cursor = taken.cursor ?? cursor;
      return taken.answer;
    },
  };
};
