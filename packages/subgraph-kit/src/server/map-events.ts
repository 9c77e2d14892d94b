import { asGraphQLError } from './masking';

/**
 * Maps each event of a source. Unlike an async generator's loop it ends the source at once when the reader leaves,
 * also while no event is pending.
 */
export const mapEvents = <Event, Result>(
  source: AsyncIterable<Event>,
  map: (event: Event) => Result | Promise<Result>,
): AsyncIterableIterator<Result, undefined> => {
  const events = source[Symbol.asyncIterator]();
  const mapped: AsyncIterableIterator<Result, undefined> = {
    next: async () => {
      try {
        const next = await events.next();
        return next.done === true ? { value: undefined, done: true } : { value: await map(next.value), done: false };
      } catch (error) {
        // No further value is read after an error, and nothing else would end the source.
        await events.return?.();
        throw asGraphQLError(error);
      }
    },
    return: async () => {
      await events.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => mapped,
  };
  return mapped;
};
