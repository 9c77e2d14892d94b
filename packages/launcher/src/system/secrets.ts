import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SECRET_BYTES = 24;

const names = [
  'postgres',
  'orders',
  'inventory',
  'payments',
  'notifications',
  'providerApiKey',
  'webhookSecret',
  'smsApiKey',
] as const;

/** Passwords of the database's superuser and roles, and keys between the processes. */
export type Secrets = Readonly<Record<(typeof names)[number], string>>;

const newSecret = (): string => randomBytes(SECRET_BYTES).toString('hex');

/** Those of this data folder, which are made at random on its first use. Only its owner can read them. */
export const loadSecrets = (folder: string): Secrets => {
  const file = join(folder, 'secrets.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<string, string>>) : {};
  const secrets = Object.fromEntries(names.map((name) => [name, known[name] ?? newSecret()])) as Secrets;
  const unfinished = `${file}.${process.pid.toString()}`;
  writeFileSync(unfinished, JSON.stringify(secrets, undefined, 2), { mode: 0o600 });
  renameSync(unfinished, file);
  return secrets;
};
