export interface Accepted<Event> {
  readonly accepted: true;
  readonly events: readonly Event[];
}

export interface Refused<Refusal> {
  readonly accepted: false;
  readonly refusal: Refusal;
}

/** What a command leads to: facts to record, or the rule that forbids it. An accepted command without events changes nothing. */
export type Decision<Event, Refusal> = Accepted<Event> | Refused<Refusal>;

export const accept = <Event>(...events: readonly Event[]): Accepted<Event> => ({ accepted: true, events });

export const refuse = <Refusal>(refusal: Refusal): Refused<Refusal> => ({ accepted: false, refusal });

/** The pure core of an aggregate: `decide` gives the events, `evolve` applies one to the state. */
export interface Decider<Command, Event, State, Refusal> {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Event, Refusal>;
  readonly evolve: (state: State, event: Event) => State;
}
