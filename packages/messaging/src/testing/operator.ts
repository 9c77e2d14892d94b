import { deadLetterDismissed, deadLetterRetryRequested } from '@oms/contracts';
import { rowsOf } from '@oms/database';
import { appendEvents } from '../append-events';
import type { Random } from './random';
import type { TestContext } from './test-system';

interface Letter {
  readonly id: string;
  readonly eventId: string;
  readonly consumer: string;
  readonly version: number;
}

const openLetters = `
select id, message_id as "eventId", consumer, deliveries as version from dead_letters where status = 'OPEN'`;

const DISMISSED_PERCENT = 30;
const TOO_EARLY_PERCENT = 30;

/** Settles the dead letters of one context, by what the console would record in the orders context. */
export const operator = ({
  orders,
  consumer,
  repair,
  random,
}: {
  readonly orders: TestContext;
  readonly consumer: TestContext;
  readonly repair: (eventId: string) => void;
  readonly random: Random;
}) => {
  const sequences = new Map<string, number>();
  const seen = new Map<string, number>();
  const dismissed = new Set<string>();

  const requestFromConsole = (
    letter: Letter,
    contract: typeof deadLetterDismissed | typeof deadLetterRetryRequested,
  ): Promise<unknown> => {
    const sequence = (sequences.get(letter.id) ?? 0) + 1;
    sequences.set(letter.id, sequence);
    return orders.database.transaction((tx) =>
      appendEvents(tx, [
        {
          contract,
          aggregateId: letter.id,
          sequence,
          causation: { correlationId: 'operator' },
          data: { deadLetterId: letter.id, consumer: letter.consumer, reason: 'Not needed.' },
        },
      ]),
    );
  };

  const settle = async (letter: Letter): Promise<void> => {
    // One request for each failure.
    if (dismissed.has(letter.eventId) || seen.get(letter.id) === letter.version) return;
    const isFirst = !seen.has(letter.id);
    seen.set(letter.id, letter.version);
    if (isFirst && random.percent(DISMISSED_PERCENT)) {
      dismissed.add(letter.eventId);
      await requestFromConsole(letter, deadLetterDismissed);
      return;
    }
    if (!isFirst || !random.percent(TOO_EARLY_PERCENT)) repair(letter.eventId);
    await requestFromConsole(letter, deadLetterRetryRequested);
  };

  return {
    settleAll: async (): Promise<void> => {
      for (const letter of await rowsOf<Letter>(consumer.database.work, openLetters)) await settle(letter);
    },
    isDismissed: (eventId: string): boolean => dismissed.has(eventId),
  };
};
