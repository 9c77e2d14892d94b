import type { Ports } from './ports';
import type { Secrets } from './secrets';
import type { ServiceName } from './services';
import type { SupervisedProcess } from './supervised-process';

export type ServerName = 'postgres' | 'nats';
export type ProcessName = ServerName | ServiceName;

export interface SystemOptions {
  /** Holds the data: cluster, streams, the simulators' books, secrets and logs. */
  readonly folder: string;
  readonly ports?: Ports;
  /** Of the repository, or of something that is laid out like it. */
  readonly root?: string;
  /** Settings of single processes, on top of the development ones. */
  readonly env?: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** A superuser's URL of a PostgreSQL server to use instead of an embedded one. */
  readonly databaseUrl?: string | undefined;
  /** A NATS server with JetStream to use instead of an embedded one. */
  readonly natsUrl?: string | undefined;
  /** Of the embedded PostgreSQL. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
  readonly onProgress?: (line: string) => void;
}

export interface System {
  readonly graphqlUrl: string;
  readonly identityUrl: string;
  readonly providerUrl: string;
  readonly mailboxUrl: string;
  /** The superuser's URL of the database with all schemas. */
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly logFolder: string;
  readonly process: (name: ProcessName) => SupervisedProcess;
  /** A fresh token: `persona=customer`, or `subject=…&scope=…`. */
  readonly token: (query: string) => Promise<string>;
  /** In reverse order, each process draining into those that are still there. May be called twice. */
  readonly stop: () => Promise<void>;
}
