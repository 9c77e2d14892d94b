import { randomBytes } from 'node:crypto';

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** W3C Trace Context, version 00; all zeros are invalid as an id. */
const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** The beginning of a trace, sampled. */
export const newTraceparent = (): string =>
  `00-${randomBytes(TRACE_ID_BYTES).toString('hex')}-${randomBytes(SPAN_ID_BYTES).toString('hex')}-01`;

/** A new span in the parent's trace; a new trace when there is no parent, or when it is not well-formed. */
export const childTraceparent = (parent: string | undefined): string => {
  const [, traceId, flags] = (parent === undefined ? null : pattern.exec(parent)) ?? [];
  if (traceId === undefined || flags === undefined) return newTraceparent();
  return `00-${traceId}-${randomBytes(SPAN_ID_BYTES).toString('hex')}-${flags}`;
};

/** Undefined when the header is not well-formed. */
export const traceIdOf = (traceparent: string): string | undefined => pattern.exec(traceparent)?.[1];
