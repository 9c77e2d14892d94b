import type { Id } from '@oms/kernel';
import type { DeliveryResult } from '../../domain/notification/delivery';
import type { NotificationChannel } from '../../domain/notification/notification';

/** A notification that is due, claimed by one worker under a lease. */
export interface DueNotification {
  readonly id: Id<'Notification'>;
  readonly channel: NotificationChannel;
  readonly recipient: string;
  readonly subject: string | null;
  readonly body: string;
  /** Counts the attempt that is due. */
  readonly attempts: number;
}

export interface ClaimRequest {
  readonly limit: number;
  /** How long no other worker may claim what is claimed now, unless the lease is renewed. */
  readonly leaseMs: number;
  /** Ids of what this worker has in flight: they must not be claimed again, even when their leases have ended. */
  readonly except: readonly string[];
}

/** The result of one attempt. */
export interface DeliveryAttempt extends Pick<DueNotification, 'id' | 'attempts'> {
  readonly result: DeliveryResult;
}

/** The notifications that are to be delivered. */
export interface DeliveryQueue {
  /**
   * Claims what is due, oldest first. Resolves when the claim is on disk: a claim that a crash of the database could undo
   * would let a second worker send what the first is sending.
   */
  claim(request: ClaimRequest): Promise<readonly DueNotification[]>;
  /** Lets the leases of these notifications end `leaseMs` from now. */
  renew(ids: readonly string[], leaseMs: number): Promise<void>;
  /**
   * Records the results and publishes NotificationSent or NotificationFailed, in one transaction. The result of an attempt
   * that another has followed is recorded only if the notification was sent.
   */
  record(attempts: readonly DeliveryAttempt[]): Promise<void>;
}
