package dev.grapevine.agent.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.LogFormat;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Configures the log, which goes to standard output. */
final class LogSetup {

    /** The library writes events, too; an agent has its own lines for them ({@link EventLog}). */
    private static final String LIBRARY_EVENTS = "dev.grapevine.cluster.events";

    private static final String AUDIT = "dev.grapevine.agent.audit";

    private LogSetup() {}

    /**
     * @param colour whether the text format is coloured
     * @return what writes the log; null inside another program, which has its own log
     */
    static @Nullable QueuedAppender apply(AgentConfig.LogConfig log, boolean colour) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return null;
        }
        context.reset();
        Encoder<ILoggingEvent> encoder =
                log.format() == LogFormat.JSON ? new JsonLogEncoder() : new TextLogEncoder(colour);
        encoder.setContext(context);
        encoder.start();
        // The stream itself: System.out has a lock, which others would wait for.
        QueuedAppender out = new QueuedAppender(new FileOutputStream(FileDescriptor.out), encoder);
        out.setContext(context);
        out.setName("stdout");
        out.start();
        Level level = Level.toLevel(log.level().name());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(out);
        // Operators do not need the messages of the HTTP server, unless they are debugging it.
        Level libraries = level.isGreaterOrEqual(Level.INFO) ? Level.WARN : level;
        // What the HTTP server warns of is what clients do: requests that never end, connections that break.
        Level server = level.isGreaterOrEqual(Level.INFO) ? Level.ERROR : level;
        context.getLogger("org.eclipse.jetty").setLevel(server);
        context.getLogger("io.javalin").setLevel(server);
        context.getLogger("jdk").setLevel(libraries);
        // Who changed what is logged whatever else is.
        context.getLogger(AUDIT).setLevel(level.isGreaterOrEqual(Level.INFO) ? Level.INFO : level);
        context.getLogger(LIBRARY_EVENTS).setLevel(Level.OFF);
        return out;
    }
}
