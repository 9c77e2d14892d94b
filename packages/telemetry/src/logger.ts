import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { redact } from './redact';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** The process that logs, such as `orders`. */
  readonly name: string;
  /** `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. */
  readonly level: string;
  /** Where the lines go; standard output when left out. */
  readonly destination?: DestinationStream;
}

/** Lines are written together: a write of its own for each was a tenth of the gateway's time. An exit writes the rest. */
const CHUNK_CHARS = 4_096;
const FLUSH_MS = 100;

/** JSON lines on standard output. Every object that is logged is redacted first; bindings of a child logger are not. */
export const createLogger = ({ name, level, destination }: LoggerOptions): Logger =>
  pino(
    {
      name,
      level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: redact,
      },
      // `log` has described the errors already; pino's own serializer would copy all that hangs on them.
      serializers: { err: (error: unknown) => error },
    },
    destination ?? pino.destination({ fd: 1, sync: false, minLength: CHUNK_CHARS, periodicFlush: FLUSH_MS }),
  );
