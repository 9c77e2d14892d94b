import type { Instant } from '../domain/instant';
import type { OrderId } from '../domain/order/values';

/** A domain event as its publisher stored it. */
export interface RecordedEvent {
  readonly id: string;
  /** Such as `inventory.stock-reserved.v1`. */
  readonly type: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly data: unknown;
  readonly actorId: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly idempotencyKey: string | null;
  readonly schemaVersion: number;
  readonly occurredAt: Instant;
}

/** An event in the story of one order: its own, or one that it heard. */
export interface TimelineEntry {
  readonly orderId: OrderId;
  readonly event: RecordedEvent;
  /** The order's version when the event was heard; for the order's own events, the version that they made. */
  readonly version: number;
  readonly heard: boolean;
  /** Why it changed nothing; null when it was heeded. */
  readonly ignored: string | null;
}

const REDACTED = '[redacted]';
const secrets = new Set(['token']);

/** A payment method's token is passed on once, to payments; nobody reads it back. */
const redacted = (data: unknown): unknown => {
  if (Array.isArray(data)) return data.map(redacted);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, secrets.has(name) ? REDACTED : redacted(value)]),
  );
};

export const withoutSecrets = (event: RecordedEvent): RecordedEvent => ({ ...event, data: redacted(event.data) });

/** `orders.order-created.v1` is the OrderCreated that people speak of. */
export const eventName = (type: string): string =>
  (type.split('.')[1] ?? type)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
