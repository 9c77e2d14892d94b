import type { Dispatcher } from 'undici';
import type { Cancellation } from './cancellation';

/** In bytes. Larger responses are refused: parsing them would block the event loop. */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

export interface Exchange {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly cancellation: Cancellation;
}

export interface Exchanged {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** The deadline of one exchange passed. */
export class ExchangeTimeout extends Error {
  override readonly name = 'ExchangeTimeout';
}

/**
 * One POST and its whole answer.
 *
 * Written against the dispatcher's callbacks: `request()` would make a stream for each answer, which costs more than all
 * the rest of an exchange.
 */
export const exchange = (
  pool: Dispatcher,
  { path, headers, body, timeoutMs, cancellation }: Exchange,
): Promise<Exchanged> =>
  new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let ended: Error | undefined;
    let status = 0;
    let contentType = '';
    let size = 0;
    const chunks: Buffer[] = [];
    let stopListening = (): void => undefined;

    const giveUp = (reason: Error): void => {
      ended = reason;
      controller?.abort(reason);
      finish(() => {
        reject(reason);
      });
    };
    const timer = setTimeout(() => {
      giveUp(new ExchangeTimeout(`No answer within ${timeoutMs.toString()} ms`));
    }, timeoutMs);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      stopListening();
      settle();
    };
    stopListening = cancellation.onCancel(giveUp);

    pool.dispatch(
      { path, method: 'POST', headers, body },
      {
        // A request that waited for a connection until its time was over is never sent.
        onRequestStart: (started) => {
          controller = started;
          if (ended !== undefined) started.abort(ended);
        },
        onResponseStart: (_, statusCode, responseHeaders) => {
          status = statusCode;
          const type = responseHeaders['content-type'];
          contentType = typeof type === 'string' ? type : '';
        },
        onResponseData: (_, chunk) => {
          size += chunk.length;
          if (size > ANSWER_BYTES_MAX)
            giveUp(new Error(`The answer is larger than ${ANSWER_BYTES_MAX.toString()} bytes`));
          else chunks.push(chunk);
        },
        onResponseEnd: () => {
          finish(() => {
            const [only] = chunks;
            const whole = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, size);
            resolve({ status, contentType, text: whole.toString('utf8') });
          });
        },
        onResponseError: (_, error) => {
          finish(() => {
            reject(ended ?? error);
          });
        },
      },
    );
  });
