import type { Envelope } from '@oms/contracts';
import { eventually } from '@oms/testing';
import { liveFeed } from './live-feed';
import { openTestSystem, parcelPacked, type TestSystem } from './testing/test-system';

describe('a live feed', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await openTestSystem();
  });

  afterAll(async () => {
    await system.close();
  });

  it('delivers to each process what is published, reports gaps, and goes on after them', async () => {
    const { orders, payments, nats } = system;
    const feed = liveFeed(payments.broker, 'orders');
    const other = liveFeed(orders.broker, 'orders');
    const seen: string[] = [];
    const seenByOther: string[] = [];
    let gaps = 0;
    const nameIn = ({ data }: Envelope): string => parcelPacked.data.parse(data).name;
    await system.run(orders.relays(), feed, other);
    const unsubscribe = feed.subscribe((event) => seen.push(nameIn(event)));
    other.subscribe((event) => seenByOther.push(nameIn(event)));
    feed.onGap(() => {
      gaps += 1;
    });
    payments.broker.nc.publish(parcelPacked.subject, 'no event');
    await orders.records('tea');
    await eventually(() => {
      expect([seen, seenByOther]).toEqual([['tea'], ['tea']]);
    });
    expect(gaps).toBe(0);
    await nats.kill();
    await nats.start();
    await eventually(() => {
      expect(gaps).toBe(1);
    });
    await orders.records('coffee');
    await eventually(() => {
      expect([...new Set(seen)]).toEqual(['tea', 'coffee']);
    });
    unsubscribe();
    await orders.records('cocoa');
    await eventually(() => {
      expect([...new Set(seenByOther)]).toEqual(['tea', 'coffee', 'cocoa']);
    });
    expect(seen).not.toContain('cocoa');
  });
});
