import { createLogger } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { openSubscriptionFixture, type SubscriptionFixture } from './testing/subscription-fixture';

describe('the log of operations on sockets and event streams', () => {
  let fixture: SubscriptionFixture;
  const lines: string[] = [];

  beforeAll(async () => {
    const destination = { write: (line: string) => lines.push(line) };
    fixture = await openSubscriptionFixture({ logger: createLogger({ name: 'gateway', level: 'info', destination }) });
  });

  afterAll(() => fixture.close());

  const ended = (operation: string): Record<string, unknown> => {
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const found = records.find((record) => record['msg'] === 'Ended' && record['operation'] === operation);
    if (found === undefined) throw new Error(`Nothing of ${operation} in ${lines.join('')}`);
    return found;
  };

  it('names a subscription by event stream, its request and why it ended', async () => {
    const response = await fetch(fixture.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-correlation-id': 'request-7' },
      body: JSON.stringify({ query: 'subscription Down { countdown(from: 1) }' }),
    });
    await response.text();
    expect(ended('Down')).toMatchObject({ correlationId: 'request-7', kind: 'subscription', ended: 'completed' });
  });

  it('logs for a socket when its client left', async () => {
    const client = fixture.client();
    const leave = client.subscribe(
      { query: 'subscription Watch { reviewAdded { id } }' },
      { next: () => undefined, error: () => undefined, complete: () => undefined },
    );
    await fixture.reviewsServes(1);
    leave();
    await eventually(() => {
      expect(ended('Watch')).toMatchObject({ kind: 'subscription', ended: 'client_left' });
    });
  });

  it('has a line for a query of a socket', async () => {
    const answers = fixture.client().iterate({ query: 'query Kind { __typename }' });
    await answers.next();
    expect(ended('Kind')).toMatchObject({ kind: 'query', ended: 'completed' });
  });
});
