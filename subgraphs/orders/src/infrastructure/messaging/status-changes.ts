import {
  type Envelope,
  type EventContract,
  orderCancelled,
  orderCreated,
  orderFailed,
  orderPaid,
} from '@oms/contracts';
import type { StatusChange } from '../../application/order-view';
import type { FailureCode, OrderId } from '../../domain/order/values';

type Told = Pick<StatusChange, 'from' | 'to' | 'reason' | 'failure'>;

/** What of an event tells a change of status. */
export type ToldEvent = Pick<Envelope, 'type' | 'subject' | 'sequence' | 'time' | 'data'>;

interface Reading {
  readonly contract: EventContract;
  readonly read: (event: ToldEvent) => Told;
}

const telling = <Data>(contract: EventContract<Data>, tell: (data: Data) => Told): Reading => ({
  contract,
  read: ({ data }) => tell(contract.data.parse(data)),
});

const plain = { reason: null, failure: null };

/** Each legal transition is one event; these are the events that are one. */
const readings = [
  telling(orderCreated, () => ({ from: null, to: 'PENDING', ...plain })),
  telling(orderPaid, () => ({ from: 'PENDING', to: 'PAID', ...plain })),
  telling(orderCancelled, ({ from, reason }) => ({ from, to: 'CANCELLED', reason, failure: null })),
  telling(orderFailed, ({ failure: { code, message } }) => ({
    from: 'PENDING',
    to: 'FAILED',
    reason: code,
    // We wrote it ourselves, from this very list.
    failure: { code: code as FailureCode, message },
  })),
];

const byType = new Map(readings.map((reading) => [reading.contract.type, reading]));

export const statusChangeTypes: readonly string[] = [...byType.keys()];

/** The change of status that the event is, if it is one. */
export const statusChangeOf = (event: ToldEvent): StatusChange | undefined => {
  const reading = byType.get(event.type);
  return reading === undefined
    ? undefined
    : {
        orderId: event.subject as OrderId,
        version: event.sequence,
        at: Date.parse(event.time),
        ...reading.read(event),
      };
};
