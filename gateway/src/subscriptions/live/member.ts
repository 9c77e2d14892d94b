import type { GraphQLFormattedError } from 'graphql';
import type { EndReason } from '../reasons';

/** One client's subscription, whatever carries it. */
export interface Member {
  /** An answer, serialised once however many members get it. */
  next(payload: string): void;
  /** It ended because of `reason`; with errors it broke, without it completed. Nothing follows. */
  end(reason: EndReason, errors?: readonly GraphQLFormattedError[]): void;
}
