/** The most rows of one statement. */
const TOGETHER_MAX = 500;

interface Waiting<Row> {
  readonly row: Row;
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Writes what arrives while a write is under way with the next one: alone when it is quiet, together under load.
 *
 * The promise of each row settles once its own write is committed, or failed.
 */
export const insertTogether = <Row>(insert: (rows: readonly Row[]) => Promise<void>): ((row: Row) => Promise<void>) => {
  let waiting: Waiting<Row>[] = [];
  let writing = false;

  const write = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, TOGETHER_MAX);
      waiting = waiting.slice(TOGETHER_MAX);
      try {
        await insert(group.map(({ row }) => row));
        for (const { done } of group) done();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
    }
    writing = false;
  };

  return (row) =>
    new Promise((done, failed) => {
      waiting.push({ row, done, failed });
      if (!writing) void write();
    });
};
