import { assertNever } from '@oms/kernel';
import { paymentDecider } from '../domain/payment/payment';
import type { NextId } from './ports/ids';
import type { Change, PaymentDecision } from './ports/payments';
import type { Judge, ParkedBecause, Verdict, WaitingWebhook } from './ports/webhooks';
import { commandFor } from './record-findings';

const handled: Verdict = { kind: 'Handled' };
const parked = (because: ParkedBecause): Verdict => ({ kind: 'Parked', because });

const changeOf = ({ news, eventId, cause }: WaitingWebhook, nextId: NextId): Change | undefined => {
  if (news === undefined) return undefined;
  const { attempt, orderId } = news.attempt;
  const command = commandFor(attempt, news.finding, nextId);
  if (command === undefined) return undefined;
  return {
    orderId,
    cause: cause ?? { correlationId: eventId },
    decide: (payment) => paymentDecider.decide(command, payment),
  };
};

const verdictOn = (decision: PaymentDecision): Verdict => {
  if (decision.accepted) {
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

/** A webhook says what asking would have said: it goes the same way, and whichever comes second changes nothing. */
export const judgeWebhooks =
  (nextId: NextId): Judge =>
  async (webhooks, payments) => {
    const changes = webhooks.map((webhook) => changeOf(webhook, nextId));
    const decisions = await payments.change(changes.filter((change) => change !== undefined));
    const verdicts = decisions.map(verdictOn).values();
    return changes.map((change) =>
      change === undefined ? parked('NOT_UNDERSTOOD') : (verdicts.next().value ?? parked('FAULT')),
    );
  };
