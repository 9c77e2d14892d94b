/** The bounded contexts that publish events. A context's stream, database schema and subgraph have its name. */
export const contexts = ['orders', 'inventory', 'payments', 'notifications'] as const;

export type Context = (typeof contexts)[number];

/** The JetStream stream of a context, such as `ORDERS`. */
export const streamOf = (context: Context): string => context.toUpperCase();

/** Every subject of a context's stream. */
export const subjectsOf = (context: Context): string => `oms.${context}.>`;
