import { accept, assertNever } from '@oms/kernel';
import { paymentDecider } from '../domain/payment/payment';
import { effectOf, passingNews } from '../domain/payment/provider-news';
import type { NextId } from './ports/ids';
import type { Change, PaymentDecision } from './ports/payments';
import type { Judge, ParkedBecause, Verdict, WaitingWebhook } from './ports/webhooks';
import { commandFor } from './record-findings';

const handled: Verdict = { kind: 'Handled' };
const ignored = (because: string): Verdict => ({ kind: 'Ignored', because });
const parked = (because: ParkedBecause): Verdict => ({ kind: 'Parked', because });

const KNOWN = 'It says what is known.';

/** What a webhook asks of its payment, and what came of it. */
interface Judged {
  readonly change: Change;
  readonly verdictOn: (decision: PaymentDecision) => Verdict;
}

const judged = ({ news, eventId, causation }: WaitingWebhook, nextId: NextId): Judged | Verdict => {
  if (news === undefined) return parked('NOT_UNDERSTOOD');
  if ('passing' in news) return ignored(passingNews[news.passing]);
  const { attempt, orderId } = news.attempt;
  const command = commandFor(attempt, news.finding, nextId);
  let reason = KNOWN;
  const change: Change = {
    orderId,
    causation: causation ?? { correlationId: eventId },
    decide: (payment) => {
      const effect = effectOf(news.finding.kind, payment);
      reason = effect === 'Recorded' ? KNOWN : effect.ignored;
      return effect === 'Recorded' ? paymentDecider.decide(command, payment) : accept();
    },
  };
  return { change, verdictOn: (decision) => verdictOn(decision, reason) };
};

const verdictOn = (decision: PaymentDecision, reason: string): Verdict => {
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

/**
 * A webhook says what asking would have said: it goes the same way, and whichever comes second changes nothing. What is
 * no outcome of an attempt changes nothing at all.
 */
export const judgeWebhooks =
  (nextId: NextId): Judge =>
  async (webhooks, payments) => {
    const all = webhooks.map((webhook) => judged(webhook, nextId));
    const open = all.filter((one): one is Judged => 'change' in one);
    const decisions = await payments.change(open.map(({ change }) => change));
    const verdicts = open.map(({ verdictOn: judge }, index) => {
      const decision = decisions[index];
      return decision === undefined ? parked('FAULT') : judge(decision);
    });
    const next = verdicts.values();
    return all.map((one) => ('change' in one ? (next.next().value ?? parked('FAULT')) : one));
  };
