import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from './journal';

describe('a journal', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-journal-'));
    file = join(folder, 'book', 'entries.jsonl');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = async (...entries: readonly string[]): Promise<void> => {
    const journal = await openJournal<string>(file);
    await Promise.all(entries.map((entry) => journal.append(entry)));
    await journal.close();
  };

  const read = async (): Promise<readonly string[]> => {
    const journal = await openJournal<string>(file);
    await journal.close();
    return journal.past;
  };

  it('returns what was appended, in order', async () => {
    await write('first', 'second');
    await write('third');
    expect(await read()).toEqual(['first', 'second', 'third']);
  });

  it('drops the incomplete line of a writer that died, and continues after the last complete one', async () => {
    await write('wholë');
    appendFileSync(file, '"hal');
    await write('next');
    expect(await read()).toEqual(['wholë', 'next']);
  });
});
