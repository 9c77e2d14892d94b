import type { Instant } from '@oms/kernel';

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

const REDACTED = '[redacted]';
const secrets = new Set(['token']);

/** A payment method's token is passed on once, to payments; no reader gets it. */
const redacted = (data: unknown): unknown => {
  if (Array.isArray(data)) return data.map(redacted);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, secrets.has(name) ? REDACTED : redacted(value)]),
  );
};

export const withoutSecrets = (event: RecordedEvent): RecordedEvent => ({ ...event, data: redacted(event.data) });

/** The domain event's name: OrderCreated of `orders.order-created.v1`. */
export const eventName = (type: string): string =>
  (type.split('.')[1] ?? type)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
