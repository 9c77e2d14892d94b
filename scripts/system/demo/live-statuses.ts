const DOCUMENT = `subscription OrderStatus($id: ID!) {
  orderStatusChanged(orderId: $id) { to order { payment { status } reservation { status } } }
}`;

export interface LiveStatus {
  readonly to: string;
  readonly order: {
    readonly payment: { readonly status: string } | null;
    readonly reservation: { readonly status: string } | null;
  };
}

interface Message {
  readonly data?: { readonly orderStatusChanged: LiveStatus } | null;
}

export interface WatchedOrder {
  readonly graphqlUrl: string;
  readonly token: string;
  readonly orderId: string;
  readonly signal: AbortSignal;
}

/** The payloads of a stream of server-sent events, as specified by GraphQL over SSE. */
async function* payloads(body: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of body) {
    pending += decoder.decode(chunk, { stream: true });
    const events = pending.split('\n\n');
    pending = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.+)$/m.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Message;
    }
  }
}

/** Each status of the order, the present one first, with fields of two other subgraphs. */
export async function* liveStatuses({ graphqlUrl, token, orderId, signal }: WatchedOrder): AsyncGenerator<LiveStatus> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query: DOCUMENT, variables: { id: orderId } }),
    signal,
  });
  if (!response.ok || response.body === null)
    throw new Error(`The subscription was refused: ${response.status.toString()}`);
  for await (const { data } of payloads(response.body)) if (data) yield data.orderStatusChanged;
}
