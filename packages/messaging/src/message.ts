import { type Envelope, envelopeSchema } from '@oms/contracts';
import { z } from 'zod';

/** It is no event, or its data does not fit its contract. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** One line; zod's own message is its list of issues as JSON. */
export const unreadable = (error: unknown): UnreadableMessage => {
  if (error instanceof UnreadableMessage) return error;
  if (error instanceof z.ZodError) {
    const issues = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return new UnreadableMessage(`Does not fit its contract: ${issues.join('; ')}`, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new UnreadableMessage(`Is no event: ${reason}`, { cause: error });
};

/** @throws {UnreadableMessage} */
export const parseEnvelope = (message: Uint8Array | string): Envelope => {
  try {
    return envelopeSchema.parse(JSON.parse(typeof message === 'string' ? message : decoder.decode(message)));
  } catch (error) {
    throw unreadable(error);
  }
};
