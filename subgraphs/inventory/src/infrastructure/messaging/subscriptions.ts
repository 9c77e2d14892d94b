import { orderCancelled, orderCreated, orderFailed, type Envelope, type EventContract } from '@oms/contracts';
import type { Causation } from '@oms/kernel';
import { causedBy, readEvent, type Handle } from '@oms/messaging';
import type { Logger } from '@oms/telemetry';
import { settleOrders } from '../../application/settle-orders';
import type { ReservationCommand } from '../../domain/reservation/commands';
import type { ReservationEvent } from '../../domain/reservation/events';
import { postgresReservations } from '../persistence/postgres-reservations';

type Translate = (event: Envelope) => ReservationCommand;

const translation = <Data>(
  contract: EventContract<Data>,
  toCommand: (data: Data) => ReservationCommand,
): readonly [type: string, translate: Translate] => [
  contract.type,
  (event) => toCommand(readEvent(contract, event).data),
];

interface OrderNamed {
  readonly orderId: string;
  readonly customerId: string;
}

const toRelease = ({ orderId, customerId }: OrderNamed): ReservationCommand => ({
  type: 'ReleaseStock',
  orderId,
  customerId,
});

const translations: ReadonlyMap<string, Translate> = new Map([
  translation(orderCreated, ({ orderId, customerId, lines }) => ({
    type: 'ReserveStock',
    orderId,
    customerId,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
  })),
  translation(orderFailed, toRelease),
  translation(orderCancelled, toRelease),
]);

interface Heard {
  readonly command: ReservationCommand;
  readonly causation: Causation;
}

const heardOf = (event: Envelope): readonly Heard[] => {
  const translate = translations.get(event.type);
  return translate === undefined ? [] : [{ command: translate(event), causation: causedBy(event) }];
};

const key = (type: ReservationCommand['type'], orderId: string): string => `${type} ${orderId}`;

/** The first command of its kind led to the event: what follows it in the batch is a repetition. */
const causationsOf = (heard: readonly Heard[]): ((event: ReservationEvent) => Causation) => {
  const causations = new Map<string, Causation>();
  for (const { command, causation } of [...heard].reverse())
    causations.set(key(command.type, command.orderId), causation);
  return ({ type, orderId }) => {
    const causation = causations.get(key(type === 'StockReleased' ? 'ReleaseStock' : 'ReserveStock', orderId));
    if (causation === undefined) throw new Error(`Nothing in this batch leads to ${type} of order ${orderId}.`);
    return causation;
  };
};

/**
 * OrderCreated → hold every line or none; OrderFailed, OrderCancelled → hold nothing, now or ever.
 *
 * Whatever arrived together is settled by one decision, not type by type: each row is locked once, in one order, and so
 * two processes that share the stream never wait for each other in a circle.
 */
export const handleOrders = (logger: Logger): Handle => {
  const handle: Handle = async (tx, events) => {
    const heard = events.flatMap(heardOf);
    if (heard.length === 0) return;
    const settlement = await settleOrders(postgresReservations(tx, causationsOf(heard)))(
      heard.map(({ command }) => command),
    );
    for (const { orderId, refusal } of settlement.refused) logger.info({ orderId, refusal }, 'reservation refused');
  };
  return Object.assign(handle, { types: new Set(translations.keys()) });
};
