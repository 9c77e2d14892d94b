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

const PORT_MAX = 65_535;

const required = (env: NodeJS.ProcessEnv, name: string): string => {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new Error(`${name} is not set: mailbox requires it.`);
};

const portOf = (env: NodeJS.ProcessEnv, name: string): number => {
  const port = Number(required(env, name));
  if (Number.isInteger(port) && port > 0 && port <= PORT_MAX) return port;
  throw new Error(`${name} is not a port number: give one from 1 to ${PORT_MAX.toString()}.`);
};

export const readConfig = (env: NodeJS.ProcessEnv = process.env): MailboxConfig => ({
  host: env['HOST'] ?? '127.0.0.1',
  port: portOf(env, 'PORT'),
  smtpPort: portOf(env, 'SMTP_PORT'),
  dataDir: required(env, 'DATA_DIR'),
  apiKey: required(env, 'API_KEY'),
});
