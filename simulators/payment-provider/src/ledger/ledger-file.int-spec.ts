import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedgerFile } from './ledger-file';

const entry = (id: string) => ({ closedEvents: [id] });

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ledger-'));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true });
});

describe('a ledger file', () => {
  it('keeps the records in the order in which they were appended', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => index.toString());
    const written = await openLedgerFile(dataDir);
    await Promise.all(ids.map((id) => written.append(entry(id))));
    await written.close();
    const read = await openLedgerFile(dataDir);
    expect(read.records).toEqual(ids.map(entry));
    await read.close();
  });

  it('drops an incomplete last line after a crash, and continues after the one before', async () => {
    const first = await openLedgerFile(dataDir);
    await first.append(entry('whole'));
    await first.close();
    await appendFile(join(dataDir, 'ledger.jsonl'), '{"closedEvents":["to');

    const second = await openLedgerFile(dataDir);
    expect(second.records).toEqual([entry('whole')]);
    await second.append(entry('next'));
    await second.close();

    const third = await openLedgerFile(dataDir);
    expect(third.records).toEqual([entry('whole'), entry('next')]);
    await third.close();
  });
});
