import type { Identity, PreparedOperation } from '../../execution/prepared-operation';
import type { SubgraphResponse } from '../../subgraphs/subgraph-response';
import type { UpstreamRequest } from '../upstream/upstream';
import { resumptionOf, takeCursor } from './resumption';
import { upstreamOperationOf, upstreamSubgraphOf } from './subscription-plan';

/** Where a stream stands: at the cursor of the last event that arrived. One that is not resumable never has one. */
export interface StreamPosition {
  /** Each time that it is sent, it requests what comes after the cursor of that moment. */
  request(operation: PreparedOperation, identity: Identity): UpstreamRequest;
  /** Moves on to an event that was asked for by this operation, and gives it back as the client wants it. */
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
      // After an event that does not say where it stands the stream is asked from the one before: better twice than never.
      cursor = taken.cursor ?? cursor;
      return taken.answer;
    },
  };
};
