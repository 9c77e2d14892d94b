import type { ChangedPayment } from '../../application/ports/payment-repository';
import type { PaymentView, RefundView } from '../../application/ports/payment-views';
import type { Money } from '../../domain/money';

interface StoredMoney {
  readonly amountMinor: string;
  readonly currency: string;
}

type StoredRefund = Omit<RefundView, 'amount' | 'createdAt'> & {
  readonly amount: StoredMoney;
  readonly createdAt: string;
};

type StoredPayment = Omit<PaymentView, 'amount' | 'refunded' | 'attempts' | 'refunds' | 'createdAt' | 'updatedAt'> & {
  readonly amount: StoredMoney;
  readonly refunded: StoredMoney;
  readonly attempts: readonly (Omit<PaymentView['attempts'][number], 'at'> & { readonly at: string })[];
  readonly refunds: readonly StoredRefund[];
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** The result of a client's command as JSON, stored with its idempotency key. Moments are ISO 8601 text. */
export interface Snapshot {
  readonly payment: StoredPayment;
  /** Left out by `payOrder` in earlier versions. */
  readonly refund?: StoredRefund | null;
}

const storedMoney = ({ amountMinor, currency }: Money): StoredMoney => ({
  amountMinor: amountMinor.toString(),
  currency,
});
const moneyFrom = ({ amountMinor, currency }: StoredMoney): Money => ({ amountMinor: BigInt(amountMinor), currency });

const textOf = (instant: number): string => new Date(instant).toISOString();

const storedRefund = (refund: RefundView): StoredRefund => ({
  ...refund,
  amount: storedMoney(refund.amount),
  createdAt: textOf(refund.createdAt),
});

const refundFrom = (refund: StoredRefund): RefundView => ({
  ...refund,
  amount: moneyFrom(refund.amount),
  createdAt: Date.parse(refund.createdAt),
});

export const toSnapshot = ({ payment, refund }: ChangedPayment): Snapshot => ({
  payment: {
    ...payment,
    amount: storedMoney(payment.amount),
    refunded: storedMoney(payment.refunded),
    attempts: payment.attempts.map((attempt) => ({ ...attempt, at: textOf(attempt.at) })),
    refunds: payment.refunds.map(storedRefund),
    createdAt: textOf(payment.createdAt),
    updatedAt: textOf(payment.updatedAt),
  },
  refund: refund === null ? null : storedRefund(refund),
});

export const fromSnapshot = ({ payment, refund = null }: Snapshot): ChangedPayment => ({
  payment: {
    ...payment,
    amount: moneyFrom(payment.amount),
    refunded: moneyFrom(payment.refunded),
    attempts: payment.attempts.map((attempt) => ({ ...attempt, at: Date.parse(attempt.at) })),
    refunds: payment.refunds.map(refundFrom),
    createdAt: Date.parse(payment.createdAt),
    updatedAt: Date.parse(payment.updatedAt),
  },
  refund: refund === null ? null : refundFrom(refund),
});
