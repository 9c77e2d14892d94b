import type { DatabaseConfig } from '@oms/database';
import {
  messagingConfig,
  type MessagingConfig,
  processEnv,
  serviceConfig,
  type ServiceConfig,
} from '@oms/subgraph-kit';
import type { Patience } from './domain/delivery';
import type { SmsConfig } from './infrastructure/delivery/http-sms-channel';
import type { MailConfig } from './infrastructure/delivery/nodemailer-channel';

/** Everything that notifications is told from outside; URLs and secrets have no defaults. */
export interface NotificationsConfig extends ServiceConfig {
  readonly database: DatabaseConfig;
  readonly messaging: MessagingConfig;
  readonly mail: MailConfig;
  readonly sms: SmsConfig;
  /** How mails and text messages that could not be delivered are tried again. */
  readonly patience: Patience;
}

const PORT = 4004;
const HOUR_MS = 3_600_000;
const ATTEMPTS = { min: 1, max: 100 };
const WAIT_MS = { min: 1, max: HOUR_MS };

export const readConfig = (): NotificationsConfig => {
  const env = processEnv();
  return env.complete({
    ...serviceConfig(env, { port: PORT }),
    database: { url: env.url('DATABASE_URL'), schema: 'notifications' },
    messaging: messagingConfig(env),
    mail: { url: env.url('SMTP_URL'), from: env.required('MAIL_FROM') },
    sms: { url: env.url('SMS_URL'), apiKey: env.required('SMS_API_KEY'), from: env.optional('SMS_FROM', 'OMS') },
    patience: {
      attemptsMax: env.integer('DELIVERY_ATTEMPTS_MAX', { ...ATTEMPTS, fallback: 12 }),
      backoffMs: env.integer('DELIVERY_BACKOFF_MS', { ...WAIT_MS, fallback: 1_000 }),
      backoffMaxMs: env.integer('DELIVERY_BACKOFF_MAX_MS', { ...WAIT_MS, fallback: 600_000 }),
    },
  });
};
