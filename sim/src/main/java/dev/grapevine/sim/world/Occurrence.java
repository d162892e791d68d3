package dev.grapevine.sim.world;

/** One thing that happens at one instant of virtual time; an entry of the {@link EventQueue}. */
abstract class Occurrence {

    /** Makes it happen; the world's clock stands at its instant. */
    abstract void happen();
}
