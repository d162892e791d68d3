package dev.grapevine.agent.daemon;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.config.TemplateSpec;
import dev.grapevine.agent.template.CatalogueFeed;
import dev.grapevine.agent.template.LastInstances;
import dev.grapevine.agent.template.PartitionState;
import dev.grapevine.agent.template.Template;
import dev.grapevine.agent.template.TemplateException;
import dev.grapevine.agent.template.TemplateJob;
import dev.grapevine.agent.template.TemplateLoop;
import dev.grapevine.agent.template.TemplateReports;
import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterListener;
import dev.grapevine.cluster.Event;
import dev.grapevine.cluster.StartException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The templates in the configuration of this agent, rendered from what its member knows, by the same code as the command
 * does it. One thread reads the view after a change, another renders and runs commands. Thread-safe.
 */
final class AgentTemplates implements ClusterListener, AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.grapevine.agent");

    private static final long TOGETHER_MILLIS = 50;
    private static final long REFRESH_MILLIS = 10_000;

    /** A member that has just joined may still miss instances that its earlier process knew. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final List<TemplateJob> jobs;
    private final CatalogueFeed feed = new CatalogueFeed();
    private final LastInstances last = new LastInstances(false);
    private final PartitionState partition = new PartitionState();
    private final Semaphore changed = new Semaphore(1);
    private final List<Thread> running = new ArrayList<>();
    private boolean closed;

    private AgentTemplates(Cluster cluster, List<TemplateJob> jobs) {
        this.cluster = cluster;
        this.jobs = List.copyOf(jobs);
    }

    /**
     * Compiles the templates.
     *
     * @throws StartException if one cannot be read, or is none
     */
    static AgentTemplates compile(Cluster cluster, List<TemplateSpec> specs) {
        TemplateReports reports = new TemplateReports() {
            @Override
            public void failed(String line) {
                LOG.log(Level.WARNING, "TEMPLATE " + line);
            }

            @Override
            public void done(String line) {
                LOG.log(Level.INFO, line);
            }
        };
        List<TemplateJob> jobs = new ArrayList<>();
        for (TemplateSpec spec : specs) {
            try {
                jobs.add(new TemplateJob(spec, new Template(spec.source(), System.getenv()), reports));
            } catch (TemplateException e) {
                throw new StartException("templates: " + e.getMessage(), e);
            }
        }
        return new AgentTemplates(cluster, jobs);
    }

    /** Begins to render as soon as the member is ready. */
    void start(ThreadFactory threads) {
        cluster.ready().thenRun(() -> begin(threads));
    }

    private synchronized void begin(ThreadFactory threads) {
        if (closed) {
            return;
        }
        running.add(threads.newThread(this::read));
        running.add(threads.newThread(this::render));
        running.forEach(Thread::start);
    }

    /** Something has changed, which need not be an event. */
    void changed() {
        changed.release();
    }

    @Override
    public void onEvent(Event event) {
        synchronized (partition) {
            if (event instanceof Event.Partitioned) {
                partition.begin();
            } else if (event instanceof Event.Merged) {
                partition.end();
            }
        }
        changed.release();
    }

    private void read() {
        long settled = System.nanoTime() + SETTLING.toNanos();
        try {
            while (true) {
                Thread.sleep(TOGETHER_MILLIS);
                changed.drainPermits();
                try {
                    look(System.nanoTime() - settled < 0);
                } catch (RuntimeException | Error e) {
                    LOG.log(Level.WARNING, "TEMPLATE the catalogue could not be read; looking again: " + e);
                }
                changed.tryAcquire(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean settling) {
        List<MemberInfo> members =
                cluster.members().stream().map(MemberInfo::of).toList();
        List<InstanceInfo> instances =
                cluster.instances().stream().map(InstanceInfo::of).toList();
        feed.offer(last.next(members, instances, settling || partitioned(members)));
    }

    private boolean partitioned(List<MemberInfo> members) {
        synchronized (partition) {
            return partition.lasts(members);
        }
    }

    private void render() {
        try {
            new TemplateLoop(jobs, feed).run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends both threads, and a command that runs. */
    @Override
    public synchronized void close() {
        closed = true;
        jobs.forEach(TemplateJob::close);
        running.forEach(Thread::interrupt);
    }
}
