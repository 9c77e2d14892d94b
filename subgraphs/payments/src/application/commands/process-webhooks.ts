import { accept, assertNever, type NewId } from '@oms/kernel';
import { paymentDecider } from '../../domain/payment/payment';
import { effectOf, interimReasons } from '../../domain/payment/provider-notification';
import type { PaymentDecision } from '../../domain/payment/refusals';
import type { PaymentChange } from '../ports/payment-repository';
import type { ParkReason, ProcessWebhooks, WaitingWebhook, WebhookResult } from '../ports/webhook-inbox';
import { commandFor } from './record-attempts';

const handled: WebhookResult = { kind: 'Handled' };
const ignored = (reason: string): WebhookResult => ({ kind: 'Ignored', reason });
const parked = (reason: ParkReason): WebhookResult => ({ kind: 'Parked', reason });

const RECORDED = 'What it reports is recorded already.';

/** The change that a webhook leads to, and the result of processing it. */
interface Processing {
  readonly change: PaymentChange;
  readonly resultOf: (decision: PaymentDecision) => WebhookResult;
}

const resultOf = (decision: PaymentDecision, reason: string): WebhookResult => {
  if (decision.accepted) {
    if (decision.events.length === 0) return ignored(reason);
    const quarantined = decision.events.some(({ type }) => type === 'PaymentQuarantined');
    return quarantined ? parked('AMOUNT_MISMATCH') : handled;
  }
  switch (decision.refusal) {
    case 'PAYMENT_NOT_FOUND':
    case 'UNEXPECTED_CAPTURE':
      return parked(decision.refusal);
    case 'ORDER_NOT_PAYABLE':
    case 'NOTHING_CAPTURED':
    case 'REFUND_EXCEEDS_CAPTURE':
    case 'CURRENCY_DIFFERS':
      return parked('FAULT');
    default:
      return assertNever(decision.refusal);
  }
};

const processingOf = (
  { notification, eventId, causation }: WaitingWebhook,
  newId: NewId,
): Processing | WebhookResult => {
  if (notification === undefined) return parked('NOT_UNDERSTOOD');
  if ('interim' in notification) return ignored(interimReasons[notification.interim]);
  const { attempt, orderId } = notification.attempt;
  const { result } = notification;
  const command = commandFor(attempt, result, newId);
  let reason = RECORDED;
  const change: PaymentChange = {
    orderId,
    causation: causation ?? { correlationId: eventId },
    decide: (payment) => {
      const effect = effectOf(result.kind, payment);
      reason = effect === 'Recorded' ? RECORDED : effect.ignored;
      return effect === 'Recorded' ? paymentDecider.decide(command, payment) : accept();
    },
  };
  return { change, resultOf: (decision) => resultOf(decision, reason) };
};

/**
 * A webhook reports what a query of the provider would: it leads to the same commands, and whichever comes second changes
 * nothing. A webhook that reports no result of an attempt changes nothing at all.
 */
export const processWebhooks =
  (newId: NewId): ProcessWebhooks =>
  async (webhooks, payments) => {
    const all = webhooks.map((webhook) => processingOf(webhook, newId));
    const changing = all.filter((one): one is Processing => 'change' in one);
    const decisions = await payments.change(changing.map(({ change }) => change));
    const results = changing.map((one, index) => {
      const decision = decisions[index];
      return decision === undefined ? parked('FAULT') : one.resultOf(decision);
    });
    const next = results.values();
    return all.map((one) => ('change' in one ? (next.next().value ?? parked('FAULT')) : one));
  };
