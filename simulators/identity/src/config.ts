import { z } from 'zod';

export interface IdentityConfig {
  readonly host: string;
  readonly port: number;
  /** Stores the key pair, so that tokens stay valid after a restart. */
  readonly dataDir: string;
  /** The `iss` of the tokens. It identifies the issuer; services fetch its keys from their JWKS_URL. */
  readonly issuerUrl: string;
  /** The `aud` of the tokens. */
  readonly audience: string;
}

const PORT = 'must be a port number from 1 to 65535';

const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number(PORT).int(PORT).min(1, PORT).max(65_535, PORT),
  DATA_DIR: z.string('is missing'),
  ISSUER_URL: z.string().optional(),
  AUDIENCE: z.string().default('oms'),
});

/** @throws {Error} with one line that names each variable that is wrong. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): IdentityConfig => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  const { HOST: host, PORT: port, DATA_DIR: dataDir, ISSUER_URL: issuerUrl, AUDIENCE: audience } = parsed.data;
  return { host, port, dataDir, issuerUrl: issuerUrl ?? `http://127.0.0.1:${port.toString()}`, audience };
};
