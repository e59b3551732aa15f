export const TICKETS = 'queue: tickets given out';
export const READS = 'queue: tickets read';
export const MOVER = 'queue: issued by the mover, 200 a call';
export const WRITERS = 'queue: written to MySQL with their events, 2 writers';
