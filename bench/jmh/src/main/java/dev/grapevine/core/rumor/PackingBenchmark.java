package dev.grapevine.core.rumor;

import dev.grapevine.bench.jmh.Samples;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Choosing waiting news and splitting it into packets. In this package because {@link Packing} is package-private. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackingBenchmark {

    private static final int CAPACITY = 1_180;
    private static final int CIRCLES = 3;
    private static final String SELF = "node-0";

    @Param({"1", "40"})
    private int news;

    private List<Rumor> rumors = List.of();
    private List<Message> messages = List.of();
    private List<Packing.Piece> pieces = List.of();

    @Setup
    public void prepare() {
        rumors = new ArrayList<>();
        messages = new ArrayList<>();
        View view = new View(CIRCLES);
        for (int i = 1; i <= news; i++) {
            view.merge(Samples.member(i), 0);
            MemberEntry about = Objects.requireNonNull(view.get(Samples.name(i)));
            rumors.add(new Rumor(new Rumor.Key(Rumor.Topic.RECORD, about.name()), about, i, null, true, 0));
            messages.add(i % 4 == 0 ? Samples.suspicion(i) : new Message.Alive(Samples.member(i)));
        }
        pieces = measure();
    }

    /** Finds the size and priority of each piece of news. */
    @Benchmark
    public List<Packing.Piece> measure() {
        List<Packing.Piece> measured = new ArrayList<>(news);
        for (int i = 0; i < news; i++) {
            measured.add(Packing.piece(rumors.get(i), messages.get(i), SELF));
        }
        return measured;
    }

    /** Splits all pieces into as many packets as they need. */
    @Benchmark
    public List<List<Packing.Piece>> split() {
        return Packing.packets(pieces, CAPACITY);
    }

    /** Chooses the pieces that fit into one packet. */
    @Benchmark
    public List<Packing.Piece> ride() {
        return Packing.fill(pieces, CAPACITY);
    }
}
