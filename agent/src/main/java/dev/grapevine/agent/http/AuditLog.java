package dev.grapevine.agent.http;

import dev.grapevine.agent.api.KeyMask;
import dev.grapevine.cluster.log.LineLimits;
import io.javalin.http.Context;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Writes a line for each change that was asked for: who, from where, what, and how it ended. Changes that were refused are limited, as anybody can
 * cause those. Heartbeats are no changes. Thread-safe.
 */
final class AuditLog {

    private static final Logger LOG = System.getLogger("dev.grapevine.agent.audit");

    private static final String BY = "grapevine.audit.by";
    private static final String WRITE = "grapevine.audit.write";
    private static final int MAX_PATH = 200;

    /** Refused requests of one address that are logged in a minute. */
    private static final int REFUSED_PER_MINUTE = 10;

    private final LineLimits refused = new LineLimits(REFUSED_PER_MINUTE);

    /** The request bears a token of that name. */
    static void by(Context context, String name) {
        context.attribute(BY, name);
    }

    /** The request asks for a change. */
    static void write(Context context) {
        context.attribute(WRITE, true);
    }

    /** To be called after each request. */
    void answered(Context context) {
        if (context.attribute(WRITE) == null) {
            return;
        }
        int status = context.statusCode();
        String name = context.attribute(BY);
        String from = context.req().getRemoteAddr();
        String uri = KeyMask.hide(context.req().getRequestURI());
        String line = "AUDIT " + context.req().getMethod() + " " + uri.substring(0, Math.min(uri.length(), MAX_PATH))
                + " by " + (name == null ? "anonymous" : name) + " from " + from + ": " + status;
        if (status == 401 || status == 403) {
            long leftOut = refused.admit(from, System.nanoTime());
            if (leftOut >= 0) {
                LOG.log(Level.WARNING, LineLimits.counted(line, leftOut));
            }
        } else {
            LOG.log(uri.endsWith("/health") ? Level.DEBUG : Level.INFO, line);
        }
    }
}
