/** However often somebody asks, the parties behind are asked at most this often. */
const REMEMBERED_MS = 1_000;

/** Resolves when the process can serve; rejects with why it cannot. */
export type Readiness = () => Promise<void>;

/** Shares one answer, good or bad, among all who ask within a second. */
export const rememberedFor = (readiness: Readiness, now: () => number = Date.now): Readiness => {
  let answer: Promise<void> | undefined;
  let askedAt = -Infinity;
  return () => {
    if (answer === undefined || now() - askedAt >= REMEMBERED_MS) {
      askedAt = now();
      answer = readiness();
    }
    return answer;
  };
};
