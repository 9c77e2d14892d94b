/** The events of another context, of which this one keeps a copy of its own. */
export interface PublisherLog {
  /**
   * Asks whether all that the publisher had committed about these orders by the time of the call is applied here, and waits
   * for it within a deadline. What is unknown after `caught-up` did not exist when it was asked. `behind`: that could not
   * be made sure of, because the deadline passed, or because the publisher or the broker does not answer. It never throws.
   */
  caughtUp(orderIds: readonly string[]): Promise<'caught-up' | 'behind'>;
}
