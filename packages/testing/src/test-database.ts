import { asAdmin, ensureSchemas, urlWith } from '@oms/launcher';
import { escapeIdentifier } from 'pg';
import { newPassword } from './shared-servers';

/** What a subgraph's DATABASE_URL and schema would be. */
export interface TestSchema {
  readonly url: string;
  readonly schema: string;
}

export interface TestDatabase<Schema extends string> {
  /** One entry for each schema asked for, each with a role that may use that schema alone. */
  readonly schemas: Readonly<Record<Schema, TestSchema>>;
  /** The superuser's URL of this database: for inspecting it, and for injecting faults. */
  readonly adminUrl: string;
  /** How many rows a statement gives; it names the schema of each table. */
  rowCount(text: string, values: readonly unknown[]): Promise<number>;
  /** Drops the database and its roles, and ends connections that are still open. */
  drop(): Promise<void>;
}

let made = 0;

/** Unique in the run, so that suites can use one server side by side. */
const nextName = (): string => {
  made += 1;
  return `test_${process.pid.toString()}_${made.toString()}`;
};

/** A fresh, empty database on the given server. */
export const testDatabase = async <Schema extends string>(
  serverUrl: string,
  schemas: readonly Schema[],
): Promise<TestDatabase<Schema>> => {
  const database = nextName();
  const owners = schemas.map((schema) => ({ schema, role: `${database}_${schema}`, password: newPassword() }));
  await ensureSchemas(serverUrl, database, owners);
  const adminUrl = urlWith(serverUrl, { database });
  const built: Partial<Record<Schema, TestSchema>> = {};
  for (const { schema, role, password } of owners) {
    built[schema] = { schema, url: urlWith(serverUrl, { database, role, password }) };
  }
  return {
    schemas: built as Record<Schema, TestSchema>,
    adminUrl,
    rowCount: (text, values) =>
      asAdmin(adminUrl, async (client) => (await client.query(text, [...values])).rows.length),
    drop: () =>
      asAdmin(serverUrl, async (client) => {
        await client.query(`drop database if exists ${escapeIdentifier(database)} with (force)`);
        for (const { role } of owners) await client.query(`drop role if exists ${escapeIdentifier(role)}`);
      }),
  };
};
