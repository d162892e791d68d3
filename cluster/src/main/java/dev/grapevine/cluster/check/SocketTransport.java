package dev.grapevine.cluster.check;

import java.net.InetAddress;
import javax.net.ssl.SSLContext;

/**
 * Sockets on the loop of the checks, and threads for what blocks. The Java runtime's HTTP client is not used: its
 * connections stay open, so that a check would ask the process that answered before, at the address that the name had
 * then; it looks names up where nothing limits the time; and it refuses hosts such as {@code my_host}.
 */
final class SocketTransport implements CheckTransport {

    /** Look-ups at a time. */
    static final int LOOK_UPS = 16;

    /** Calls of the program's code at a time. */
    static final int CALLS = 64;

    private final CheckLoop loop;
    private final CheckWorkers lookUps;
    private final CheckWorkers calls;
    private final CheckResolver resolver;
    private final TlsContext tls;

    /** @param owner begins the names of the threads */
    SocketTransport(CheckLoop loop, String owner) {
        this(loop, owner, InetAddress::getAllByName, SSLContext::getDefault);
    }

    SocketTransport(CheckLoop loop, String owner, CheckResolver.LookUp lookUp, TlsContext.Certificates certificates) {
        this.loop = loop;
        this.lookUps = new CheckWorkers(LOOK_UPS, owner + "-check-names");
        this.calls = new CheckWorkers(CALLS, owner + "-check");
        this.resolver = new CheckResolver(lookUps, lookUp, System::nanoTime);
        this.tls = new TlsContext(new CheckWorkers(TlsContext.THREADS, owner + "-check-tls"), certificates);
    }

    @Override
    public CheckRun begin(CheckTarget target, Punctuality punctuality) {
        if (target instanceof CheckTarget.Program program) {
            ProgramRun run = new ProgramRun(program, calls);
            run.begin(punctuality);
            return run;
        }
        SocketRun run = target instanceof CheckTarget.Http http
                ? new HttpRun(http.url(), loop, resolver, tls)
                : new TcpRun((CheckTarget.Tcp) target, loop, resolver);
        run.begin(punctuality);
        return run;
    }

    @Override
    public void close() {
        lookUps.close();
        calls.close();
        tls.close();
    }
}
