import { fork } from 'node:child_process';
import { once } from 'node:events';

const STOP_WITHIN_MS = 5_000;

interface Message {
  readonly type: string;
}

/** A forked process of the benchmark. It ends with this process, because its IPC channel is closed then. */
export interface Child<Command extends object, Sent extends Message> {
  send(command: Command): void;
  /** The next message of this type. @throws when the child ends, reports a failure, or the time has passed. */
  receive<Type extends Sent['type']>(type: Type, withinMs: number): Promise<Extract<Sent, { readonly type: Type }>>;
  stop(): Promise<void>;
}

export const forkChild = <Command extends object, Sent extends Message>(
  file: string,
  args: readonly string[] = [],
): Child<Command, Sent> => {
  const child = fork(file, args);
  const exited = once(child, 'exit');

  return {
    send: (command) => {
      child.send(command);
    },
    receive: (type, withinMs) =>
      new Promise((resolve, reject) => {
        const settle = (action: () => void): void => {
          clearTimeout(timer);
          child.off('message', onMessage).off('exit', onExit);
          action();
        };
        const fail = (reason: string): void => {
          settle(() => {
            reject(new Error(`${file}: ${reason}`));
          });
        };
        const onMessage = (received: unknown): void => {
          const message = received as Sent | { readonly type: 'failed'; readonly reason: string };
          if (message.type === type)
            settle(() => {
              resolve(message as Extract<Sent, { readonly type: typeof type }>);
            });
          else if (message.type === 'failed' && 'reason' in message) fail(message.reason);
        };
        const onExit = (): void => {
          fail('the process ended.');
        };
        const timer = setTimeout(fail, withinMs, `no message "${type}" within ${withinMs.toString()} ms.`);
        child.on('message', onMessage).on('exit', onExit);
      }),
    stop: async () => {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(timer);
    },
  };
};
