import type { Kind } from '../../domain/kind';
import type { Money } from '../../domain/money';
import type { Channel, Contact } from '../../domain/recipient';
import type { Verdict } from '../../domain/delivery';

/** What notifications keeps of an order, from its OrderCreated. */
export interface KnownOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly number: string;
  readonly total: Money;
  readonly contact: Contact;
}

/** A message to be sent: at most one for each event and channel, however often the event arrives. */
export interface NewMessage {
  readonly eventId: string;
  readonly order: KnownOrder;
  readonly kind: Kind;
  readonly channel: Channel;
  readonly recipient: string;
  readonly subject: string | null;
  readonly body: string;
}

/** A message whose turn has come, lent to one worker for a while. */
export interface DueMessage {
  readonly id: string;
  readonly orderId: string | null;
  readonly kind: string;
  readonly channel: Channel;
  readonly recipient: string;
  readonly subject: string | null;
  readonly body: string;
  /** Counts the attempt that is due. */
  readonly attempts: number;
}

/** The orders that messages are about. Written and read within the transaction of the events at hand. */
export interface KnownOrders {
  /** An order that is known already stays as it is. */
  remember(orders: readonly KnownOrder[]): Promise<void>;
  /** In any order; those that are not known are missing. */
  find(orderIds: readonly string[]): Promise<readonly KnownOrder[]>;
}

/** The messages to be sent. Written within the transaction of the events at hand. */
export interface Outgoing {
  queue(messages: readonly NewMessage[]): Promise<void>;
}

export interface ClaimRequest {
  readonly limit: number;
  /** For how long a worker that dies keeps what it claimed. */
  readonly leaseMs: number;
  /** Ids that this worker still has in flight: it must not claim them a second time, whatever became of their leases. */
  readonly except: readonly string[];
}

/** The messages being sent. */
export interface Deliveries {
  /**
   * Lends messages whose turn has come, oldest first, to this worker alone. Resolves when the claim is on disk: a claim
   * that a crash of the database could undo would let a second worker send what the first is sending.
   */
  claim(request: ClaimRequest): Promise<readonly DueMessage[]>;
  /** Lets the leases of these messages end `leaseMs` from now. */
  renew(ids: readonly string[], leaseMs: number): Promise<void>;
  /**
   * Records what became of them and publishes it, NotificationSent or NotificationFailed, in one transaction. The outcome
   * of an attempt that another has followed counts only if the message was sent.
   */
  settle(results: readonly { readonly message: DueMessage; readonly verdict: Verdict }[]): Promise<void>;
}
