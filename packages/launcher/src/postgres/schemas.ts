import { Client, escapeIdentifier, escapeLiteral } from 'pg';

const CONNECT_WITHIN_MS = 5_000;

/** A schema and the role that owns it, which can log in and do nothing outside of it. */
export interface SchemaOwner {
  readonly schema: string;
  readonly role: string;
  readonly password: string;
}

export const urlWith = (url: string, parts: { database: string; role?: string; password?: string }): string => {
  const changed = new URL(url);
  changed.pathname = `/${parts.database}`;
  if (parts.role !== undefined) changed.username = parts.role;
  if (parts.password !== undefined) changed.password = parts.password;
  return changed.toString();
};

/** A connection for the length of the work. */
export const asAdmin = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const ensureDatabase = async (client: Client, database: string): Promise<void> => {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) await client.query(`create database ${escapeIdentifier(database)}`);
  // Whoever may log in to the server may by default connect to every database and make temporary tables there.
  await client.query(`revoke all on database ${escapeIdentifier(database)} from public`);
  await client.query('revoke connect on database postgres, template1 from public');
};

const ensureRole = async (client: Client, database: string, { role, schema, password }: SchemaOwner): Promise<void> => {
  const name = escapeIdentifier(role);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) await client.query(`create role ${name}`);
  await client.query(
    `alter role ${name} login nosuperuser nocreatedb nocreaterole noinherit password ${escapeLiteral(password)}`,
  );
  const inDatabase = `in database ${escapeIdentifier(database)}`;
  await client.query(`alter role ${name} ${inDatabase} set search_path = ${escapeIdentifier(schema)}`);
  await client.query(`grant connect on database ${escapeIdentifier(database)} to ${name}`);
};

/** Makes what is missing of a database with these schemas, and sets the roles' passwords. Safe to repeat. */
export const ensureSchemas = async (
  adminUrl: string,
  database: string,
  owners: readonly SchemaOwner[],
): Promise<void> => {
  await asAdmin(adminUrl, async (client) => {
    await ensureDatabase(client, database);
    for (const owner of owners) await ensureRole(client, database, owner);
  });
  await asAdmin(urlWith(adminUrl, { database }), async (client) => {
    await client.query('revoke all on schema public from public');
    for (const { schema, role } of owners) {
      const [name, owner] = [escapeIdentifier(schema), escapeIdentifier(role)];
      await client.query(`create schema if not exists ${name} authorization ${owner}`);
    }
  });
};
