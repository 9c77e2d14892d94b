import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';

interface Entry {
  readonly line: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** An append-only file of JSON lines. */
export interface Journal<T> {
  /** The entries of earlier processes, in order. */
  readonly past: readonly T[];
  /** Resolves when the entry is durable. Entries that wait at the same time share one flush. */
  append(entry: T): Promise<void>;
  close(): Promise<void>;
}

/** A process that died while writing leaves an incomplete line, which was never acknowledged. */
const readWholeLines = (file: string): string => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return '';
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  return whole;
};

const writeBatch = async (handle: FileHandle, batch: readonly Entry[]): Promise<void> => {
  try {
    await handle.appendFile(batch.map(({ line }) => line).join(''));
    await handle.datasync();
    for (const { done } of batch) done();
  } catch (error) {
    for (const { failed } of batch) failed(error);
  }
};

export const openJournal = async <T>(file: string): Promise<Journal<T>> => {
  mkdirSync(dirname(file), { recursive: true });
  const past = readWholeLines(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
  const handle = await open(file, 'a', 0o600);
  let waiting: Entry[] = [];
  let writing: Promise<void> | undefined;

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await writeBatch(handle, batch);
    }
    writing = undefined;
  };

  return {
    past,
    append: (entry) =>
      new Promise((done, failed) => {
        waiting.push({ line: `${JSON.stringify(entry)}\n`, done, failed });
        writing ??= writeAll();
      }),
    close: async () => {
      await writing;
      await handle.close();
    },
  };
};
