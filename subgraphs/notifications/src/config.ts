import { envReader } from '@oms/subgraph-kit';
import type { DatabaseConfig } from '@oms/database';
import type { IdentityConfig } from '@oms/auth';
import type { RetryPolicy } from '@oms/messaging';
import type { Patience } from './domain/delivery';
import type { MailConfig } from './infrastructure/delivery/nodemailer-channel';
import type { SmsConfig } from './infrastructure/delivery/http-sms-channel';

/** Everything that notifications is told from outside; URLs and secrets have no defaults. */
export interface NotificationsConfig {
  readonly http: { readonly host: string; readonly port: number };
  readonly database: DatabaseConfig;
  readonly natsUrl: string;
  readonly identity: IdentityConfig;
  readonly logLevel: string;
  /** How failed messages from other contexts are tried again. */
  readonly retry: RetryPolicy;
  readonly mail: MailConfig;
  readonly sms: SmsConfig;
  /** How a mail or text message that could not be delivered is tried again: for about a day, by default. */
  readonly patience: Patience;
}
