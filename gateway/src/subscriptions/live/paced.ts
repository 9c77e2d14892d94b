import { setTimeout as delay } from 'node:timers/promises';

const TURN_MS = 20;

/** Does something to each, one after the other, at most `perSecondMax` in a second and the first at once. */
export const paced = async <Item>(
  items: Iterable<Item>,
  perSecondMax: number,
  action: (item: Item) => void | Promise<void>,
): Promise<void> => {
  const perTurn = Math.max(1, Math.floor((perSecondMax * TURN_MS) / 1_000));
  const pauseMs = (perTurn * 1_000) / perSecondMax;
  let done = 0;
  for (const item of items) {
    if (done > 0 && done % perTurn === 0) await delay(pauseMs);
    await action(item);
    done += 1;
  }
};
