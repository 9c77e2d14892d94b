const PASSED_ON = /^(PATH|HOME|TMPDIR|TEMP|TZ|LANG|LOG_LEVEL|SystemRoot|NODE_EXTRA_CA_CERTS|OTEL_.*)$/;

/**
 * What a service gets of the launcher's own environment. Not all of it: a DATABASE_URL or PORT that is meant for something
 * else must not reach a service whose own setting is missing.
 */
export const inheritedEnv = (env: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => PASSED_ON.test(entry[0]) && entry[1] !== undefined,
    ),
  );
