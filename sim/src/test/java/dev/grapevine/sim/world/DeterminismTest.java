package dev.grapevine.sim.world;

import static dev.grapevine.sim.world.Worlds.MS;
import static dev.grapevine.sim.world.Worlds.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeterminismTest {

    /** Sends to random others by every means, and records everything that it receives, clocks included. */
    private static final class Chatterbox implements Program {
        private final World world;
        private final RandomGenerator random;
        private final Port port;
        private final List<String> diary;
        private final String name;
        private long deadline;

        Chatterbox(World world, Host host, RandomGenerator random, Port port, List<String> diary, long now) {
            this.world = world;
            this.random = random;
            this.port = port;
            this.diary = diary;
            this.name = host.name();
            this.deadline = now;
        }

        private void note(String what, long now) {
            diary.add(name + " " + now + " " + what);
        }

        @Override
        public void start(long now) {
            note("start", now);
        }

        @Override
        public void receive(List<Message> messages, Address from, @Nullable SenderId sealer, long now) {
            note("receive " + messages + " " + from, now);
        }

        @Override
        public void channelAccepted(long channel, Address from, long now) {
            note("accepted " + channel + " " + from, now);
            port.write(channel, RecordingProgram.message(random.nextInt(100)));
        }

        @Override
        public void channelOpened(long channel, long now) {
            note("opened " + channel, now);
        }

        @Override
        public void channelReceived(long channel, List<Message> messages, long now) {
            note("received " + channel + " " + messages, now);
            port.close(channel);
        }

        @Override
        public void channelClosed(long channel, CloseCause cause, long now) {
            note("closed " + channel + " " + cause, now);
        }

        @Override
        public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
            note("resolved " + addresses, now);
        }

        @Override
        public void tick(long now, long wallMillis) {
            note("tick " + wallMillis, now);
            deadline = now + random.nextLong(50 * MS);
            Host other = world.hosts().get(random.nextInt(world.hosts().size()));
            Address to = other.addresses().get(0);
            switch (random.nextInt(4)) {
                case 0 -> port.write(port.openStream(to), RecordingProgram.message(random.nextInt(100)));
                case 1 -> port.write(port.openDatagram(to), RecordingProgram.message(random.nextInt(100)));
                case 2 -> port.resolve(other.name() + ":7700");
                default -> port.send(to, RecordingProgram.message(random.nextInt(100)));
            }
        }

        @Override
        public long nextDeadline() {
            return deadline;
        }

        @Override
        public boolean stopped() {
            return false;
        }
    }

    private record Run(List<String> diary, long fingerprint, long happened) {}

    private static Run run(long seed) {
        World world = Worlds.rough(seed);
        List<String> diary = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            world.addHost("h" + i)
                    .start((host, random, port, now) -> new Chatterbox(world, host, random, port, diary, now));
        }
        Host first = world.host("h1");
        world.at(2 * SECOND, world.host("h0")::crash);
        world.at(3 * SECOND, world.host("h2")::lose);
        world.at(3 * SECOND, first::sleep);
        world.at(5 * SECOND, first::wake);
        world.runUntil(8 * SECOND);
        return new Run(diary, world.fingerprint(), world.occurrences());
    }

    @Test
    void one_seed_gives_one_run_to_the_last_byte() {
        Run first = run(42);
        Run second = run(42);
        assertThat(first.diary()).hasSizeGreaterThan(2_000);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void another_seed_gives_another_run() {
        assertThat(run(43).fingerprint()).isNotEqualTo(run(42).fingerprint());
    }
}
