import { randomUUID } from 'node:crypto';

const SPAN_ID_CHARS = 16;

/** W3C Trace Context, version 00; all zeros are invalid as an id. */
const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** 122 random bits in hexadecimal. Node keeps a pool of them, where each `randomBytes` is a call to the system. */
const randomHex = (): string => randomUUID().replaceAll('-', '');

const newSpanId = (): string => randomHex().slice(-SPAN_ID_CHARS);

/** The beginning of a trace, sampled. The first span's id may be part of the trace's: nothing joins the two. */
const newTraceparent = (): string => {
  const traceId = randomHex();
  return `00-${traceId}-${traceId.slice(-SPAN_ID_CHARS)}-01`;
};

/** A new span in the parent's trace; a new trace when there is no parent, or when it is not well-formed. */
export const childTraceparent = (parent: string | undefined): string => {
  const [, traceId, flags] = (parent === undefined ? null : pattern.exec(parent)) ?? [];
  if (traceId === undefined || flags === undefined) return newTraceparent();
  return `00-${traceId}-${newSpanId()}-${flags}`;
};
