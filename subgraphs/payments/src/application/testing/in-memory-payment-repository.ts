import { refused, succeeded, type ClientRequest, type Id, type Outcome } from '@oms/kernel';
import type { PaymentEvent } from '../../domain/payment/events';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentDecision, PaymentRefusal } from '../../domain/payment/refusals';
import type { Payment } from '../../domain/payment/state';
import type { AttemptQueue } from '../ports/attempt-queue';
import type { ChangedPayment, PaymentChange, PaymentRepository, RequestedChange } from '../ports/payment-repository';
import type { RefundQueue } from '../ports/refund-queue';
import { viewOf } from './in-memory-payment-views';
import { InMemoryQueues } from './in-memory-queues';

/** The events that are published to other contexts. */
const publishedTypes: ReadonlySet<PaymentEvent['type']> = new Set([
  'MethodProvided',
  'PaymentCaptured',
  'PaymentFailed',
  'PaymentRefunded',
]);

type ChangeOutcome = Outcome<ChangedPayment, PaymentRefusal>;

interface Kept {
  readonly input: string;
  readonly outcome: ChangeOutcome;
}

const changedPayment = (payment: Payment, { events }: { readonly events: readonly PaymentEvent[] }): ChangedPayment => {
  const view = viewOf(payment);
  if (view === undefined) throw new Error('Clients are not shown this payment.');
  const refundId = events.find((event) => event.type === 'RefundRequested')?.refundId;
  return { payment: view, refund: view.refunds.find(({ id }) => id === refundId) ?? null };
};

/** Payments without a database, on a clock of their own. A call is one transaction: nothing is awaited within it. */
export class InMemoryPaymentStore {
  readonly #payments = new Map<Id<'Order'>, Payment>();
  readonly #events = new Map<Id<'Order'>, readonly PaymentEvent[]>();
  readonly #queues = new InMemoryQueues();
  readonly #kept = new Map<string, Kept>();

  readonly payments: PaymentRepository = {
    change: (changes) => Promise.resolve().then(() => this.#change(changes)),
    changeOnce: (request, change) => Promise.resolve().then(() => this.#changeOnce(request, change)),
  };

  readonly attempts: AttemptQueue = this.#queues.attempts;
  readonly refunds: RefundQueue = this.#queues.refunds;

  payment(orderId: Id<'Order'>): Payment {
    return this.#payments.get(orderId) ?? paymentDecider.initial;
  }

  all(): readonly Payment[] {
    return [...this.#payments.values()];
  }

  events(orderId: Id<'Order'>): readonly PaymentEvent[] {
    return this.#events.get(orderId) ?? [];
  }

  published(orderId: Id<'Order'>): readonly PaymentEvent[] {
    return this.events(orderId).filter(({ type }) => publishedTypes.has(type));
  }

  pass(ms: number): void {
    this.#queues.pass(ms);
  }

  #change(changes: readonly PaymentChange[]): readonly PaymentDecision[] {
    const drafts = new Map<Id<'Order'>, Payment>();
    const recorded: (() => void)[] = [];
    const decisions = changes.map((change) => {
      const before = drafts.get(change.orderId) ?? this.payment(change.orderId);
      const decision = change.decide(before);
      if (!decision.accepted) return decision;
      const after = decision.events.reduce(paymentDecider.evolve, before);
      drafts.set(change.orderId, after);
      recorded.push(() => {
        this.#events.set(change.orderId, [...this.events(change.orderId), ...decision.events]);
        for (const event of decision.events) this.#queues.record(change, after, event);
      });
      return decision;
    });
    for (const [orderId, payment] of drafts) this.#payments.set(orderId, payment);
    for (const record of recorded) record();
    return decisions;
  }

  #changeOnce(request: ClientRequest, change: RequestedChange): ChangeOutcome {
    const { idempotencyKey } = request.causation;
    if (idempotencyKey === undefined) return this.#changeFor(request, change);
    const key = JSON.stringify([request.actor.id, change.operation, idempotencyKey]);
    const input = JSON.stringify(change.input);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept.input === input ? kept.outcome : { kind: 'KeyReused' };
    const outcome = this.#changeFor(request, change);
    if (outcome.kind === 'Succeeded') this.#kept.set(key, { input, outcome });
    return outcome;
  }

  #changeFor({ causation }: ClientRequest, { payment: key, decide }: RequestedChange): ChangeOutcome {
    const orderId = 'orderId' in key ? key.orderId : this.#orderOf(key.paymentId);
    if (orderId === undefined) return refused('PAYMENT_NOT_FOUND');
    const [decision] = this.#change([{ orderId, causation, decide }]);
    if (decision?.accepted !== true) return refused(decision?.refusal ?? 'PAYMENT_NOT_FOUND');
    return succeeded(changedPayment(this.payment(orderId), decision));
  }

  #orderOf(paymentId: Id<'Payment'>): Id<'Order'> | undefined {
    return [...this.#payments].find(([, payment]) => 'id' in payment && payment.id === paymentId)?.[0];
  }
}
