package dev.grapevine.core.rumor;

import dev.grapevine.bench.jmh.Samples;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
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

/** Choosing waiting news and splitting it into packets. In this package because pieces of news are package-private. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackingBenchmark {

    private static final int CAPACITY = 1_180;
    private static final int RINGS = 3;
    private static final int SELF = 0;

    @Param({"1", "40"})
    private int news;

    private List<Rumor> rumors = List.of();
    private List<Message> messages = List.of();
    private View view = new View(RINGS);
    private List<RumorPackets.Piece> pieces = List.of();

    @Setup
    public void prepare() {
        rumors = new ArrayList<>();
        messages = new ArrayList<>();
        view = new View(RINGS);
        view.merge(Samples.member(SELF), 0);
        for (int i = 1; i <= news; i++) {
            boolean suspect = i % 4 == 0;
            view.merge(suspect ? Samples.member(i).withStatus(Status.SUSPECT) : Samples.member(i), 0);
            rumors.add(new Rumor(new Rumor.Key(Rumor.Topic.RECORD, Samples.name(i)), entry(i), i, null, true, 0));
            messages.add(suspect ? Samples.suspicion(i) : new Message.Alive(Samples.member(i)));
        }
        pieces = measure();
    }

    private MemberEntry entry(int i) {
        return Objects.requireNonNull(view.get(Samples.name(i)));
    }

    /** Finds the size and priority of each piece of news. */
    @Benchmark
    public List<RumorPackets.Piece> measure() {
        MemberEntry self = entry(SELF);
        List<RumorPackets.Piece> measured = new ArrayList<>(news);
        for (int i = 0; i < news; i++) {
            Rumor rumor = rumors.get(i);
            Message message = messages.get(i);
            measured.add(new RumorPackets.Piece(rumor, message, Codec.size(message), PacketPriority.of(rumor, self)));
        }
        return measured;
    }

    /** Splits all pieces into as many packets as they need. */
    @Benchmark
    public List<List<RumorPackets.Piece>> split() {
        return RumorPackets.split(pieces, CAPACITY);
    }

    /** Chooses the pieces that fit into one packet. */
    @Benchmark
    public List<RumorPackets.Piece> ride() {
        return RumorPackets.fill(pieces, CAPACITY);
    }
}
