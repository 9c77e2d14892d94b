import fastify from 'fastify';

interface ReceivedWebhook {
  readonly body: string;
  readonly signature: string;
}

export interface WebhookEndpoint {
  readonly url: URL;
  /** Resolves with the next webhook that was not taken yet. */
  next(): Promise<ReceivedWebhook>;
  close(): Promise<void>;
}

/** An endpoint that responds with the given statuses in turn, and with 200 after them. */
export const openWebhookEndpoint = async (...statuses: number[]): Promise<WebhookEndpoint> => {
  const server = fastify({ forceCloseConnections: true });
  const received: ReceivedWebhook[] = [];
  const waiting: ((webhook: ReceivedWebhook) => void)[] = [];

  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  server.post('/webhooks', (request, reply) => {
    const webhook = { body: String(request.body), signature: String(request.headers['stripe-signature']) };
    const status = statuses.shift() ?? 200;
    const take = status === 200 ? waiting.shift() : undefined;
    if (take !== undefined) take(webhook);
    else if (status === 200) received.push(webhook);
    return reply.code(status).send();
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });

  return {
    url: new URL('/webhooks', address),
    next: () => {
      const webhook = received.shift();
      return webhook === undefined
        ? new Promise((resolve) => {
            waiting.push(resolve);
          })
        : Promise.resolve(webhook);
    },
    close: () => server.close(),
  };
};
