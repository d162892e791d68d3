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

/** Merging records into the view, and updating its hash. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ViewBenchmark {

    private static final int RINGS = 3;

    @Param({"128", "10000"})
    private int members;

    private View view = new View(RINGS);
    private MemberRecord[] records = new MemberRecord[0];
    private int next;
    private long incarnation;
    private long version;

    @Setup
    public void prepare() {
        view = new View(RINGS);
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

    /** Merges a known record, as most incoming records are. */
    @Benchmark
    public View.@Nullable Change mergeKnown() {
        return view.merge(nextRecord(), 1);
    }

    /** Merges a newer record of a known member, which updates the view hash. */
    @Benchmark
    public View.@Nullable Change mergeNewer() {
        return view.merge(nextRecord().withIncarnation(++incarnation), 1);
    }

    /** Notes a newer state version, which changes the view hash only. */
    @Benchmark
    public long updateHash() {
        MemberEntry entry = view.get(nextRecord().name());
        if (entry != null) {
            view.held(entry, ++version);
        }
        return view.hash();
    }

    /** Computes the bucket hashes, the first step of a sync between different views. */
    @Benchmark
    public int[] bucketHashes() {
        return view.bucketHashes();
    }
}
