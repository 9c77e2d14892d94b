import { judge, type Patience, type Verdict } from '../domain/delivery';
import type { Channels } from './ports/channels';
import type { Deliveries, DueMessage } from './ports/customer-messages';

const outcomeUnknown: Verdict = { kind: 'failed', reason: 'The outcome of every attempt is unknown.' };

/**
 * Makes one attempt to send a claimed message. The answer is how to record its outcome, which may be repeated; a message
 * is not sent by that.
 *
 * A process that dies between sending and recording sends again; the message's id lets the channel recognise it. Attempts
 * are counted when they are claimed, so a message that ends the process each time is given up like any other.
 */
export const sendMessage =
  (deliveries: Pick<Deliveries, 'settle'>, channels: Channels, patience: Patience) =>
  async (message: DueMessage): Promise<() => Promise<void>> => {
    const verdict =
      message.attempts > patience.attemptsMax
        ? outcomeUnknown
        : judge(await channels[message.channel](message), message.attempts, patience);
    return () => deliveries.settle([{ message, verdict }]);
  };
