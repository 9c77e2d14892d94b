/** A part of a list, newest first. */
export interface PageRequest {
  readonly first: number;
  /** The cursor of the last row that was seen; opaque. */
  readonly after?: string | undefined;
}

/** A row, and the cursor by which the next page is asked for. A list gives one more than asked for when there are more. */
export interface Listed<Row> {
  readonly cursor: string;
  readonly row: Row;
}
