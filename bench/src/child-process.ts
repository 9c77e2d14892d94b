import { fork } from 'node:child_process';
import { once } from 'node:events';

const STOP_WITHIN_MS = 5_000;

interface News {
  readonly type: string;
}

/** A forked part of the bench. It ends with this process, because it loses its channel then. */
export interface Child<Order extends object, Told extends News> {
  send(order: Order): void;
  /** The next news of this type. @throws when the child ends, says that it failed, or says nothing in time. */
  hears<Type extends Told['type']>(type: Type, withinMs: number): Promise<Extract<Told, { readonly type: Type }>>;
  stop(): Promise<void>;
}

export const forkChild = <Order extends object, Told extends News>(
  file: string,
  args: readonly string[] = [],
): Child<Order, Told> => {
  const child = fork(file, args);
  const exited = once(child, 'exit');

  return {
    send: (order) => {
      child.send(order);
    },
    hears: (type, withinMs) =>
      new Promise((resolve, reject) => {
        const settle = (action: () => void): void => {
          clearTimeout(timer);
          child.off('message', onNews).off('exit', onExit);
          action();
        };
        const giveUp = (reason: string): void => {
          settle(() => {
            reject(new Error(`${file}: ${reason}`));
          });
        };
        const onNews = (message: unknown): void => {
          const news = message as Told | { readonly type: 'failed'; readonly reason: string };
          if (news.type === type)
            settle(() => {
              resolve(news as Extract<Told, { readonly type: typeof type }>);
            });
          else if (news.type === 'failed' && 'reason' in news) giveUp(news.reason);
        };
        const onExit = (): void => {
          giveUp('it ended.');
        };
        const timer = setTimeout(giveUp, withinMs, `it said nothing about "${type}" within ${withinMs.toString()} ms.`);
        child.on('message', onNews).on('exit', onExit);
      }),
    stop: async () => {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(timer);
    },
  };
};
