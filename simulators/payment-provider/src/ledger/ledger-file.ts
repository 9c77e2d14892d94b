import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerRecord } from './record';

const LEDGER_FILE = 'ledger.jsonl';
const NEWLINE = 0x0a;

/** An append-only file of records, one JSON line each. */
export interface LedgerFile {
  /** All complete records, oldest first. */
  readonly records: readonly LedgerRecord[];
  /** Resolves once the record is on the disk. Records are written in the order of the calls. */
  append(record: LedgerRecord): Promise<void>;
  /** Resolves once every record appended so far is on the disk. */
  durable(): Promise<void>;
  close(): Promise<void>;
}

/** Only the last line can be incomplete after a crash: text after the last line break was never acknowledged. */
const readRecords = async (file: FileHandle): Promise<readonly LedgerRecord[]> => {
  const bytes = await file.readFile();
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  if (end < bytes.length) await file.truncate(end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LedgerRecord);
};

interface Group {
  readonly lines: string[];
  readonly written: Promise<void>;
}

/**
 * Group commit: records that arrive while a group is being written form the next group.
 *
 * A single record waits for one fdatasync, and concurrent ones share one.
 */
const groupCommit = (file: FileHandle) => {
  let open: Group | undefined;
  let last: Promise<void> = Promise.resolve();

  const openGroup = (): Group => {
    const lines: string[] = [];
    const write = async (): Promise<void> => {
      open = undefined;
      await file.appendFile(lines.join(''));
      await file.datasync();
    };
    const written = last.then(write);
    last = written;
    return { lines, written };
  };

  return {
    append: (line: string): Promise<void> => {
      open ??= openGroup();
      open.lines.push(line);
      return open.written;
    },
    durable: (): Promise<void> => last,
  };
};

export const openLedgerFile = async (dataDir: string): Promise<LedgerFile> => {
  await mkdir(dataDir, { recursive: true });
  const file = await open(join(dataDir, LEDGER_FILE), 'a+');
  const records = await readRecords(file);
  const commits = groupCommit(file);
  return {
    records,
    append: (record) => commits.append(`${JSON.stringify(record)}\n`),
    durable: commits.durable,
    close: async () => {
      await commits.durable();
      await file.close();
    },
  };
};
