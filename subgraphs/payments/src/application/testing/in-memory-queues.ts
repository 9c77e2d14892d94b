import type { PaymentEvent } from '../../domain/payment/events';
import type { Payment } from '../../domain/payment/state';
import { attemptId, type AttemptQueue, type ClaimRequest, type DueAttempt } from '../ports/attempt-queue';
import type { PaymentChange } from '../ports/payment-repository';
import type { DueRefund, RefundQueue } from '../ports/refund-queue';

interface Leased {
  dueAtMs: number;
  leasedUntilMs: number;
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };
type AttemptRecord = Mutable<DueAttempt> & Leased & { requestedAtMs: number; chargeRequestedAtMs: number };
type RefundRecord = Mutable<DueRefund> & Leased;

/** The queues of attempts and refunds that a payment's events fill and empty, on a clock of their own. */
export class InMemoryQueues {
  #nowMs = 0;
  readonly #attempts = new Map<string, AttemptRecord>();
  readonly #refunds = new Map<string, RefundRecord>();

  readonly attempts: AttemptQueue = {
    claim: (request) => {
      const claimed = this.#claim(this.#attempts, request);
      return Promise.resolve(claimed.map((record) => this.#leased(record)));
    },
    postpone: (postponed) => {
      for (const { paymentId, attempt, providerReference, dueInMs } of postponed) {
        const record = this.#attempts.get(attemptId({ paymentId, attempt }));
        if (record === undefined) continue;
        record.providerReference = providerReference ?? record.providerReference;
        this.#release(record, dueInMs);
      }
      return Promise.resolve();
    },
  };

  readonly refunds: RefundQueue = {
    claim: (request) => Promise.resolve(this.#claim(this.#refunds, request)),
    postpone: (postponed) => {
      for (const { refundId, generation, dueInMs } of postponed) {
        const record = this.#refunds.get(refundId);
        if (record === undefined) continue;
        record.generation = generation;
        this.#release(record, dueInMs);
      }
      return Promise.resolve();
    },
  };

  pass(ms: number): void {
    this.#nowMs += ms;
  }

  /** What an event makes of the queues. `payment`: after the event. */
  record({ orderId, causation }: PaymentChange, payment: Payment, event: PaymentEvent): void {
    if (payment.status === 'Unopened') throw new Error('The first event of a payment must open it.');
    const paymentId = payment.id;
    const lease = { claims: 0, dueAtMs: this.#nowMs, leasedUntilMs: 0 };
    const known = { paymentId, orderId, causation, ...lease };
    switch (event.type) {
      case 'AttemptRequested': {
        const { attempt, amount, method } = event;
        const request = { attempt, amount, method, providerReference: null, orderGivenUp: false };
        const times = { ageMs: 0, sinceChargeMs: 0, requestedAtMs: this.#nowMs, chargeRequestedAtMs: this.#nowMs };
        this.#attempts.set(attemptId({ paymentId, attempt }), { ...known, ...request, ...times });
        return;
      }
      case 'PaymentGivenUp':
        for (const record of this.#attempts.values())
          if (record.paymentId === paymentId) Object.assign(record, { orderGivenUp: true, dueAtMs: this.#nowMs });
        return;
      case 'PaymentCaptured':
      case 'PaymentQuarantined':
      case 'PaymentFailed':
        this.#attempts.delete(attemptId({ paymentId, attempt: event.attempt }));
        return;
      case 'RefundRequested': {
        const { refundId, amount, providerReference } = event;
        this.#refunds.set(refundId, { ...known, refundId, amount, providerReference, ageMs: 0, generation: 1 });
        return;
      }
      case 'PaymentRefunded':
        this.#refunds.delete(event.refundId);
        return;
      case 'PaymentOpened':
      case 'PaymentCancelledBeforeOpened':
      case 'MethodProvided':
        return;
    }
  }

  #claim<Record extends Leased & { claims: number }>(
    records: ReadonlyMap<string, Record>,
    { limit, leaseMs, except }: ClaimRequest,
  ): readonly Record[] {
    const due = [...records]
      .flatMap(([id, record]) => (except.includes(id) ? [] : [record]))
      .filter(({ dueAtMs, leasedUntilMs }) => dueAtMs <= this.#nowMs && leasedUntilMs <= this.#nowMs)
      .sort((left, right) => left.dueAtMs - right.dueAtMs)
      .slice(0, limit);
    for (const record of due) {
      record.claims += 1;
      record.leasedUntilMs = this.#nowMs + leaseMs;
    }
    return due.map((record) => ({ ...record }));
  }

  #leased(claimed: AttemptRecord): DueAttempt {
    const record = this.#attempts.get(attemptId(claimed)) ?? claimed;
    if (!record.orderGivenUp) record.chargeRequestedAtMs = this.#nowMs;
    const [ageMs, sinceChargeMs] = [this.#nowMs - record.requestedAtMs, this.#nowMs - record.chargeRequestedAtMs];
    return { ...record, ageMs, sinceChargeMs };
  }

  #release(record: Leased, dueInMs: number): void {
    record.leasedUntilMs = 0;
    record.dueAtMs = this.#nowMs + dueInMs;
  }
}
