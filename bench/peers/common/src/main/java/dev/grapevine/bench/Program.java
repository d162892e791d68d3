package dev.grapevine.bench;

import java.util.Map;
import java.util.function.Function;

/** What is common to all {@code main} methods. */
public final class Program {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Program() {}

    /**
     * Measures a system and ends the JVM: with status 0; 1 if that went wrong; 2 for a wrong command line.
     *
     * @param own the system's own options with their defaults
     * @param peer makes it
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
            e.printStackTrace();
        } finally {
            // Threads of what was measured would go on for ever.
            System.exit(status);
        }
    }
}
