import { randomUUID } from 'node:crypto';
import { connect } from 'nats';

export interface StrayMessage {
  readonly id: string;
}

interface Message {
  readonly type: string;
  readonly data: unknown;
  readonly orderId?: string;
  readonly sequence?: number;
}

/** Publishes what no relay would: a message straight onto the stream, for the tests of what comes of it. */
export const stray = async (natsUrl: string, { type, data, orderId, sequence = 1 }: Message): Promise<StrayMessage> => {
  const id = randomUUID();
  const [context = ''] = type.split('.');
  const envelope = {
    specversion: '1.0',
    id,
    source: `/${context}`,
    type,
    subject: orderId ?? id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    aggregatetype: 'Order',
    sequence,
    correlationid: id,
    schemaversion: 1,
    ...(orderId === undefined ? {} : { orderid: orderId }),
    data,
  };
  const connection = await connect({ servers: natsUrl });
  try {
    await connection.jetstream().publish(`oms.${type}`, JSON.stringify(envelope), { msgID: id });
  } finally {
    await connection.close();
  }
  return { id };
};
