package dev.grapevine.sim.invariant;

/** The guarantees that every run is checked against. */
public enum Invariant {
    /** Once faults stop, all running members reach the same view. */
    CONVERGENCE,
    /** A member that stopped is live in the view of no running member. */
    COMPLETENESS,
    /** No running member is declared dead under mild faults; under any, it comes back. */
    ACCURACY,
    /** A generation that is dead or left becomes alive again only at an incarnation that its owner reached. */
    NO_RESURRECTION,
    /** Only owners write generations, incarnations and LEFT. */
    OWNERSHIP,
    /** No observer ever replaces a record by one that is lower in the order of records. */
    MONOTONY,
    /** The events that a member emitted add up to its view. */
    EVENTS,
    /** Every view of the services is the union of what running owners registered. */
    REGISTRY,
    /** Packets, tables and queues stay within their bounds. */
    BOUNDS,
    /** A member sends no more datagrams in a second than its cluster and its input explain. */
    TRAFFIC,
    /** A stranger that proves no address gets no more packets or bytes than it sent. */
    AMPLIFICATION,
    /** A member with a key takes nothing that no member sealed, nothing older than 60 s, and nothing twice. */
    SEALED,
    /** All live members of a sealed cluster come to know and hold the same keys; none seals with a removed one, and no key can be read on its way. */
    KEYS,
    /** Whatever a member heard, it can tell of itself. */
    OWN_RECORD,
    /** What is refused is counted. */
    REFUSALS,
    /** No input makes a peer throw. */
    NO_EXCEPTION,
    /** The figures of the run meet the expectations of its scenario. */
    EXPECTATION
}
