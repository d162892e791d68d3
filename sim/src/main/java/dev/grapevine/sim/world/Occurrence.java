package dev.grapevine.sim.world;

/** Something that happens at an instant of virtual time: an entry of the {@link EventQueue}. */
abstract class Occurrence {

    /** Makes it happen. The world's clock shows its instant. */
    abstract void happen();
}
