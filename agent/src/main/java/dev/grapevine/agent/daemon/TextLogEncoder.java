package dev.grapevine.agent.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.grapevine.cluster.log.LogText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The text format of the log: time, level, message. Times are in UTC, so that the logs of several hosts can be compared.
 * The stack of an exception follows in lines of its own.
 */
final class TextLogEncoder extends EncoderBase<ILoggingEvent> {

    private static final int STACK_LINES = 60;
    private static final String FAINT = "\033[2m";
    private static final String RED = "\033[31m";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";
    private static final byte[] NOTHING = {};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final boolean colour;

    /** @param colour whether the time is faint, and lines of warnings and errors are coloured */
    TextLogEncoder(boolean colour) {
        this.colour = colour;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder text = new StringBuilder();
        String level = event.getLevel().toString();
        String first = TIME.format(Instant.ofEpochMilli(event.getTimeStamp())) + " " + level
                + " ".repeat(Math.max(1, 6 - level.length())) + event.getFormattedMessage();
        text.append(painted(LogText.line(first), event.getLevel())).append('\n');
        if (event.getThrowableProxy() != null) {
            ThrowableProxyUtil.asString(event.getThrowableProxy())
                    .lines()
                    .limit(STACK_LINES)
                    .forEach(line -> text.append(LogText.line(line.replace("\t", "    ")))
                            .append('\n'));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String painted(String line, Level level) {
        if (!colour) {
            return line;
        }
        int end = line.indexOf(' ');
        String style = level.isGreaterOrEqual(Level.ERROR) ? RED : level.isGreaterOrEqual(Level.WARN) ? YELLOW : "";
        String rest = line.substring(end);
        return FAINT + line.substring(0, end) + PLAIN + style + rest + (style.isEmpty() ? "" : PLAIN);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
