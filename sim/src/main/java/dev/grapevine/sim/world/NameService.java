package dev.grapevine.sim.world;

import dev.grapevine.model.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The name service of a world. The name of a host resolves to the addresses that it has at the time of the look-up. Answers
 * for these and for any other names can be set and changed at any time.
 */
public final class NameService {

    private final World world;
    private final Map<String, List<Address>> table = new HashMap<>();

    NameService(World world) {
        this.world = world;
    }

    /** The seeds that stand for hosts, by their names. */
    public static List<String> seeds(List<String> hostNames) {
        return hostNames.stream().map(name -> name + ":" + Host.PORT).toList();
    }

    /** Sets the answer for a seed, as {@code seeds.local:7700} or {@code srv:_grapevine.local}; empty if it does not exist. */
    public void put(String seed, List<Address> addresses) {
        table.put(seed, List.copyOf(addresses));
    }

    void lookup(Process process, String seed) {
        world.schedule(world.now() + world.options().lookupDelay(), new Answer(process, seed));
    }

    private List<Address> find(String seed) {
        List<Address> set = table.get(seed);
        if (set != null) {
            return set;
        }
        int colon = seed.lastIndexOf(':');
        String name = colon < 0 ? seed : seed.substring(0, colon);
        Host host = world.findHost(name);
        return host == null ? List.of() : Host.withPort(host.addresses(), port(seed, colon));
    }

    private static int port(String seed, int colon) {
        return colon < 0 ? Host.PORT : Integer.parseInt(seed, colon + 1, seed.length(), 10);
    }

    /** The answer to a look-up, as things stand when it is given. */
    private final class Answer extends Input {
        private final Process process;
        private final String seed;
        private List<Address> found = List.of();
        private @Nullable String error;

        Answer(Process process, String seed) {
            this.process = process;
            this.seed = seed;
        }

        @Override
        void happen() {
            found = find(seed);
            error = found.isEmpty() ? "unknown host" : null;
            process.accept(this);
        }

        @Override
        void deliver(Program program, long now, SimPort port) {
            program.resolved(seed, found, error, now);
        }
    }
}
