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

const PORT_MAX = 65_535;

const required = (env: NodeJS.ProcessEnv, name: string): string => {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new Error(`${name} is not set: identity requires it.`);
};

export const readConfig = (env: NodeJS.ProcessEnv = process.env): IdentityConfig => {
  const port = Number(required(env, 'PORT'));
  if (!Number.isInteger(port) || port < 1 || port > PORT_MAX)
    throw new Error('PORT is not a port number: give one from 1 to 65535.');
  return {
    port,
    host: env['HOST'] ?? '127.0.0.1',
    dataDir: required(env, 'DATA_DIR'),
    issuerUrl: env['ISSUER_URL'] ?? `http://127.0.0.1:${port.toString()}`,
    audience: env['AUDIENCE'] ?? 'oms',
  };
};
