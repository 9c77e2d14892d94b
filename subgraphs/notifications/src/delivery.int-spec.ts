import { eventually } from '@oms/testing';
import { runningNotifications } from './testing/running-notifications';

/** Half of what the lease of a dead process lasted when it was a minute. */
const AFTER_A_KILL = { withinMs: 30_000 };

describe('notifications that is killed while the other side has a message', () => {
  let running: Awaited<ReturnType<typeof runningNotifications>>;

  beforeAll(async () => {
    running = await runningNotifications();
  });

  afterAll(async () => {
    await running.close();
  });

  const addresses = { EMAIL: 'killed@example.com', SMS: '+4930555555' } as const;

  it.each(['EMAIL', 'SMS'] as const)('sends the %s again soon, under the same id', async (channel) => {
    const to = addresses[channel];
    await running.misbehave(to, channel, 'LOSES_ANSWER');
    await running.queue(channel, to);
    await eventually(async () => {
      expect(await running.received(to)).toMatchObject([{ deliveries: 1 }]);
    });
    await running.process.kill();
    await running.process.start();
    const id = (await running.stateOf(to))?.id ?? '';
    await eventually(async () => {
      expect(await running.received(to)).toMatchObject([{ deliveries: 2 }]);
      expect(await running.stateOf(to)).toMatchObject({ status: 'SENT', attempts: 2 });
    }, AFTER_A_KILL);
    expect((await running.received(to))[0]?.key).toContain(id);
  });

  it('ends the life of old rows: a counter tells of each table', async () => {
    const metrics = await (await fetch(`${running.process.url}/metrics`)).text();
    for (const table of ['known_orders', 'notifications'])
      expect(metrics).toContain(`oms_pruned_rows_total{table="${table}",service="notifications"}`);
  });

  it('records each message as soon as it is taken, whatever the others wait for', async () => {
    await running.misbehave('slow@example.com', 'EMAIL', 'NO_ANSWER');
    await running.queue('EMAIL', 'slow@example.com');
    await running.queue('EMAIL', 'quick@example.com');
    await eventually(async () => {
      expect(await running.stateOf('quick@example.com')).toMatchObject({ status: 'SENT' });
    });
    expect(await running.stateOf('slow@example.com')).toMatchObject({ status: 'QUEUED', attempts: 1 });
  });

  it('keeps a slow message for itself for as long as it lives', async () => {
    await running.misbehave('renewed@example.com', 'EMAIL', 'LOSES_ANSWER');
    await running.queue('EMAIL', 'renewed@example.com');
    const leasedUntil = await eventually(async () => {
      const state = await running.stateOf('renewed@example.com');
      expect(state).toMatchObject({ attempts: 1, leasedUntil: expect.any(String) as string });
      return state?.leasedUntil;
    });
    await eventually(
      async () => {
        const state = await running.stateOf('renewed@example.com');
        expect(state?.leasedUntil).toEqual(expect.any(String));
        expect(state?.leasedUntil).not.toBe(leasedUntil);
      },
      { withinMs: 15_000 },
    );
    expect(await running.stateOf('renewed@example.com')).toMatchObject({ attempts: 1 });
    expect(await running.received('renewed@example.com')).toMatchObject([{ deliveries: 1 }]);
  });
});
