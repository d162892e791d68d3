package dev.grapevine.sim.attack;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.sim.operation.Attack;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The process of a stranger: it sends what its attack says, and ends soon after the last. */
final class Stranger implements Intruder {

    private static final int MOST_FRAMES = 5;

    /** How long it stays after the last it sent, so that some of its streams stay open and some of its pings are answered. */
    private static final long STAYS_NANOS = 3_000_000_000L;

    private final Attack attack;
    private final Forgery forgery;
    private final Address victim;
    private final RandomGenerator random;
    private final Port port;
    private long start;
    private int sent;
    private boolean ended;

    Stranger(Attack attack, Target target, Address own, RandomGenerator random, Port port) {
        this.attack = attack;
        this.forgery = new Forgery(attack.kind(), target, own, random);
        this.victim = target.victim().addresses().get(0);
        this.random = random;
        this.port = port;
    }

    @Override
    public Attack attack() {
        return attack;
    }

    @Override
    public void start(long now) {
        start = now;
    }

    @Override
    public void tick(long now, long wallMillis) {
        while (sent < attack.count() && now - dueAt(sent) >= 0) {
            sent++;
            if (attack.kind() == Attack.Kind.STREAMS) {
                port.openStream(victim);
            } else {
                port.send(victim, forgery.datagram());
            }
        }
        ended = sent == attack.count() && now - nextDeadline() >= 0;
    }

    private long dueAt(int number) {
        return start + (long) ((double) attack.duration() * number / attack.count());
    }

    @Override
    public long nextDeadline() {
        return sent < attack.count() ? dueAt(sent) : start + attack.duration() + STAYS_NANOS;
    }

    @Override
    public boolean stopped() {
        return ended;
    }

    @Override
    public void receive(List<Message> messages, Address from, @Nullable SenderId sealer, long now) {
        if (attack.kind() == Attack.Kind.EVERYTHING) {
            List<Message> acks = new ArrayList<>();
            for (Message message : messages) {
                if (message instanceof Message.Ping ping) {
                    acks.add(new Message.Ack(ping.number(), true, 0));
                }
            }
            if (!acks.isEmpty()) {
                port.send(from, acks);
            }
        }
    }

    @Override
    public void channelOpened(long channel, long now) {
        if (random.nextInt(8) != 0) {
            port.write(channel, List.of(forgery.hello()));
        }
        for (int i = random.nextInt(MOST_FRAMES + 1); i > 0; i--) {
            port.write(channel, forgery.datagram());
        }
        if (random.nextBoolean()) {
            port.close(channel);
        }
    }

    @Override
    public void channelAccepted(long channel, Address from, long now) {
        if (random.nextBoolean()) {
            port.write(channel, List.of(forgery.hello()));
        }
    }

    @Override
    public void channelReceived(long channel, List<Message> messages, long now) {
        if (random.nextInt(4) == 0) {
            port.write(channel, forgery.datagram());
        }
    }

    @Override
    public void channelClosed(long channel, CloseCause cause, long now) {}

    @Override
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {}
}
