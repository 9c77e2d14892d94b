/** Without these a stream cannot carry a log: its metadata, and the sequence of its first message. */
const OLDEST = [2, 10] as const;

/** The server cannot do what the event log needs; it will not learn it by being waited for. */
export class ServerTooOld extends Error {
  override readonly name = 'ServerTooOld';
}

const isTooOld = (version: string): boolean => {
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  return !(major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]));
};

/** `version`: as the server's greeting has it, such as `2.10.4`; one that cannot be read counts as too old. @throws {ServerTooOld} */
export const assertRecentEnough = (version: string): void => {
  if (isTooOld(version)) throw new ServerTooOld(`nats-server ${version}, and ${OLDEST.join('.')} or later is needed`);
};
