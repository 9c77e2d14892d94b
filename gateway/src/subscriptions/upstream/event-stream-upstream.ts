import { createClient } from 'graphql-sse';
import {
  eventOf,
  FIRST_CONNECTS_MAX,
  RECONNECT,
  waitForRetry,
  payloadOf,
  type UpstreamFailure,
  type UpstreamListener,
  type UpstreamRequest,
} from './upstream';

/** Unauthorized and forbidden: trying again with the same token is of no use. */
const REFUSALS: readonly number[] = [401, 403];

/** One request, one stream: GraphQL over SSE in its distinct connections mode. */
export const openEventStream = (url: string, request: UpstreamRequest, listener: UpstreamListener): (() => void) => {
  const { identity } = request;
  let open = true;
  let reached = false;
  let status = 0;
  const close = (): boolean => {
    const wasOpen = open;
    open = false;
    return wasOpen;
  };
  const client = createClient({
    url,
    headers: { ...identity.headers },
    fetchFn: async (input: string, init: RequestInit) => {
      const response = await fetch(input, init);
      status = response.status;
      return response;
    },
    retryAttempts: RECONNECT.attemptsMax - 1,
    retry: async (attempt) => {
      // Anything but the client's own network error ends its attempts.
      if (REFUSALS.includes(status)) throw new Error(`answered ${status.toString()}`);
      if (!reached && attempt + 1 >= FIRST_CONNECTS_MAX) throw new Error('connection failed');
      await waitForRetry(attempt);
    },
    on: {
      connected: () => {
        reached = true;
        if (open) listener.asked();
      },
    },
  });
  const fail = (failure: UpstreamFailure): void => {
    if (close()) listener.failed(failure);
  };
  const stop = client.subscribe(payloadOf(request), {
    next: (answer) => {
      // The protocol has no message for a refused operation: it comes as an answer that has errors and no data.
      const event = eventOf(answer, request.subgraph.name);
      if (!('data' in answer) && event.errors !== undefined) fail({ kind: 'errors', errors: event.errors });
      else if (open) listener.event(event);
    },
    error: (error) => {
      fail(REFUSALS.includes(status) ? { kind: 'refused' } : { kind: 'lost', detail: textOf(error) });
    },
    complete: () => {
      if (close()) listener.ended();
    },
  });
  return () => {
    if (close()) stop();
  };
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
