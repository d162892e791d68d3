package dev.grapevine.cluster.log;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * A logger that never throws. What it logs goes to handlers of the program, which may throw anything: in the middle of
 * a change of the protocol's state, or in the place that reports the failure of something else. A line that a handler
 * fails to take is lost. As a {@link System.Logger} itself, it is skipped where handlers look for the caller. Thread-safe.
 */
public final class GuardedLogger implements System.Logger {

    /** One for all members of the process, as the logging that it writes to is. */
    private static final LogQueue QUEUE = new LogQueue();

    private final String name;

    /** Null if the program's logging cannot be started. */
    private final System.@Nullable Logger target;

    private GuardedLogger(String name, System.@Nullable Logger target) {
        this.name = name;
        this.target = target;
    }

    /** The logger of the library, which operators know by this name. It never waits either. */
    public static QueuedLogger ofCluster() {
        return new QueuedLogger(named("dev.grapevine.cluster"), QUEUE);
    }

    /**
     * The logger of what happens in the cluster, apart so that operators can switch these lines alone. It waits as long
     * as the program's handlers do, so it is for threads that may.
     */
    public static System.Logger ofEvents() {
        return named("dev.grapevine.cluster.events");
    }

    private static System.Logger named(String name) {
        try {
            return new GuardedLogger(name, System.getLogger(name));
        } catch (Throwable e) { // such as a logging framework that is not complete
            return new GuardedLogger(name, null);
        }
    }

    /** For tests. */
    static System.Logger of(System.Logger target) {
        return new GuardedLogger("test", target);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        try {
            return target != null && target.isLoggable(level);
        } catch (Throwable e) {
            return false;
        }
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
        try {
            if (target != null) {
                target.log(level, bundle, text, thrown);
            }
        } catch (Throwable e) {
            // There is no place to report it to.
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        try {
            if (target != null) {
                target.log(level, bundle, format, parameters);
            }
        } catch (Throwable e) {
            // There is no place to report it to.
        }
    }
}
