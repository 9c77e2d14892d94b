import { eventually } from '@oms/testing';
import { attemptId } from '../ports/attempt-queue';
import { price, testPayment, visa, type TestPayment } from './payment-changes';
import type { StoresUnderTest } from './payment-repository-contract';

const LEASE_MS = 8_000;
const claim = { limit: 1_000, leaseMs: LEASE_MS };

/** What the queues of attempts and refunds do, which the changes of payments fill and empty. */
export const itQueuesAttemptsAndRefunds = (open: () => StoresUnderTest): void => {
  let stores: StoresUnderTest;
  let payment: TestPayment;

  beforeEach(() => {
    stores = open();
    payment = testPayment(stores.newId);
  });

  /** Of this test, among all that is due: other tests leave theirs in the same store. */
  const claimAttempts = async (...except: readonly string[]) =>
    (await stores.attempts.claim({ ...claim, except })).filter(({ orderId }) => orderId === payment.orderId);
  const claimRefunds = async (...except: readonly string[]) =>
    (await stores.refunds.claim({ ...claim, except })).filter(({ orderId }) => orderId === payment.orderId);

  describe('an attempt queue', () => {
    it('leases an attempt to one worker at a time', async () => {
      await stores.payments.change([payment.opening, payment.request]);
      expect(await claimAttempts()).toMatchObject([
        { attempt: 1, amount: price, method: visa, claims: 1, orderGivenUp: false, providerReference: null },
      ]);
      expect(await claimAttempts()).toEqual([]);
    });

    it('does not lease again what the worker has not recorded yet, though the lease has ended', async () => {
      await stores.payments.change([payment.request]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.pass(LEASE_MS + 1);
      expect(await claimAttempts(attemptId(claimed))).toEqual([]);
      expect(await claimAttempts()).toMatchObject([{ claims: 2 }]);
    });

    it('leases it again when the lease has ended', async () => {
      await stores.payments.change([payment.request]);
      await claimAttempts();
      await stores.pass(LEASE_MS + 1);
      expect(await claimAttempts()).toMatchObject([{ claims: 2, causation: { correlationId: 'correlation-1' } }]);
    });

    it('leases it again when it is due again', async () => {
      await stores.payments.change([payment.request]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.attempts.postpone([{ ...claimed, providerReference: 'pi_1', dueInMs: 60_000 }]);
      expect(await claimAttempts()).toEqual([]);
      await stores.pass(60_001);
      expect(await claimAttempts()).toMatchObject([{ claims: 2, providerReference: 'pi_1' }]);
    });

    it('leases it at once when the order is given up', async () => {
      await stores.payments.change([payment.request]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.attempts.postpone([{ ...claimed, dueInMs: 60_000 }]);
      await stores.payments.change([payment.giveUp]);
      await eventually(async () => {
        expect(await claimAttempts()).toMatchObject([{ orderGivenUp: true }]);
      });
    });

    it('gives the time since the last request to charge', async () => {
      await stores.payments.change([payment.request]);
      await stores.pass(1_000);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      expect(claimed.sinceChargeMs).toBeLessThan(claimed.ageMs);
      await stores.attempts.postpone([{ ...claimed, dueInMs: 0 }]);
      await stores.payments.change([payment.giveUp]);
      await stores.pass(60_000);
      const [later] = await claimAttempts();
      expect(later?.sinceChargeMs).toBeGreaterThanOrEqual(60_000);
      expect(later?.sinceChargeMs).toBeLessThan(later?.ageMs ?? 0);
    });

    it('never leases one that is settled', async () => {
      await stores.payments.change([payment.request]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.payments.change([payment.capture]);
      await stores.attempts.postpone([{ ...claimed, dueInMs: 0 }]);
      expect(await claimAttempts()).toEqual([]);
    });
  });

  describe('a refund queue', () => {
    it('leases a refund until it is confirmed', async () => {
      await stores.payments.change([payment.request, payment.capture, payment.refund(1_000n)]);
      expect(await claimRefunds()).toMatchObject([
        {
          refundId: payment.refundId,
          amount: { amountMinor: 1_000n },
          providerReference: 'pi_1',
          claims: 1,
          generation: 1,
        },
      ]);
      expect(await claimRefunds()).toEqual([]);
      await stores.pass(LEASE_MS + 1);
      expect(await claimRefunds(payment.refundId)).toEqual([]);
      await stores.refunds.postpone([{ refundId: payment.refundId, generation: 2, dueInMs: 60_000 }]);
      expect(await claimRefunds()).toEqual([]);
      await stores.pass(60_001);
      expect(await claimRefunds()).toMatchObject([{ refundId: payment.refundId, claims: 2, generation: 2 }]);
      await stores.payments.change([payment.refundDone]);
      await stores.pass(LEASE_MS + 1);
      expect(await claimRefunds()).toEqual([]);
    });
  });
};
