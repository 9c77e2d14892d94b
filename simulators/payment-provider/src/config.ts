export interface ProviderConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The folder of the ledger; created when it is missing. */
  readonly dataDir: string;
  /** The secret key that callers must send, as Bearer token or as the user name of Basic authentication. */
  readonly apiKey: string;
  /** The endpoint of webhooks; without it none are sent. */
  readonly webhook: { readonly url: URL; readonly secret: string } | undefined;
  readonly logLevel: string;
}

const PORT_DEFAULT = 4010;
const PORT_MAX = 65_535;

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: payment-provider requires it.`);
  return value;
};

const port = (): number => {
  const value = Number(process.env['PORT'] ?? PORT_DEFAULT);
  if (!Number.isInteger(value) || value < 0 || value > PORT_MAX)
    throw new Error(`PORT is not a port number: give one from 0 to ${PORT_MAX.toString()}.`);
  return value;
};

const webhook = (): ProviderConfig['webhook'] => {
  const url = process.env['WEBHOOK_URL'];
  if (url === undefined || url === '') return undefined;
  if (!URL.canParse(url))
    throw new Error('WEBHOOK_URL is not a URL: give one such as http://127.0.0.1:4003/webhooks/payments.');
  return { url: new URL(url), secret: required('WEBHOOK_SECRET') };
};

/** @throws {Error} with one line that names the variable and the valid values. */
export const readConfig = (): ProviderConfig => ({
  host: process.env['HOST'] ?? '127.0.0.1',
  port: port(),
  dataDir: required('DATA_DIR'),
  apiKey: required('API_KEY'),
  webhook: webhook(),
  logLevel: process.env['LOG_LEVEL'] ?? 'info',
});
