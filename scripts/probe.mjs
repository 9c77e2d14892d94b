// Whether a process is healthy, for a container that has no other program to ask with: node scripts/probe.mjs URL
const ANSWER_WITHIN_MS = 4_000;

const isHealthy = await fetch(process.argv[2], { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).then(
  (response) => response.ok,
  () => false,
);
process.exit(isHealthy ? 0 : 1);
