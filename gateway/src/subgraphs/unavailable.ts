/** The code of what was not executed, or not in full, and may succeed in a moment; subgraphs use it too. */
export const SERVICE_UNAVAILABLE = 'SERVICE_UNAVAILABLE';

interface Reported {
  readonly extensions?: { readonly code?: unknown } | null | undefined;
}

const isUnavailable = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as Reported).extensions?.code === SERVICE_UNAVAILABLE;

/** Whether something of the answer is missing because a service was not available. */
export const lacksService = ({ errors }: { readonly errors?: unknown }): boolean =>
  Array.isArray(errors) && errors.some(isUnavailable);

/** Whether there is nothing in the answer, for that reason. */
export const isWithoutService = (result: { readonly data?: unknown; readonly errors?: unknown }): boolean =>
  (result.data ?? undefined) === undefined && lacksService(result);
