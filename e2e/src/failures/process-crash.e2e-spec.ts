import type { ProcessName } from '@oms/launcher';
import { eventually } from '@oms/testing';
import { audit } from '../harness/audit';
import { startSystemUnderTest, type SystemUnderTest } from '../harness/system-under-test';

const ORDERS = 100;
/** Placed before the process is killed; the others are placed while it is down or starting. */
const BEFORE = 40;
const SETTLED_WITHIN_MS = 90_000;

const killedProcesses: readonly ProcessName[] = ['inventory', 'payments', 'orders', 'nats', 'postgres'];

describe('a hundred orders in progress', () => {
  let testSystem: SystemUnderTest;

  beforeAll(async () => {
    testSystem = await startSystemUnderTest();
  });

  afterAll(() => testSystem.remove());

  /** Sends the request again with the same key until there is a response. */
  const place = (name: string, n: number): Promise<string> => {
    const { customer } = testSystem.fixture;
    const card = n % 10 === 0 ? 'pm_card_chargeDeclined' : 'pm_card_visa';
    const items = [{ sku: `KILL-${name.toUpperCase()}`, quantity: 1 }];
    const idempotencyKey = `kill-${name}-${n.toString()}`;
    return eventually(async () => (await customer.placeOrder({ items, card, idempotencyKey })).id, {
      withinMs: SETTLED_WITHIN_MS,
    });
  };

  const countByStatus = async (ids: readonly string[]): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const id of ids) {
      const status = (await testSystem.fixture.customer.getOrder(id))?.status ?? 'NONE';
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  };

  it.each(killedProcesses)('all settle when %s is killed, and every invariant holds', async (name) => {
    await eventually(() => testSystem.fixture.addProduct(`KILL-${name.toUpperCase()}`, 1_000, '10.00'));
    const numbers = Array.from({ length: ORDERS }, (_, index) => index + 1);
    const running = numbers.slice(0, BEFORE).map((n) => place(name, n));
    // After the first response at least one saga is running.
    await Promise.race(running);
    await testSystem.system.process(name).kill();
    const late = numbers.slice(BEFORE).map((n) => place(name, n));
    const ids = await Promise.all([...running, ...late]);

    expect(new Set(ids).size).toBe(ORDERS);
    await eventually(
      async () => {
        expect(await countByStatus(ids)).toEqual({ PAID: ORDERS * 0.9, FAILED: ORDERS * 0.1 });
        expect(await audit(testSystem.addresses)).toEqual([]);
      },
      { withinMs: SETTLED_WITHIN_MS },
    );
  });
});
