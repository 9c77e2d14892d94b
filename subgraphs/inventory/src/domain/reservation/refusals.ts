/** The release came first, so that a reservation would be held for ever: nothing would release it. */
export type ReservationRefusal = 'ORDER_ALREADY_CLOSED';
