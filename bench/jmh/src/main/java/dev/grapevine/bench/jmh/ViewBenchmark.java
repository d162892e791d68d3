package dev.grapevine.bench.jmh;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Merging into the table of members, and its hash. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ViewBenchmark {

    private static final int CIRCLES = 3;

    @Param({"128", "10000"})
    private int members;

    private View view = new View(CIRCLES);
    private MemberRecord[] records = new MemberRecord[0];
    private int next;
    private long incarnation;
    private long version;

    @Setup
    public void prepare() {
        view = new View(CIRCLES);
        records = new MemberRecord[members];
        for (int i = 0; i < members; i++) {
            records[i] = Samples.member(i);
            view.merge(records[i], 0);
        }
    }

    private MemberRecord nextRecord() {
        next = next + 1 == members ? 0 : next + 1;
        return records[next];
    }

    /** A record that is known already, as most are that arrive. */
    @Benchmark
    public View.@Nullable Change mergeKnown() {
        return view.merge(nextRecord(), 1);
    }

    /** A newer record of a known member; brings the view hash up to date. */
    @Benchmark
    public View.@Nullable Change mergeNewer() {
        return view.merge(nextRecord().withIncarnation(++incarnation), 1);
    }

    /** A state version is held; only the view hash changes. */
    @Benchmark
    public long updateHash() {
        MemberEntry entry = view.get(nextRecord().name());
        if (entry != null) {
            view.held(entry, ++version);
        }
        return view.hash();
    }

    /** The first step of a sync between views that differ. */
    @Benchmark
    public int[] bucketHashes() {
        return view.bucketHashes();
    }
}
