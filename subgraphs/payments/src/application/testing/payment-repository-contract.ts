import type { ClientRequest, Id, NewId } from '@oms/kernel';
import { eventually } from '@oms/testing';
import type { PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import type { Payment } from '../../domain/payment/state';
import { attemptId, type AttemptQueue } from '../ports/attempt-queue';
import type { PaymentChange, PaymentRepository } from '../ports/payment-repository';
import type { RefundQueue } from '../ports/refund-queue';

export interface StoresUnderTest {
  readonly payments: PaymentRepository;
  readonly attempts: AttemptQueue;
  readonly refunds: RefundQueue;
  readonly newId: NewId;
  /** The types of the order's published events, in order, each with its sequence. */
  readonly published: (orderId: Id<'Order'>) => Promise<readonly (readonly [type: string, sequence: number])[]>;
  /** As if so much time had gone by. */
  readonly pass: (ms: number) => Promise<void>;
}

const LEASE_MS = 8_000;
const claim = { limit: 1_000, leaseMs: LEASE_MS };
const price = { amountMinor: 2_500n, currency: 'USD' };
const visa = { type: 'CARD', token: 'pm_card_visa' } as const;

/** What every repository of payments does, with its queues. */
export const itStoresPayments = (open: () => StoresUnderTest): void => {
  let stores: StoresUnderTest;
  let identity: { paymentId: Id<'Payment'>; orderId: Id<'Order'>; customerId: string };
  let refundId: Id<'Refund'>;

  beforeEach(() => {
    stores = open();
    identity = { paymentId: stores.newId(), orderId: stores.newId(), customerId: 'ada' };
    refundId = stores.newId();
  });

  const change = (command: PaymentCommand, orderId = identity.orderId): PaymentChange => ({
    orderId,
    causation: { correlationId: 'correlation-1' },
    decide: (payment) => paymentDecider.decide(command, payment),
  });
  const opening = (): PaymentChange => change({ type: 'OpenPayment', ...identity, amount: price, methodGiven: false });
  const provide = (): PaymentChange => change({ type: 'ProvideMethod', method: visa });
  const request = (attempt = 1): PaymentChange =>
    change({ type: 'RequestPayment', ...identity, amount: price, attempt, method: visa });
  const capture = (): PaymentChange =>
    change({ type: 'RecordCapture', attempt: 1, amount: price, providerReference: 'pi_1', refundId });
  const decline = (): PaymentChange =>
    change({ type: 'RecordDecline', attempt: 1, message: 'Declined.', providerReference: 'pi_1' });
  const giveUp = (): PaymentChange => change({ type: 'GiveUpPayment', ...identity, refundId });
  const refund = (amountMinor: bigint | null): PaymentChange =>
    change({
      type: 'RequestRefund',
      refundId,
      amount: amountMinor === null ? null : { ...price, amountMinor },
      reason: 'Broken.',
    });
  const refundDone = (): PaymentChange => change({ type: 'RecordRefund', refundId });

  /** Keys belong to an actor: each test has one of its own. */
  const clientRequest = (idempotencyKey?: string): ClientRequest => ({
    actor: { id: `actor-of-${identity.orderId}`, scopes: new Set() },
    causation: { correlationId: 'correlation-1', idempotencyKey },
  });

  const stored = async (): Promise<Payment> => {
    const seen: Payment[] = [];
    const look: PaymentChange = {
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

  /** Of this test, among all that is due: other tests leave theirs in the same store. */
  const claimAttempts = async (...except: readonly string[]) =>
    (await stores.attempts.claim({ ...claim, except })).filter(({ orderId }) => orderId === identity.orderId);
  const claimRefunds = async (...except: readonly string[]) =>
    (await stores.refunds.claim({ ...claim, except })).filter(({ orderId }) => orderId === identity.orderId);

  describe('a repository of payments', () => {
    const histories: readonly (readonly [string, () => PaymentChange[]])[] = [
      ['open', () => [opening()]],
      ['with a method', () => [opening(), provide()]],
      ['with the provider', () => [opening(), provide(), request()]],
      ['declined', () => [opening(), request(), decline()]],
      ['given up before it was opened', () => [giveUp()]],
      ['given up', () => [opening(), giveUp()]],
      ['given up while with the provider', () => [opening(), request(), giveUp()]],
      ['captured', () => [opening(), request(), capture()]],
      ['being refunded', () => [opening(), request(), capture(), refund(1_000n)]],
      ['refunded in part', () => [opening(), request(), capture(), refund(1_000n), refundDone()]],
      ['refunded', () => [opening(), request(), capture(), refund(null), refundDone()]],
      ['captured after it was given up', () => [opening(), request(), giveUp(), capture()]],
    ];

    it.each(histories)('stores a payment that is %s as its events made it', async (_, history) => {
      const changes = history();
      let expected: Payment = paymentDecider.initial;
      for (const one of changes) {
        const [decision] = await stores.payments.change([one]);
        if (decision?.accepted !== true) throw new Error('Not a possible history.');
        expected = decision.events.reduce(paymentDecider.evolve, expected);
      }
      expect(await stored()).toEqual(expected);
    });

    it.each(histories)('stores the same of a payment that is %s when its changes are one batch', async (_, history) => {
      const changes = history();
      const decisions = await stores.payments.change(changes);
      const events = decisions.flatMap((decision) => (decision.accepted ? decision.events : []));
      expect(await stored()).toEqual(events.reduce(paymentDecider.evolve, paymentDecider.initial));
    });

    it('publishes what other contexts need, numbered without a gap', async () => {
      await stores.payments.change([opening(), provide(), request()]);
      await stores.payments.change([capture(), refund(null)]);
      await stores.payments.change([refundDone()]);
      expect(await stores.published(identity.orderId)).toEqual([
        ['MethodProvided', 1],
        ['PaymentCaptured', 2],
        ['PaymentRefunded', 3],
      ]);
    });

    it('applies the rest of a batch when one change is refused', async () => {
      const [refused, accepted] = await stores.payments.change([provide(), opening()]);
      expect([refused?.accepted, accepted?.accepted]).toEqual([false, true]);
      expect((await stored()).status).toBe('Pending');
    });

    it('applies nothing of a batch in which a decision throws', async () => {
      const faulty: PaymentChange = {
        ...opening(),
        decide: () => {
          throw new Error('A fault.');
        },
      };
      await expect(stores.payments.change([opening(), faulty])).rejects.toThrow('A fault.');
      expect((await stored()).status).toBe('Unopened');
    });

    it('takes a client’s request once for each key, and resolves a repeated one to the first result', async () => {
      await stores.payments.change([opening()]);
      const method = provide().decide;
      const requested = { operation: 'payOrder', input: { token: 1 }, payment: identity, decide: method };
      const first = await stores.payments.changeOnce(clientRequest('key-1'), requested);
      expect(first).toMatchObject({ kind: 'Succeeded', value: { payment: { status: 'PENDING' }, refund: null } });
      await stores.payments.change([request(), capture()]);
      expect(await stores.payments.changeOnce(clientRequest('key-1'), requested)).toEqual(first);
      expect(await stores.payments.changeOnce(clientRequest('key-1'), { ...requested, input: {} })).toEqual({
        kind: 'KeyReused',
      });
      expect(await stores.payments.changeOnce(clientRequest('key-2'), requested)).toEqual({
        kind: 'Refused',
        refusal: 'ORDER_NOT_PAYABLE',
      });
    });

    it('resolves a client’s refund to the same refund when it is repeated', async () => {
      await stores.payments.change([request(), capture()]);
      const { paymentId } = identity;
      const requested = { operation: 'refundPayment', input: {}, payment: { paymentId }, decide: refund(500n).decide };
      const first = await stores.payments.changeOnce(clientRequest('key-1'), requested);
      expect(first).toMatchObject({
        kind: 'Succeeded',
        value: {
          payment: { id: paymentId, amount: price, refunds: [{ id: refundId }] },
          refund: { id: refundId, amount: { amountMinor: 500n }, createdAt: expect.any(Number) as number },
        },
      });
      expect(await stores.payments.changeOnce(clientRequest('key-1'), requested)).toEqual(first);
    });

    it('stores no refusal of a client’s request, so that it may succeed later', async () => {
      const requested = { operation: 'payOrder', input: {}, payment: identity, decide: provide().decide };
      const refused = { kind: 'Refused', refusal: 'PAYMENT_NOT_FOUND' };
      expect(await stores.payments.changeOnce(clientRequest('key-1'), requested)).toEqual(refused);
      const unknown = { ...requested, payment: { paymentId: identity.paymentId } };
      expect(await stores.payments.changeOnce(clientRequest('key-1'), unknown)).toEqual(refused);
      await stores.payments.change([opening()]);
      expect(await stores.payments.changeOnce(clientRequest('key-1'), requested)).toMatchObject({ kind: 'Succeeded' });
    });

    it('applies each request of a client without a key', async () => {
      await stores.payments.change([opening()]);
      const requested = { operation: 'payOrder', input: {}, payment: identity, decide: provide().decide };
      await stores.payments.changeOnce(clientRequest(), requested);
      await stores.payments.changeOnce(clientRequest(), requested);
      expect(await stores.published(identity.orderId)).toHaveLength(2);
    });

    it('lets one of many writers request the attempt', async () => {
      const decisions = await Promise.all(Array.from({ length: 10 }, () => stores.payments.change([{ ...request() }])));
      const events = decisions.flat().flatMap((decision) => (decision.accepted ? decision.events : []));
      expect(events.map(({ type }) => type)).toEqual(['PaymentOpened', 'AttemptRequested']);
    });
  });

  describe('an attempt queue', () => {
    it('leases an attempt to one worker at a time', async () => {
      await stores.payments.change([opening(), request()]);
      expect(await claimAttempts()).toMatchObject([
        { attempt: 1, amount: price, method: visa, claims: 1, orderGivenUp: false, providerReference: null },
      ]);
      expect(await claimAttempts()).toEqual([]);
    });

    it('does not lease again what the worker has not recorded yet, though the lease has ended', async () => {
      await stores.payments.change([request()]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.pass(LEASE_MS + 1);
      expect(await claimAttempts(attemptId(claimed))).toEqual([]);
      expect(await claimAttempts()).toMatchObject([{ claims: 2 }]);
    });

    it('leases it again when the lease has ended', async () => {
      await stores.payments.change([request()]);
      await claimAttempts();
      await stores.pass(LEASE_MS + 1);
      expect(await claimAttempts()).toMatchObject([{ claims: 2, causation: { correlationId: 'correlation-1' } }]);
    });

    it('leases it again when it is due again', async () => {
      await stores.payments.change([request()]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.attempts.postpone([{ ...claimed, providerReference: 'pi_1', dueInMs: 60_000 }]);
      expect(await claimAttempts()).toEqual([]);
      await stores.pass(60_001);
      expect(await claimAttempts()).toMatchObject([{ claims: 2, providerReference: 'pi_1' }]);
    });

    it('leases it at once when the order is given up', async () => {
      await stores.payments.change([request()]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.attempts.postpone([{ ...claimed, dueInMs: 60_000 }]);
      await stores.payments.change([giveUp()]);
      await eventually(async () => {
        expect(await claimAttempts()).toMatchObject([{ orderGivenUp: true }]);
      });
    });

    it('gives the time since the last request to charge', async () => {
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

    it('never leases one that is settled', async () => {
      await stores.payments.change([request()]);
      const [claimed] = await claimAttempts();
      if (claimed === undefined) throw new Error('Nothing was claimed.');
      await stores.payments.change([capture()]);
      await stores.attempts.postpone([{ ...claimed, dueInMs: 0 }]);
      expect(await claimAttempts()).toEqual([]);
    });
  });

  describe('a refund queue', () => {
    it('leases a refund until it is confirmed', async () => {
      await stores.payments.change([request(), capture(), refund(1_000n)]);
      expect(await claimRefunds()).toMatchObject([
        { refundId, amount: { amountMinor: 1_000n }, providerReference: 'pi_1', claims: 1, generation: 1 },
      ]);
      expect(await claimRefunds()).toEqual([]);
      await stores.pass(LEASE_MS + 1);
      expect(await claimRefunds(refundId)).toEqual([]);
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
