/** Runs what needs a resource that is already open. When it fails, the resource is closed, because nothing else refers to it yet. */
export const closingOnFailure = async <Result>(
  resource: { close(): Promise<void> },
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    await resource.close();
    throw error;
  }
};

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
