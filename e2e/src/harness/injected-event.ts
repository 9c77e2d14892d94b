import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Addresses } from './fixture';

export interface InjectedEvent {
  readonly id: string;
}

interface Recorded {
  readonly type: string;
  readonly aggregateType: string;
  readonly data: unknown;
  readonly orderId?: string;
  readonly sequence?: number;
}

/** Inserts an event that its context would never record. The relay publishes it like any other. */
export const injectEvent = async (
  { database }: Addresses,
  { type, aggregateType, data, orderId, sequence = 1 }: Recorded,
): Promise<InjectedEvent> => {
  const id = randomUUID();
  const [context = ''] = type.split('.');
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    await client.query(
      `insert into ${client.escapeIdentifier(context)}.events
        (id, type, aggregate_type, aggregate_id, sequence, order_id, correlation_id, schema_version, data, occurred_at)
        values ($1, $2, $3, $4, $5, $6, $7, 1, $8, now())`,
      [id, type, aggregateType, orderId ?? id, sequence, orderId ?? null, id, JSON.stringify(data)],
    );
  } finally {
    await client.end();
  }
  return { id };
};
