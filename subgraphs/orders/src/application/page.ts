/** A part of a list, newest first. */
export interface PageRequest {
  readonly first: number;
  /** The cursor of the last row that was seen; opaque. */
  readonly after?: string | undefined;
}

export interface Page<Row> {
  readonly rows: readonly { readonly cursor: string; readonly row: Row }[];
  readonly hasNext: boolean;
}
