import { z } from 'zod';

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

const PORT = 'must be a port number from 0 to 65535';

const settings = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT).default(4010),
    DATA_DIR: z.string('is missing'),
    API_KEY: z.string('is missing'),
    WEBHOOK_URL: z.url('must be a URL such as http://127.0.0.1:4003/webhooks/payments').optional(),
    WEBHOOK_SECRET: z.string().optional(),
    LOG_LEVEL: z.string().default('info'),
  })
  .refine(({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }) => url === undefined || secret !== undefined, {
    path: ['WEBHOOK_SECRET'],
    message: 'is missing',
  });

const webhookOf = ({
  WEBHOOK_URL: url,
  WEBHOOK_SECRET: secret,
}: z.output<typeof settings>): ProviderConfig['webhook'] =>
  url === undefined || secret === undefined ? undefined : { url: new URL(url), secret };

/** @throws {Error} with one line that names each variable that is wrong. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): ProviderConfig => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  const { HOST, PORT: port, DATA_DIR, API_KEY, LOG_LEVEL } = parsed.data;
  return { host: HOST, port, dataDir: DATA_DIR, apiKey: API_KEY, webhook: webhookOf(parsed.data), logLevel: LOG_LEVEL };
};
