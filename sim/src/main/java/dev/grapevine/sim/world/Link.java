package dev.grapevine.sim.world;

/**
 * What happens to packets from one host to another, in that direction. Immutable.
 *
 * @param delay how long they take
 * @param loss probability of being lost, 0 to 1; streams pay with retransmissions
 * @param duplicate probability of a datagram arriving twice
 * @param reorder probability of a datagram being held up, so that later ones overtake it
 * @param corrupt probability of a datagram arriving damaged (it is dropped), or a stream being damaged (it breaks)
 * @param cut nothing passes
 * @param rejects a firewall answers in place of the target: REFUSED, for streams and connected datagram sockets
 * @param udpBlocked datagrams vanish, streams pass
 * @param flipPeriod if above 0, the link is open for so long, then cut for so long, and so on, in nanoseconds
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

    /** A link that delays, and nothing else. */
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
