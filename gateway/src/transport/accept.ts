import Negotiator from 'negotiator';

const CHARSET = '; charset=utf-8';

/**
 * Which of the offered media types a client prefers: by its weights, then by how specific it is, then by where it names them,
 * then by the order in which they are offered. Undefined when it accepts none (RFC 9110, section 12.5.1).
 */
export const preferredType = <Type extends string>(
  accept: string | undefined,
  offered: readonly Type[],
): Type | undefined => {
  if (accept === undefined) return offered[0];
  // All that is sent is in UTF-8, and a client may ask for that.
  const preferred = new Negotiator({ headers: { accept } }).mediaType(offered.map((type) => `${type}${CHARSET}`));
  return offered.find((type) => preferred === `${type}${CHARSET}`);
};
