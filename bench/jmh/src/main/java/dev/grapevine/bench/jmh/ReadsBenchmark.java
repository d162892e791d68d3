package dev.grapevine.bench.jmh;

import dev.grapevine.cluster.Cluster;
import dev.grapevine.cluster.ClusterLoop;
import dev.grapevine.cluster.Service;
import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Reads of a running member of a cluster of 128, in which 125 members offer one instance each of eight services. The
 * others share a loop, which is halted meanwhile; with probes every half minute the member does not notice so soon. Option
 * {@code -t} sets the number of reading threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReadsBenchmark {

    private static final int MEMBERS = 128;
    private static final int OFFERING = 125;
    private static final int SERVICES = 8;
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static final Settings SETTINGS =
            Settings.of(Profile.LAN).with(ProtocolSetting.PROBE_PERIOD, Duration.ofSeconds(30));

    /** The lines about the cluster are not the subject; the logger is kept, as its level is lost with it. */
    private static final Logger LOG = Logger.getLogger("dev.grapevine");

    private final List<Cluster> others = new ArrayList<>();
    private final ClusterLoop loop = ClusterLoop.start("others");
    private final Cluster member = start(0, null);
    private final Service web = member.service("service-0");

    @Setup
    public void fill() throws InterruptedException {
        LOG.setLevel(Level.OFF);
        for (int i = 1; i < MEMBERS; i++) {
            others.add(start(i, member));
        }
        long limit = System.nanoTime() + LIMIT_NANOS;
        while (member.members().size() < MEMBERS || member.instances().size() < OFFERING * SERVICES) {
            if (System.nanoTime() - limit > 0) {
                throw new IllegalStateException(
                        "the member knows " + member.members().size() + " members and "
                                + member.instances().size() + " instances after two minutes");
            }
            Thread.sleep(20);
        }
        loop.suspend();
    }

    private Cluster start(int i, @Nullable Cluster seed) {
        Cluster.Builder builder =
                Cluster.builder().name("node-" + i).cluster("reads").port(0).settings(SETTINGS);
        if (seed != null) {
            builder.seeds(seed.address().toString()).loop(loop);
        }
        for (int service = 0; service < SERVICES && i < OFFERING; service++) {
            builder.services(
                    ServiceInstance.named("service-" + service).port(8_080).build());
        }
        return builder.start();
    }

    @TearDown
    public void stop() {
        loop.resume();
        others.forEach(Cluster::abort);
        member.abort();
        loop.close();
    }

    @Benchmark
    public Member self() {
        return member.self();
    }

    @Benchmark
    public List<Member> members() {
        return member.members();
    }

    @Benchmark
    public Optional<Member> memberByName() {
        return member.member("node-77");
    }

    @Benchmark
    public Set<String> services() {
        return member.services();
    }

    @Benchmark
    public List<Instance> instancesOfService() {
        return web.instances();
    }

    /** Of 125. */
    @Benchmark
    public Optional<Instance> pick() {
        return web.pick();
    }

    @Benchmark
    public List<Instance> allInstances() {
        return member.instances();
    }
}
