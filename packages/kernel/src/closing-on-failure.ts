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
