import { deliveryResult, type DeliveryResult, type DeliveryRetries } from '../../domain/notification/delivery';
import type { Channels } from '../ports/channels';
import type { DeliveryAttempt, DueNotification } from '../ports/delivery-queue';

const resultsUnknown: DeliveryResult = { kind: 'Failed', reason: 'The outcome of every attempt is unknown.' };

/**
 * Makes one attempt to send a claimed notification.
 *
 * A process that ends between sending and recording sends again; by the notification's id the channel can recognise it.
 * Attempts are counted when they are claimed, so a notification that ends the process each time fails like any other.
 */
export const deliverNotification =
  (channels: Channels, retries: DeliveryRetries) =>
  async (notification: DueNotification): Promise<DeliveryAttempt> => {
    const { id, channel, attempts } = notification;
    if (attempts > retries.policy.attemptsMax) return { id, attempts, result: resultsUnknown };
    return { id, attempts, result: deliveryResult(await channels[channel].send(notification), attempts, retries) };
  };
