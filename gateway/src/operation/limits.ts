import type { DocumentLimits } from '@oms/document-limits';

/** How large an operation may be. The same for every transport. */
export interface Limits extends DocumentLimits {
  /** Lexical tokens of the document. */
  readonly tokensMax: number;
  /** Objects that the answer may hold, by list sizes; see `operation-cost.ts`. */
  readonly costMax: number;
  /** What one `first`, `last` or `limit` may ask for. */
  readonly listSizeMax: number;
}
