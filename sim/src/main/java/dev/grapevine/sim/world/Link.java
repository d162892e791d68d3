package dev.grapevine.sim.world;

/**
 * What happens to packets from one host to another, in that direction. Immutable.
 *
 * @param delay how long they take
 * @param loss probability that a packet is lost, 0 to 1; streams retransmit it
 * @param duplicate probability that a datagram arrives twice
 * @param reorder probability that a datagram is held up, so that later ones overtake it
 * @param corrupt probability that a datagram is damaged (it is dropped), or a stream frame (the stream breaks)
 * @param cut nothing passes
 * @param rejects a firewall refuses streams and datagrams in place of the target
 * @param udpBlocked datagrams vanish, streams pass
 * @param flipPeriod if above 0, the link is open for this time, then cut for this time, and so on, in nanoseconds
 */
public record Link(
        Delay delay,
        double loss,
        double duplicate,
        double reorder,
        double corrupt,
        boolean cut,
        boolean rejects,
        boolean udpBlocked,
        long flipPeriod) {

    /** An uncongested local network: 0.1 to 0.5 ms, nothing lost. */
    public static final Link LAN = of(Delay.uniform(100_000, 500_000));

    /** A link that delays packets and does nothing else to them. */
    public static Link of(Delay delay) {
        return new Link(delay, 0, 0, 0, 0, false, false, false, 0);
    }

    public Link withDelay(Delay changed) {
        return new Link(changed, loss, duplicate, reorder, corrupt, cut, rejects, udpBlocked, flipPeriod);
    }

    public Link withLoss(double changed) {
        return new Link(delay, changed, duplicate, reorder, corrupt, cut, rejects, udpBlocked, flipPeriod);
    }

    public Link withDuplicate(double changed) {
        return new Link(delay, loss, changed, reorder, corrupt, cut, rejects, udpBlocked, flipPeriod);
    }

    public Link withReorder(double changed) {
        return new Link(delay, loss, duplicate, changed, corrupt, cut, rejects, udpBlocked, flipPeriod);
    }

    public Link withCorrupt(double changed) {
        return new Link(delay, loss, duplicate, reorder, changed, cut, rejects, udpBlocked, flipPeriod);
    }

    public Link withCut(boolean changed) {
        return new Link(delay, loss, duplicate, reorder, corrupt, changed, rejects, udpBlocked, flipPeriod);
    }

    public Link withRejects(boolean changed) {
        return new Link(delay, loss, duplicate, reorder, corrupt, cut, changed, udpBlocked, flipPeriod);
    }

    public Link withUdpBlocked(boolean changed) {
        return new Link(delay, loss, duplicate, reorder, corrupt, cut, rejects, changed, flipPeriod);
    }

    public Link withFlipPeriod(long changed) {
        return new Link(delay, loss, duplicate, reorder, corrupt, cut, rejects, udpBlocked, changed);
    }

    /** Whether packets get through at all at a time of the world. */
    boolean passes(long worldTime) {
        return !cut && (flipPeriod <= 0 || worldTime / flipPeriod % 2 == 0);
    }
}
