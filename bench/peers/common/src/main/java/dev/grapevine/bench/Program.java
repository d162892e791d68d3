package dev.grapevine.bench;

import java.util.Map;
import java.util.function.Function;

/** The part that all {@code main} methods share. */
public final class Program {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Program() {}

    /**
     * Measures a system and ends the JVM, with status 0, 1 if the measurement failed, or 2 for a wrong command line.
     *
     * @param own the system's own options with their defaults
     * @param peer creates the system
     */
    public static <H> void run(String[] arguments, Map<String, String> own, Function<Options, Peer<H>> peer) {
        int status = FAILED;
        try {
            Options options = Options.parse(own, arguments);
            status = new Harness<>(peer.apply(options), options, System.out).run() ? 0 : FAILED;
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            status = WRONG_USAGE;
        } catch (Exception e) {
            e.printStackTrace(System.err);
        } finally {
            // Threads of the measured system would keep the JVM alive.
            System.exit(status);
        }
    }
}
