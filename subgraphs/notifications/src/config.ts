import type { RetryPolicy } from '@oms/kernel';
import { readSubgraphConfig, setting, type Environment, type SubgraphConfig } from '@oms/subgraph-kit';
import type { MailConfig } from './infrastructure/mail/mail-channel';
import type { SmsConfig } from './infrastructure/sms/sms-channel';

export interface NotificationsConfig extends SubgraphConfig {
  readonly mail: MailConfig;
  readonly sms: SmsConfig;
  /** How mails and text messages that could not be delivered are tried again. */
  readonly deliveryRetry: RetryPolicy;
}

const PORT = 4004;
const HOUR_MS = 3_600_000;
const ATTEMPTS = { min: 1, max: 100 };
const WAIT_MS = { min: 1, max: HOUR_MS };

const settings = {
  SMTP_URL: setting.url(),
  MAIL_FROM: setting.text(),
  SMS_URL: setting.url(),
  SMS_API_KEY: setting.text(),
  SMS_FROM: setting.text().default('OMS'),
  DELIVERY_ATTEMPTS_MAX: setting.integer({ ...ATTEMPTS, fallback: 12 }),
  DELIVERY_BACKOFF_MS: setting.integer({ ...WAIT_MS, fallback: 1_000 }),
  DELIVERY_BACKOFF_MAX_MS: setting.integer({ ...WAIT_MS, fallback: 600_000 }),
};

export const readConfig = (environment?: Environment): NotificationsConfig => {
  const { common, own } = readSubgraphConfig({ name: 'notifications', port: PORT, settings }, environment);
  return {
    ...common,
    mail: { url: own.SMTP_URL, from: own.MAIL_FROM },
    sms: { url: own.SMS_URL, apiKey: own.SMS_API_KEY, from: own.SMS_FROM },
    deliveryRetry: {
      attemptsMax: own.DELIVERY_ATTEMPTS_MAX,
      backoffMs: own.DELIVERY_BACKOFF_MS,
      backoffMaxMs: own.DELIVERY_BACKOFF_MAX_MS,
    },
  };
};
