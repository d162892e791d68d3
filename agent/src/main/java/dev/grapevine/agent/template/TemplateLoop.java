package dev.grapevine.agent.template;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders templates whenever the catalogue changes, on the thread that calls it. */
public final class TemplateLoop {

    private static final long LONG_NANOS = Duration.ofDays(1).toNanos();

    private final List<TemplateJob> jobs;
    private final CatalogueFeed feed;

    public TemplateLoop(List<TemplateJob> jobs, CatalogueFeed feed) {
        this.jobs = List.copyOf(jobs);
        this.feed = feed;
    }

    /** Renders each once. Returns whether all succeeded. */
    public boolean once() throws InterruptedException {
        @Nullable FollowedCatalogue catalogue = null;
        while (catalogue == null) {
            catalogue = feed.next(LONG_NANOS);
        }
        boolean all = true;
        for (TemplateJob job : jobs) {
            all &= job.run(catalogue, System::nanoTime);
        }
        return all;
    }

    /** Goes on until this thread is interrupted. */
    public void run() throws InterruptedException {
        @Nullable FollowedCatalogue catalogue = null;
        while (true) {
            FollowedCatalogue next = feed.next(catalogue == null ? LONG_NANOS : due());
            if (next != null) {
                catalogue = next;
                jobs.forEach(job -> job.changed(System.nanoTime()));
            }
            if (catalogue != null) {
                for (TemplateJob job : jobs) {
                    if (job.dueInNanos(System.nanoTime()) <= 0) {
                        job.run(catalogue, System::nanoTime);
                    }
                }
            }
        }
    }

    private long due() {
        long now = System.nanoTime();
        return Math.min(
                LONG_NANOS,
                jobs.stream().mapToLong(job -> job.dueInNanos(now)).min().orElse(LONG_NANOS));
    }
}
