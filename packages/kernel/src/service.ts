/** Something that holds resources while it runs. `stop` finishes the work at hand, and may be called twice. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** One service of several: started in this order, stopped in reverse. A part that fails to start stops those before it. */
export const serviceOf = (...parts: readonly Service[]): Service => {
  const running: Service[] = [];

  const stop = async (): Promise<void> => {
    for (let part = running.pop(); part !== undefined; part = running.pop()) await part.stop();
  };

  const start = async (): Promise<void> => {
    for (const part of parts) {
      try {
        await part.start();
        running.push(part);
      } catch (error) {
        await stop();
        throw error;
      }
    }
  };

  return { start, stop };
};
