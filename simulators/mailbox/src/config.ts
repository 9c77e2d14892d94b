import { z } from 'zod';

export interface MailboxConfig {
  readonly host: string;
  /** Of the HTTP server, which receives text messages and serves all messages. */
  readonly port: number;
  readonly smtpPort: number;
  /** Stores the file of all messages. */
  readonly dataDir: string;
  /** The API key that senders of text messages must send. */
  readonly apiKey: string;
}

const PORT = 'must be a port number from 1 to 65535';
const port = z.coerce.number(PORT).int(PORT).min(1, PORT).max(65_535, PORT);

const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  SMTP_PORT: port,
  DATA_DIR: z.string('is missing'),
  API_KEY: z.string('is missing'),
});

/** @throws {Error} with one line that names each variable that is wrong. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): MailboxConfig => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settings.safeParse(given);
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  const { HOST, PORT: httpPort, SMTP_PORT, DATA_DIR, API_KEY } = parsed.data;
  return { host: HOST, port: httpPort, smtpPort: SMTP_PORT, dataDir: DATA_DIR, apiKey: API_KEY };
};
