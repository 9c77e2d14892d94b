import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { sharedFixture } from '../harness/shared-fixture';

const runbook = readFileSync(resolve(__dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
const BLOCK = /^```sql\n([\s\S]+?)^```$/gm;
const INLINE = /`((?:select|update) [^`]+)`/g;

const statements = [BLOCK, INLINE].flatMap((pattern) => [...runbook.matchAll(pattern)].map(([, sql = '']) => sql));

describe('the SQL statements of the runbook', () => {
  let admin: Client;

  beforeAll(async () => {
    admin = new Client({ connectionString: sharedFixture().addresses.database });
    await admin.connect();
  });

  afterAll(async () => {
    await admin.end();
  });

  it.each(statements)('run: %s', async (sql) => {
    await admin.query('begin');
    try {
      await admin.query(sql);
    } finally {
      await admin.query('rollback');
    }
  });
});
