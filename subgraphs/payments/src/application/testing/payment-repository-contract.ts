import { eventually } from '@oms/testing';
import type { PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import type { Payment } from '../../domain/payment/state';
import type { Attempts } from '../ports/attempts';
import type { Change, Payments } from '../ports/payments';
import type { Refunds } from '../ports/refunds';

export interface StoresUnderTest {
  readonly payments: Payments;
  readonly attempts: Attempts;
  readonly refunds: Refunds;
  readonly newId: () => string;
  /** The types of the events of the order that other contexts hear of, in order, each with its sequence. */
  readonly published: (orderId: string) => Promise<readonly (readonly [type: string, sequence: number])[]>;
  /** As if so much time had gone by. */
  readonly pass: (ms: number) => Promise<void>;
}

const LEASE_MS = 8_000;
const MANY = 1_000;
const price = { amountMinor: 2_500n, currency: 'USD' };
const visa = { type: 'CARD', token: 'pm_card_visa' } as const;

/** What every store of payments does, whatever it is made of. */
export const itStoresPayments = (open: () => StoresUnderTest): void => {
  let stores: StoresUnderTest;
  let identity: { paymentId: string; orderId: string; customerId: string };
  let refundId: string;

  beforeEach(() => {
    stores = open();
    identity = { paymentId: stores.newId(), orderId: stores.newId(), customerId: 'ada' };
    refundId = stores.newId();
  });

  const change = (command: PaymentCommand, orderId = identity.orderId): Change => ({
    orderId,
    causation: { correlationId: 'correlation-1' },
    decide: (payment) => paymentDecider.decide(command, payment),
  });
  const opening = (): Change => change({ type: 'OpenPayment', ...identity, amount: price, methodGiven: false });
  const provide = (): Change => change({ type: 'ProvideMethod', method: visa });
  const request = (attempt = 1): Change =>
    change({ type: 'RequestPayment', ...identity, amount: price, attempt, method: visa });
  const capture = (): Change =>
    change({ type: 'RecordCapture', attempt: 1, amount: price, providerReference: 'pi_1', refundId });
  const decline = (): Change =>
    change({ type: 'RecordDecline', attempt: 1, message: 'Declined.', providerReference: 'pi_1' });
  const giveUp = (): Change => change({ type: 'GiveUpPayment', ...identity, refundId });
  const refund = (amountMinor: bigint | null): Change =>
    change({
      type: 'RequestRefund',
      refundId,
      amount: amountMinor === null ? null : { ...price, amountMinor },
      reason: 'Broken.',
    });
  const refundDone = (): Change => change({ type: 'RecordRefund', refundId });

  const stored = async (): Promise<Payment> => {
    const seen: Payment[] = [];
    const look: Change = {
      orderId: identity.orderId,
      causation: { correlationId: 'look' },
      decide: (payment) => {
        seen.push(payment);
        return { accepted: true, events: [] };
      },
    };
    await stores.payments.change([look]);
    return seen.at(-1) ?? paymentDecider.initial;
  };

  /** Ours among all that is due: other tests leave theirs in the same store. */
  const claimAttempts = async () =>
    (await stores.attempts.claim(MANY)).filter(({ orderId }) => orderId === identity.orderId);
  const claimRefunds = async () =>
    (await stores.refunds.claim(MANY)).filter(({ orderId }) => orderId === identity.orderId);

  describe('a store of payments', () => {
    const histories: readonly (readonly [string, () => Change[]])[] = [
      ['open', () => [opening()]],
      ['with a method', () => [opening(), provide()]],
      ['with the provider', () => [opening(), provide(), request()]],
      ['declined', () => [opening(), request(), decline()]],
      ['given up before it was opened', () => [giveUp()]],
      ['given up', () => [opening(), giveUp()]],
      ['given up while with the provider', () => [opening(), request(), giveUp()]],
      ['captured', () => [opening(), request(), capture()]],
      ['about to be refunded', () => [opening(), request(), capture(), refund(1_000n)]],
      ['refunded in part', () => [opening(), request(), capture(), refund(1_000n), refundDone()]],
      ['refunded', () => [opening(), request(), capture(), refund(null), refundDone()]],
      ['captured after it was given up', () => [opening(), request(), giveUp(), capture()]],
    ];

    it.each(histories)('keeps a payment that is %s as its events made it', async (_, history) => {
      const changes = history();
      let expected: Payment = paymentDecider.initial;
      for (const one of changes) {
        const [decision] = await stores.payments.change([one]);
        if (decision?.accepted !== true) throw new Error('Not a possible history.');
        expected = decision.events.reduce(paymentDecider.evolve, expected);
      }
      expect(await stored()).toEqual(expected);
    });

    it.each(histories)('makes the same of a payment that is %s in one batch', async (_, history) => {
      const changes = history();
      const decisions = await stores.payments.change(changes);
      const events = decisions.flatMap((decision) => (decision.accepted ? decision.events : []));
      expect(await stored()).toEqual(events.reduce(paymentDecider.evolve, paymentDecider.initial));
    });

    it('publishes what concerns others, numbered without a gap', async () => {
      await stores.payments.change([opening(), provide(), request()]);
      await stores.payments.change([capture(), refund(null)]);
      await stores.payments.change([refundDone()]);
      expect(await stores.published(identity.orderId)).toEqual([
        ['MethodProvided', 1],
        ['PaymentCaptured', 2],
        ['PaymentRefunded', 3],
      ]);
    });

    it('takes the rest of a batch when one change is refused', async () => {
      const [refused, accepted] = await stores.payments.change([provide(), opening()]);
      expect([refused?.accepted, accepted?.accepted]).toEqual([false, true]);
      expect((await stored()).status).toBe('Pending');
    });

    it('takes nothing of a batch in which a decision fails', async () => {
      const faulty: Change = {
        ...opening(),
        decide: () => {
          throw new Error('A fault.');
        },
      };
      await expect(stores.payments.change([opening(), faulty])).rejects.toThrow('A fault.');
      expect((await stored()).status).toBe('Unopened');
    });

    it('lets one of many writers request the attempt', async () => {
      const decisions = await Promise.all(Array.from({ length: 10 }, () => stores.payments.change([{ ...request() }])));
      const events = decisions.flat().flatMap((decision) => (decision.accepted ? decision.events : []));
      expect(events.map(({ type }) => type)).toEqual(['PaymentOpened', 'AttemptRequested']);
    });
  });

  describe('a store of attempts', () => {
    it('lends an attempt to one worker at a time', async () => {
      await stores.payments.change([opening(), request()]);
      expect(await claimAttempts()).toMatchObject([
        { attempt: 1, amount: price, method: visa, claims: 1, orderGivenUp: false, providerReference: null },
      ]);
      expect(await claimAttempts()).toEqual([]);
    });

    it('lends it again when the lease has ended', async () => {
      await stores.payments.change([request()]);
      await claimAttempts();
      await stores.pass(LEASE_MS + 1);
      expect(await claimAttempts()).toMatchObject([{ claims: 2, causation: { correlationId: 'correlation-1' } }]);
    });

    it('lends it again when its time has come', async () => {
      await stores.payments.change([request()]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.attempts.postpone([{ ...claimed, providerReference: 'pi_1', dueInMs: 60_000 }]);
      expect(await claimAttempts()).toEqual([]);
      await stores.pass(60_001);
      expect(await claimAttempts()).toMatchObject([{ claims: 2, providerReference: 'pi_1' }]);
    });

    it('lends it at once when the order is given up', async () => {
      await stores.payments.change([request()]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.attempts.postpone([{ ...claimed, dueInMs: 60_000 }]);
      await stores.payments.change([giveUp()]);
      await eventually(async () => {
        expect(await claimAttempts()).toMatchObject([{ orderGivenUp: true }]);
      });
    });

    it('knows since when no money is asked for any more', async () => {
      await stores.payments.change([request()]);
      await stores.pass(1_000);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      expect(claimed.sinceChargeMs).toBeLessThan(claimed.ageMs);
      await stores.attempts.postpone([{ ...claimed, dueInMs: 0 }]);
      await stores.payments.change([giveUp()]);
      await stores.pass(60_000);
      const [later] = await claimAttempts();
      expect(later?.sinceChargeMs).toBeGreaterThanOrEqual(60_000);
      expect(later?.sinceChargeMs).toBeLessThan(later?.ageMs ?? 0);
    });

    it('never lends one that is settled', async () => {
      await stores.payments.change([request()]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.payments.change([capture()]);
      await stores.attempts.postpone([{ ...claimed, dueInMs: 0 }]);
      expect(await claimAttempts()).toEqual([]);
    });
  });

  describe('a store of refunds', () => {
    it('lends a refund until it is done', async () => {
      await stores.payments.change([request(), capture(), refund(1_000n)]);
      expect(await claimRefunds()).toMatchObject([
        { refundId, amount: { amountMinor: 1_000n }, providerReference: 'pi_1', claims: 1, generation: 1 },
      ]);
      expect(await claimRefunds()).toEqual([]);
      await stores.refunds.postpone([{ refundId, generation: 2, dueInMs: 60_000 }]);
      expect(await claimRefunds()).toEqual([]);
      await stores.pass(60_001);
      expect(await claimRefunds()).toMatchObject([{ refundId, claims: 2, generation: 2 }]);
      await stores.payments.change([refundDone()]);
      await stores.pass(LEASE_MS + 1);
      expect(await claimRefunds()).toEqual([]);
    });
  });
};
