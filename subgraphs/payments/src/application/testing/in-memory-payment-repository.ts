import type { PaymentEvent } from '../../domain/payment/events';
import { paymentDecider } from '../../domain/payment/payment';
import type { Payment } from '../../domain/payment/state';
import type { Attempts, DueAttempt } from '../ports/attempts';
import type { Change, PaymentDecision, Payments } from '../ports/payments';
import type { DueRefund, Refunds } from '../ports/refunds';

const LEASE_MS = 8_000;

/** The events that other contexts hear of. */
const published: ReadonlySet<PaymentEvent['type']> = new Set([
  'MethodProvided',
  'PaymentCaptured',
  'PaymentFailed',
  'PaymentRefunded',
]);

interface Leased {
  dueAtMs: number;
  leasedUntilMs: number;
}

type AttemptRecord = { -readonly [Key in keyof DueAttempt]: DueAttempt[Key] } & Leased & {
    requestedAtMs: number;
    chargeRequestedAtMs: number;
  };
type RefundRecord = { -readonly [Key in keyof DueRefund]: DueRefund[Key] } & Leased;

/** Payments without a database, on a clock of their own. A call is one transaction: nothing is awaited within it. */
export class InMemoryPayments {
  #nowMs = 0;
  readonly #payments = new Map<string, Payment>();
  readonly #published = new Map<string, PaymentEvent[]>();
  readonly #attempts = new Map<string, AttemptRecord>();
  readonly #refunds = new Map<string, RefundRecord>();

  readonly payments: Payments = {
    change: (changes) => Promise.resolve().then(() => this.#change(changes)),
  };

  readonly attempts: Attempts = {
    claim: (max) => {
      const claimed = this.#claim([...this.#attempts.values()], max);
      return Promise.resolve(claimed.map((record) => this.#lent(record)));
    },
    postpone: (postponements) => {
      for (const { paymentId, attempt, providerReference, dueInMs } of postponements) {
        const record = this.#attempts.get(attemptKey(paymentId, attempt));
        if (record === undefined) continue;
        record.providerReference = providerReference ?? record.providerReference;
        this.#giveBack(record, dueInMs);
      }
      return Promise.resolve();
    },
  };

  readonly refunds: Refunds = {
    claim: (max) => Promise.resolve(this.#claim([...this.#refunds.values()], max)),
    postpone: (postponements) => {
      for (const { refundId, generation, dueInMs } of postponements) {
        const record = this.#refunds.get(refundId);
        if (record === undefined) continue;
        record.generation = generation;
        this.#giveBack(record, dueInMs);
      }
      return Promise.resolve();
    },
  };

  payment(orderId: string): Payment {
    return this.#payments.get(orderId) ?? paymentDecider.initial;
  }

  published(orderId: string): readonly PaymentEvent[] {
    return this.#published.get(orderId) ?? [];
  }

  pass(ms: number): void {
    this.#nowMs += ms;
  }

  #change(changes: readonly Change[]): readonly PaymentDecision[] {
    const drafts = new Map<string, Payment>();
    const happened: (() => void)[] = [];
    const decisions = changes.map((change) => {
      const before = drafts.get(change.orderId) ?? this.payment(change.orderId);
      const decision = change.decide(before);
      if (!decision.accepted) return decision;
      const after = decision.events.reduce(paymentDecider.evolve, before);
      drafts.set(change.orderId, after);
      for (const event of decision.events)
        happened.push(() => {
          this.#record(change, after, event);
        });
      return decision;
    });
    for (const [orderId, payment] of drafts) this.#payments.set(orderId, payment);
    for (const record of happened) record();
    return decisions;
  }

  #record({ orderId, causation }: Change, payment: Payment, event: PaymentEvent): void {
    if (published.has(event.type)) this.#published.set(orderId, [...this.published(orderId), event]);
    const paymentId = payment.status === 'Unopened' ? '' : payment.id;
    const lease = { claims: 0, dueAtMs: this.#nowMs, leasedUntilMs: 0 };
    const known = { paymentId, orderId, causation, ...lease };
    switch (event.type) {
      case 'AttemptRequested': {
        const { attempt, amount, method } = event;
        const request = { attempt, amount, method, providerReference: null, orderGivenUp: false };
        const times = { ageMs: 0, sinceChargeMs: 0, requestedAtMs: this.#nowMs, chargeRequestedAtMs: this.#nowMs };
        this.#attempts.set(attemptKey(paymentId, attempt), { ...known, ...request, ...times });
        return;
      }
      case 'OrderGivenUp':
        for (const record of this.#attempts.values())
          if (record.paymentId === paymentId) Object.assign(record, { orderGivenUp: true, dueAtMs: this.#nowMs });
        return;
      case 'PaymentCaptured':
      case 'PaymentQuarantined':
      case 'PaymentFailed':
        this.#attempts.delete(attemptKey(paymentId, event.attempt));
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
      case 'PaymentBarred':
      case 'MethodProvided':
        return;
    }
  }

  #claim<Record extends Leased & { claims: number }>(records: readonly Record[], max: number): readonly Record[] {
    const due = records
      .filter(({ dueAtMs, leasedUntilMs }) => dueAtMs <= this.#nowMs && leasedUntilMs <= this.#nowMs)
      .sort((left, right) => left.dueAtMs - right.dueAtMs)
      .slice(0, max);
    for (const record of due) {
      record.claims += 1;
      record.leasedUntilMs = this.#nowMs + LEASE_MS;
    }
    return due.map((record) => ({ ...record }));
  }

  #lent(claimed: AttemptRecord): DueAttempt {
    const record = this.#attempts.get(attemptKey(claimed.paymentId, claimed.attempt)) ?? claimed;
    if (!record.orderGivenUp) record.chargeRequestedAtMs = this.#nowMs;
    const [ageMs, sinceChargeMs] = [this.#nowMs - record.requestedAtMs, this.#nowMs - record.chargeRequestedAtMs];
    return { ...record, ageMs, sinceChargeMs };
  }

  #giveBack(record: Leased, dueInMs: number): void {
    record.leasedUntilMs = 0;
    record.dueAtMs = this.#nowMs + dueInMs;
  }
}

const attemptKey = (paymentId: string, attempt: number): string => `${paymentId}/${attempt.toString()}`;
