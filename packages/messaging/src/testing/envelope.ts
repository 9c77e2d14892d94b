import type { Envelope, EventContract } from '@oms/contracts';
import { newId } from '@oms/database';

export interface TestEvent<Data> {
  /** The aggregate's id; default: the order's, or else an id of its own. */
  readonly subject?: string | undefined;
  readonly orderId?: string | undefined;
  /** Default: 1. */
  readonly sequence?: number | undefined;
  /** Default: the order's id, or else the event's. */
  readonly correlationId?: string | undefined;
  readonly data: Data;
}

/** An event as its context would publish it. Its data is not checked by the contract. */
export const envelopeOf = <Data>(
  { context, type, aggregateType, schemaVersion }: EventContract<Data>,
  { subject, orderId, sequence = 1, correlationId, data }: TestEvent<Data>,
): Envelope<Data> => {
  const id = newId();
  return {
    specversion: '1.0',
    id,
    source: `/${context}`,
    type,
    subject: subject ?? orderId ?? id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    aggregatetype: aggregateType,
    sequence,
    ...(orderId !== undefined && { orderid: orderId }),
    correlationid: correlationId ?? orderId ?? id,
    schemaversion: schemaVersion,
    data,
  };
};
