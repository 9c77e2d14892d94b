import { eventually } from '@oms/testing';
import { notificationsFixture } from './testing/notifications-fixture';

/** Half of what the lease of a dead process lasted when it was a minute. */
const AFTER_A_KILL = { withinMs: 30_000 };

describe('a process of notifications that is killed while a channel has a message', () => {
  let fixture: Awaited<ReturnType<typeof notificationsFixture>>;

  beforeAll(async () => {
    fixture = await notificationsFixture();
  });

  afterAll(async () => {
    await fixture.close();
  });

  const addresses = { EMAIL: 'killed@example.com', SMS: '+4930555555' } as const;

  it.each(['EMAIL', 'SMS'] as const)('sends the %s again soon, under the same id', async (channel) => {
    const to = addresses[channel];
    await fixture.failNext(to, channel, 'LOSES_ANSWER');
    await fixture.queue(channel, to);
    await eventually(async () => {
      expect(await fixture.received(to)).toMatchObject([{ deliveries: 1 }]);
    });
    await fixture.process.kill();
    await fixture.process.start();
    const id = (await fixture.stateOf(to))?.id ?? '';
    await eventually(async () => {
      expect(await fixture.received(to)).toMatchObject([{ deliveries: 2 }]);
      expect(await fixture.stateOf(to)).toMatchObject({ status: 'SENT', attempts: 2 });
    }, AFTER_A_KILL);
    expect((await fixture.received(to))[0]?.key).toContain(id);
  });

  it('prunes old rows: there is a counter of each table', async () => {
    const metrics = await (await fetch(`${fixture.process.url}/metrics`)).text();
    for (const table of ['known_orders', 'notifications'])
      expect(metrics).toContain(`oms_pruned_rows_total{table="${table}",service="notifications"}`);
  });

  it('records each message as soon as it is accepted, whatever the others wait for', async () => {
    await fixture.failNext('slow@example.com', 'EMAIL', 'NO_ANSWER');
    await fixture.queue('EMAIL', 'slow@example.com');
    await fixture.queue('EMAIL', 'quick@example.com');
    await eventually(async () => {
      expect(await fixture.stateOf('quick@example.com')).toMatchObject({ status: 'SENT' });
    });
    expect(await fixture.stateOf('slow@example.com')).toMatchObject({ status: 'QUEUED', attempts: 1 });
  });

  it('renews the lease of a slow message for as long as it lives', async () => {
    await fixture.failNext('renewed@example.com', 'EMAIL', 'LOSES_ANSWER');
    await fixture.queue('EMAIL', 'renewed@example.com');
    const leasedUntil = await eventually(async () => {
      const state = await fixture.stateOf('renewed@example.com');
      expect(state).toMatchObject({ attempts: 1, leasedUntil: expect.any(String) as string });
      return state?.leasedUntil;
    });
    await eventually(
      async () => {
        const state = await fixture.stateOf('renewed@example.com');
        expect(state?.leasedUntil).toEqual(expect.any(String));
        expect(state?.leasedUntil).not.toBe(leasedUntil);
      },
      { withinMs: 15_000 },
    );
    expect(await fixture.stateOf('renewed@example.com')).toMatchObject({ attempts: 1 });
    expect(await fixture.received('renewed@example.com')).toMatchObject([{ deliveries: 1 }]);
  });
});
