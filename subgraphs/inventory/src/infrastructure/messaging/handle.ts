import type { Envelope, OrderCancelled, OrderCreated, OrderFailed } from '@oms/contracts';
import type { Tx } from '@oms/database';
import { causedBy, type Cause } from '@oms/messaging';
import type { Logger } from '@oms/telemetry';
import { releaseStock } from '../../application/release-stock';
import { reserveStock } from '../../application/reserve-stock';
import type { Settlement } from '../../domain/reservation/settlement';
import { postgresReservations } from '../persistence/postgres-reservations';

type OrderEnvelope = Envelope<{ readonly orderId: string }>;

/** Of the first event that names the order: what follows it in the batch is a repetition. */
const causesOf = (events: readonly OrderEnvelope[]): ((orderId: string) => Cause) => {
  const causes = new Map<string, Cause>();
  for (const event of [...events].reverse()) causes.set(event.data.orderId, causedBy(event));
  return (orderId) => {
    const cause = causes.get(orderId);
    if (cause === undefined) throw new Error(`No event of this batch names order ${orderId}.`);
    return cause;
  };
};

const logRefused = (logger: Logger, { refused }: Settlement): void => {
  for (const { orderId, refusal } of refused) logger.info({ orderId, refusal }, 'reservation refused');
};

/** OrderCreated → hold every line or none. */
export const reserveForOrders =
  (logger: Logger) =>
  async (tx: Tx, events: readonly Envelope<OrderCreated>[]): Promise<void> => {
    const commands = events.map(({ data: { orderId, customerId, lines } }) => ({
      type: 'ReserveStock' as const,
      orderId,
      customerId,
      lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    }));
    logRefused(logger, await reserveStock(postgresReservations(tx, causesOf(events)))(commands));
  };

/** OrderFailed, OrderCancelled → hold nothing, now or ever. */
export const releaseForOrders = async (
  tx: Tx,
  events: readonly Envelope<OrderFailed | OrderCancelled>[],
): Promise<void> => {
  const commands = events.map(({ data: { orderId, customerId } }) => ({
    type: 'ReleaseStock' as const,
    orderId,
    customerId,
  }));
  await releaseStock(postgresReservations(tx, causesOf(events)))(commands);
};
