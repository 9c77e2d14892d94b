import { refused, succeeded } from '@oms/kernel';
import type { DeadLetter, DeadLetterEvent, DeadLetterRepository } from '../ports/dead-letter-repository';
import type { OperationRequest } from '../ports/order-repository';

/** Dead letters in memory; it records what was requested and decided. Without idempotency keys. */
export const inMemoryDeadLetterRepository = (...letters: readonly DeadLetter[]) => {
  const stored = new Map(letters.map((letter) => [letter.id, letter]));
  const requests: OperationRequest[] = [];
  const events: DeadLetterEvent[] = [];
  const deadLetters: DeadLetterRepository = {
    change: (request, id, decide) => {
      const current = stored.get(id);
      const decision = decide(current);
      requests.push(request);
      if (!decision.accepted) return Promise.resolve(refused(decision.refusal));
      if (current === undefined) throw new Error('A decision about no dead letter was accepted');
      events.push(...decision.events);
      const isDismissed = decision.events.some(({ type }) => type === 'Dismissed');
      const after: DeadLetter = { ...current, status: isDismissed ? 'DISMISSED' : current.status };
      stored.set(id, after);
      return Promise.resolve(succeeded(after));
    },
  };
  return { deadLetters, requests, events };
};
