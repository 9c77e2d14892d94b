import type { DocumentNode } from 'graphql';
import type { PreparedOperation } from '../execution/prepared-operation';
import { documentBytes } from '../operation/document-cache';

/** Of a subscription whose document others have as well, besides its variables. */
const SUBSCRIPTION_BYTES = 4_000;
/** For each byte of a parsed document: with its analysis, its plan and its completion it is about three times as large. */
const DOCUMENT_FACTOR = 3;
/** Variables are kept as values, and as text in a key. */
const VARIABLE_CHARACTER_BYTES = 6;

type Subscribed = Pick<PreparedOperation, 'document' | 'variables'>;

/**
 * What running subscriptions keep, about. Their documents live as long as they do, whether or not the cache has forgotten
 * them; a document that several have counts once.
 */
export class KeptBytes {
  readonly #max: number;
  readonly #documents = new Map<DocumentNode, number>();
  #bytes = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Returns how to give back what one subscription takes, or nothing where that would be too much. */
  take({ document, variables }: Subscribed): (() => void) | undefined {
    const own = SUBSCRIPTION_BYTES + JSON.stringify(variables).length * VARIABLE_CHARACTER_BYTES;
    const sharers = this.#documents.get(document) ?? 0;
    const ofDocument = documentBytes(document) * DOCUMENT_FACTOR;
    const needed = own + (sharers === 0 ? ofDocument : 0);
    if (this.#bytes + needed > this.#max) return undefined;
    this.#bytes += needed;
    this.#documents.set(document, sharers + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#bytes -= own;
      const left = (this.#documents.get(document) ?? 1) - 1;
      if (left > 0) this.#documents.set(document, left);
      else if (this.#documents.delete(document)) this.#bytes -= ofDocument;
    };
  }
}
