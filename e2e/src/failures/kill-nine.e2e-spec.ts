import type { ProcessName } from '@oms/launcher';
import { eventually } from '@oms/testing';
import { audit } from '../harness/audit';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

const ORDERS = 100;
/** Placed before the kill; the others come while the victim is dead or coming back. */
const BEFORE = 40;
const SETTLED_WITHIN_MS = 90_000;

const victims: readonly ProcessName[] = ['inventory', 'payments', 'orders', 'nats', 'postgres'];

describe('a hundred running orders', () => {
  let under: SystemUnderTest;

  beforeAll(async () => {
    under = await startSystemUnderTest();
  });

  afterAll(() => under.remove());

  /** A client that got no answer sends again, with the same key. */
  const place = (victim: string, n: number): Promise<string> => {
    const { ada } = under.shop;
    const card = n % 10 === 0 ? 'pm_card_chargeDeclined' : 'pm_card_visa';
    const items = [{ sku: `KILL-${victim.toUpperCase()}`, quantity: 1 }];
    const idempotencyKey = `kill-${victim}-${n.toString()}`;
    return eventually(async () => (await ada.places({ items, card, idempotencyKey })).id, {
      withinMs: SETTLED_WITHIN_MS,
    });
  };

  const countByStatus = async (ids: readonly string[]): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const id of ids) {
      const status = (await under.shop.ada.sees(id))?.status ?? 'NONE';
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  };

  it.each(victims)('all settle when %s is killed in the middle of them, and the books add up', async (victim) => {
    await eventually(() => under.shop.stocks(`KILL-${victim.toUpperCase()}`, 1_000, '10.00'));
    const numbers = Array.from({ length: ORDERS }, (_, index) => index + 1);
    const running = numbers.slice(0, BEFORE).map((n) => place(victim, n));
    // The first answer is there, and its saga is running.
    await Promise.race(running);
    await under.system.process(victim).kill();
    const late = numbers.slice(BEFORE).map((n) => place(victim, n));
    const ids = await Promise.all([...running, ...late]);

    expect(new Set(ids).size).toBe(ORDERS);
    await eventually(
      async () => {
        expect(await countByStatus(ids)).toEqual({ PAID: ORDERS * 0.9, FAILED: ORDERS * 0.1 });
        expect(await audit(under.addresses)).toEqual([]);
      },
      { withinMs: SETTLED_WITHIN_MS },
    );
  });
});
