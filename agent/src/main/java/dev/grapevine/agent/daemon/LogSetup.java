package dev.grapevine.agent.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.LogFormat;
import org.slf4j.LoggerFactory;

/** Configures the log, which goes to standard output. */
final class LogSetup {

    /** Times are in UTC, so that the logs of several hosts can be compared. */
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %msg%n";

    /** The library writes events, too; an agent has its own lines for them ({@link EventLog}). */
    private static final String LIBRARY_EVENTS = "dev.grapevine.cluster.events";

    private LogSetup() {}

    static void apply(AgentConfig.LogConfig log) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return; // Runs inside another program, which has its own log.
        }
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stdout");
        console.setEncoder(encoder(log.format(), context));
        console.start();
        Level level = Level.toLevel(log.level().name());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(console);
        // Operators do not need the messages of the HTTP server, unless they are debugging it.
        Level libraries = level.isGreaterOrEqual(Level.INFO) ? Level.WARN : level;
        context.getLogger("org.eclipse.jetty").setLevel(libraries);
        context.getLogger("io.javalin").setLevel(libraries);
        context.getLogger("jdk").setLevel(libraries);
        context.getLogger(LIBRARY_EVENTS).setLevel(Level.OFF);
    }

    private static Encoder<ILoggingEvent> encoder(LogFormat format, LoggerContext context) {
        if (format == LogFormat.JSON) {
            JsonLogEncoder json = new JsonLogEncoder();
            json.setContext(context);
            json.start();
            return json;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        text.start();
        return text;
    }
}
