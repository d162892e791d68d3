package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.grapevine.cluster.net.SocketPair;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ServiceInstance;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Members in processes that really have no memory, or may make no threads. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScarceResourcesTest {

    private static final int SECONDS = 60;

    private static Cluster.Builder member(String name) {
        return Cluster.builder().name(name).cluster("scarce").port(0).profile(Profile.LOCAL);
    }

    private static void assertFree(int port) throws IOException {
        SocketPair.open(InetAddress.getLoopbackAddress(), port).close();
    }

    @Test
    void a_member_whose_process_runs_out_of_memory_stops_and_frees_its_port() throws IOException {
        try (Child child =
                Child.run(List.of(), List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:-UseGCOverheadLimit"), Memory.class)) {
            assertThat(child.line()).isEqualTo("FAILED");
            assertThat(child.line()).isEqualTo("IllegalStateException");
            assertThat(child.line()).isEqualTo("members 2");
            assertThat(child.line()).isEqualTo("free");
        }
    }

    /** Fills its memory, and keeps it full until its member has stopped. */
    static final class Memory {
        public static void main(String... arguments) throws Exception {
            Cluster first = member("m1").start();
            Cluster second = member("m2").seeds(first.address().toString()).start();
            while (first.members().size() < 2) {
                Thread.onSpinWait();
            }
            CompletableFuture<StopReason> stopped = first.stopped();
            while (!stopped.isDone()) {
                try {
                    fillForAWhile();
                } catch (OutOfMemoryError e) {
                    Thread.onSpinWait(); // this thread lacked memory too
                }
            }
            System.out.println(stopped.get(SECONDS, TimeUnit.SECONDS).cause());
            try {
                first.register(ServiceInstance.named("web").port(1).build());
            } catch (RuntimeException e) {
                System.out.println(e.getClass().getSimpleName());
            }
            System.out.println("members " + first.members().size());
            assertFree(first.address().port());
            System.out.println("free");
            second.abort();
        }

        private static void fillForAWhile() {
            Object[] full = new Object[1 << 16];
            int count = 0;
            for (int size = 1 << 20; size >= 16 && count < full.length; ) {
                try {
                    full[count] = new byte[size];
                    count++;
                } catch (OutOfMemoryError e) {
                    size /= 2;
                }
            }
            try {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            } finally {
                Reference.reachabilityFence(full);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void members_end_although_no_thread_can_be_made() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
        assumeTrue(
                System.getProperty("user.name").equals("root"),
                "needs root: limits are per user, and do not bind root");
        // The limit counts all processes of a user, so each run has a user of its own.
        String user = String.valueOf(20_000 + ProcessHandle.current().pid() % 40_000);
        assumeTrue(mayRead(user), "needs a checkout that other users may read");
        List<String> as = List.of(
                "setpriv", "--reuid", user, "--clear-groups", "bash", "-c", "ulimit -u 60 && exec \"$@\"", "bash");
        try (Child child = Child.run(as, List.of("-XX:+UseSerialGC", "-Xint", "-Xlog:disable"), Threads.class)) {
            assertThat(child.line()).isEqualTo("no threads");
            assertThat(child.line()).isEqualTo("left");
            assertThat(child.line()).isEqualTo("aborted");
            assertThat(child.line()).isEqualTo("closed on a shared loop");
            assertThat(child.line()).isEqualTo("not started");
            assertThat(child.line()).isEqualTo("free");
        }
    }

    /** Ends its members in all ways once it can make no more threads. */
    static final class Threads {
        public static void main(String... arguments) throws Exception {
            ClusterLoop loop = ClusterLoop.start("shared");
            Cluster leaving = member("m1").start();
            Cluster aborted = member("m2").start();
            Cluster closed = member("m3").loop(loop).start();
            leaving.subscribe(new ClusterListener() {});
            useUpThreads();
            System.out.println("no threads");
            leaving.leave().get(SECONDS, TimeUnit.SECONDS);
            System.out.println("left");
            aborted.abort();
            System.out.println("aborted");
            closed.close();
            System.out.println("closed on a shared loop");
            failToStart(leaving.address().port());
            System.out.println("not started");
            for (Cluster cluster : List.of(leaving, aborted, closed)) {
                assertFree(cluster.address().port());
            }
            loop.close();
            System.out.println("free");
        }

        private static void failToStart(int port) {
            while (true) {
                useUpThreads(); // those of the members that have ended, perhaps only a moment ago
                try {
                    member("m4").port(port).start().close();
                } catch (OutOfMemoryError e) {
                    return;
                }
            }
        }

        private static void useUpThreads() {
            while (true) {
                try {
                    Thread parked = new Thread(LockSupport::park);
                    parked.setDaemon(true);
                    parked.start();
                } catch (OutOfMemoryError e) {
                    return;
                }
            }
        }
    }

    private static boolean mayRead(String user) throws IOException, InterruptedException {
        Path classes =
                Path.of("target/classes/dev/grapevine/cluster/Cluster.class").toAbsolutePath();
        return new ProcessBuilder("setpriv", "--reuid", user, "--clear-groups", "test", "-r", classes.toString())
                        .start()
                        .waitFor()
                == 0;
    }
}
