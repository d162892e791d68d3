package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MemberFutureTest {

    /** What would run on a callback thread. */
    private final List<Runnable> posted = new ArrayList<>();

    private final CompletableFuture<String> member = new CompletableFuture<>();
    private final CompletableFuture<String> shared = MemberFuture.of(member, posted::add);

    private void runPosted() {
        while (!posted.isEmpty()) {
            posted.remove(0).run();
        }
    }

    @Test
    void callers_cannot_complete_or_cancel_it() {
        assertThat(shared.complete("x")).isFalse();
        assertThat(shared.completeExceptionally(new IllegalStateException())).isFalse();
        assertThat(shared.cancel(true)).isFalse();
        shared.completeAsync(() -> "x");
        assertThatThrownBy(() -> shared.obtrudeValue("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shared.obtrudeException(new Error()))
                .isInstanceOf(UnsupportedOperationException.class);
        runPosted();
        assertThat(shared).isNotDone();
        member.complete("by the member");
        runPosted();
        assertThat(shared).isCompletedWithValue("by the member");
    }

    @Test
    void it_completes_although_there_is_no_memory_for_a_task() {
        CompletableFuture<String> ending = new CompletableFuture<>();
        CompletableFuture<String> last = MemberFuture.of(ending, task -> {
            throw new OutOfMemoryError("in a test");
        });
        ending.complete("stopped");
        assertThat(last).isCompletedWithValue("stopped");
    }

    @Test
    void a_time_limit_ends_only_the_stage_that_has_it() {
        CompletableFuture<String> limited = shared.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(limited::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(shared.completeOnTimeout("late", 1, TimeUnit.MILLISECONDS).join())
                .isEqualTo("late");
        assertThat(shared).isNotDone();
    }

    @Test
    void a_failure_of_the_member_is_that_of_all() {
        member.completeExceptionally(new StartException("taken", null));
        runPosted();
        assertThatThrownBy(shared::join).hasCauseInstanceOf(StartException.class);
        CompletableFuture<String> handled = shared.exceptionally(failure -> "handled");
        runPosted();
        assertThat(handled).isCompletedWithValue("handled");
    }

    @Test
    void every_kind_of_stage_runs_on_a_callback_thread() {
        CompletableFuture<String> other = CompletableFuture.completedFuture("other");
        List<Function<CompletableFuture<String>, CompletionStage<?>>> kinds = List.of(
                future -> future.thenApply(value -> value),
                future -> future.thenAccept(value -> {}),
                future -> future.thenRun(() -> {}),
                future -> future.thenCombine(other, String::concat),
                future -> future.thenAcceptBoth(other, (a, b) -> {}),
                future -> future.runAfterBoth(other, () -> {}),
                future -> future.applyToEither(new CompletableFuture<>(), value -> value),
                future -> future.acceptEither(new CompletableFuture<>(), value -> {}),
                future -> future.runAfterEither(new CompletableFuture<>(), () -> {}),
                future -> future.thenCompose(value -> other),
                future -> future.whenComplete((value, failure) -> {}),
                future -> future.handle((value, failure) -> value),
                future -> future.thenApplyAsync(value -> value),
                CompletableFuture::copy,
                CompletableFuture::minimalCompletionStage);
        member.complete("done");
        runPosted();
        for (Function<CompletableFuture<String>, CompletionStage<?>> kind : kinds) {
            CompletionStage<?> stage = kind.apply(shared);
            assertThat(posted).hasSize(1);
            runPosted();
            assertThat(stage.toCompletableFuture()).isCompleted();
        }
    }

    @Test
    void asking_a_member_again_and_again_leaves_nothing_behind() {
        try (Cluster cluster = Cluster.builder().name("m1").port(0).start()) {
            Supplier<CompletableFuture<StopReason>> asked = cluster::stopped;
            CompletableFuture<StopReason> first = asked.get();
            assertThat(asked.get()).isSameAs(first);
            assertThat(first.getNumberOfDependents()).isZero();
        }
    }
}
