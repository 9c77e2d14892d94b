import type { Causation, Id } from '@oms/kernel';
import type { Money } from '../../domain/money';
import type { PaymentMethod } from '../../domain/payment/state';

export interface AttemptKey {
  readonly paymentId: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly attempt: number;
}

/** The id of an attempt as one text. */
export const attemptId = ({ paymentId, attempt }: Pick<AttemptKey, 'paymentId' | 'attempt'>): string =>
  `${paymentId}/${attempt.toString()}`;

/** An attempt that has no result yet. */
export interface DueAttempt extends AttemptKey {
  readonly amount: Money;
  readonly method: PaymentMethod;
  /** The provider's id of the charge, once it is known. */
  readonly providerReference: string | null;
  /** How often it was claimed, this time included: 1 means that the provider was not called yet, as far as is recorded. */
  readonly claims: number;
  /** Since the attempt was requested, by the database's clock. */
  readonly ageMs: number;
  /** Since it was last claimed before its order was given up: no request to charge is younger. */
  readonly sinceChargeMs: number;
  readonly orderGivenUp: boolean;
  readonly causation: Causation;
}

export interface PostponedAttempt extends AttemptKey {
  readonly providerReference: string | null;
  readonly dueInMs: number;
}

export interface ClaimRequest {
  readonly limit: number;
  /** How long no other worker may claim what is claimed now. After a crash it can be claimed again when the lease ends. */
  readonly leaseMs: number;
  /** The ids of what this worker has claimed and not recorded yet: it is not claimed again, even when its lease has ended. */
  readonly except: readonly string[];
}

/** The attempts without a result, oldest due first. */
export interface AttemptQueue {
  /** Claims what is due. Resolves once the claim is on the disk, because the provider is called next. */
  claim(request: ClaimRequest): Promise<readonly DueAttempt[]>;
  /** Ends the leases; the attempts are due again later. One that got its result meanwhile keeps it. */
  postpone(attempts: readonly PostponedAttempt[]): Promise<void>;
}
