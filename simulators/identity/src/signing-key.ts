import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OAuth2Issuer } from 'oauth2-mock-server';

const ALGORITHM = 'RS256';
const KEY_ID_BYTES = 8;

/** Adds the key pair of the data folder to the issuer. It is created at the first start. */
export const loadSigningKey = async (issuer: OAuth2Issuer, dataDir: string): Promise<void> => {
  const file = join(dataDir, 'signing-key.json');
  if (existsSync(file)) {
    await issuer.keys.add(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
    return;
  }
  mkdirSync(dataDir, { recursive: true });
  const key = await issuer.keys.generate(ALGORITHM, { kid: randomBytes(KEY_ID_BYTES).toString('hex') });
  const unfinished = `${file}.${process.pid.toString()}`;
  writeFileSync(unfinished, JSON.stringify(key), { mode: 0o600 });
  renameSync(unfinished, file);
};
