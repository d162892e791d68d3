package dev.grapevine.cluster.check;

import dev.grapevine.cluster.net.AllowList;
import java.net.InetAddress;
import java.util.function.Supplier;

/** Sockets on the loop of the checks, an HTTP client that starts when it is needed, and threads for what blocks. */
final class SocketTransport implements CheckTransport {

    /** Look-ups at a time. */
    static final int LOOK_UPS = 16;

    /** Calls of the program's code at a time. */
    static final int CALLS = 64;

    private final CheckLoop loop;
    private final CheckWorkers lookUps;
    private final CheckWorkers calls;
    private final CheckResolver resolver;
    private final LazyHttpClient http;

    /**
     * @param owner begins the names of the threads
     * @param http makes the client for HTTP checks; is closed here
     * @param allowed the addresses that HTTP and TCP checks may reach, asked for at each run
     */
    SocketTransport(
            CheckLoop loop, String owner, Supplier<? extends HttpCheckClient> http, Supplier<AllowList> allowed) {
        this(loop, owner, InetAddress::getAllByName, http, allowed);
    }

    SocketTransport(
            CheckLoop loop,
            String owner,
            CheckResolver.LookUp lookUp,
            Supplier<? extends HttpCheckClient> http,
            Supplier<AllowList> allowed) {
        this.loop = loop;
        this.lookUps = new CheckWorkers(LOOK_UPS, owner + "-check-names");
        this.calls = new CheckWorkers(CALLS, owner + "-check");
        this.resolver = new CheckResolver(lookUps, lookUp, System::nanoTime, allowed);
        this.http = new LazyHttpClient(http, owner + "-check-http-start");
    }

    @Override
    public CheckRun begin(CheckTarget target, Punctuality punctuality) {
        if (target instanceof CheckTarget.Program program) {
            ProgramRun run = new ProgramRun(program, calls);
            run.begin(punctuality);
            return run;
        }
        if (target instanceof CheckTarget.Http web) {
            HttpRun run = new HttpRun(web, resolver, http);
            run.begin(punctuality);
            return run;
        }
        if (target instanceof CheckTarget.Custom custom) {
            return custom.begin(punctuality, resolver);
        }
        TcpRun run = new TcpRun((CheckTarget.Tcp) target, loop, resolver);
        run.begin(punctuality);
        return run;
    }

    @Override
    public void close() {
        lookUps.close();
        calls.close();
        http.close();
    }
}
