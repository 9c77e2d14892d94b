import { connect, type JetStreamClient, type NatsConnection, NatsError } from 'nats';

const STREAM = 'LAUNCHER_PROBE';
const SUBJECT = 'launcher.probe';
const HEALTH_WITHIN_MS = 1_000;
const CONNECT_WITHIN_MS = 1_000;
const STORED_WITHIN_MS = 2_000;
const NO_RESPONDERS = '503';
/** More than a block of the file system: a small one still fits into the last block of a full disk. */
const message = Buffer.alloc(8 * 1_024);

export interface StorageProbe {
  /** Resolves when the server has just stored a message; rejects with why it has not. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface ProbedServer {
  readonly port: number;
  readonly monitoringPort: number;
}

const assertAnswers = async (url: string): Promise<void> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_WITHIN_MS) });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
};

/**
 * A stream whose file could not be written stores nothing from then on, and the server calls itself unhealthy. One that hangs
 * on that stream's lock does not report the stream's state.
 */
const assertHealthy = async (monitoringPort: number): Promise<void> => {
  const url = `http://127.0.0.1:${monitoringPort.toString()}`;
  await assertAnswers(`${url}/healthz`);
  await assertAnswers(`${url}/jsz?streams=true`);
};

/** Beside the streams of the system: its subject is nobody's, and it holds one message. */
const addStream = async (nc: NatsConnection): Promise<void> => {
  const jsm = await nc.jetstreamManager({ timeout: STORED_WITHIN_MS });
  await jsm.streams.add({ name: STREAM, subjects: [SUBJECT], max_msgs: 1 });
};

const store = async (nc: NatsConnection): Promise<void> => {
  const js: JetStreamClient = nc.jetstream({ timeout: STORED_WITHIN_MS });
  try {
    await js.publish(SUBJECT, message);
  } catch (error) {
    const isMissing = error instanceof NatsError && error.code === NO_RESPONDERS && error.api_error === undefined;
    if (!isMissing) throw error;
    await addStream(nc);
    await js.publish(SUBJECT, message);
  }
};

/**
 * Requests the state of a server's streams, and has it store a message of our own, because neither is enough: a stream may be unable to
 * store while others can, and a server may call all of them healthy while it stores nothing.
 */
export const storageProbe = ({ port, monitoringPort }: ProbedServer): StorageProbe => {
  let connection: NatsConnection | undefined;

  const connected = async (): Promise<NatsConnection> => {
    if (connection && !connection.isClosed()) return connection;
    connection = await connect({
      servers: `127.0.0.1:${port.toString()}`,
      name: 'launcher',
      timeout: CONNECT_WITHIN_MS,
      reconnect: false,
    });
    return connection;
  };

  return {
    check: async () => {
      await assertHealthy(monitoringPort);
      await store(await connected());
    },
    close: async () => {
      await connection?.close();
    },
  };
};
