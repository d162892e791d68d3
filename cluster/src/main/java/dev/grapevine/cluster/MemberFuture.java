package dev.grapevine.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future that a member completes and the whole program shares. Callers wait for it and build upon it, but cannot
 * complete or cancel it. There is one for all calls, so that a health check that asks every second leaves nothing behind.
 *
 * <p>A stage that is built upon it runs on a callback thread, also where its method is not one of the asynchronous ones:
 * a stage that blocks delays no other. Thread-safe.
 */
final class MemberFuture<T> extends CompletableFuture<T> {

    private final Executor callbacks;

    private MemberFuture(Executor callbacks) {
        this.callbacks = callbacks;
    }

    /** Completes as the given future does, on a callback thread. */
    static <T> CompletableFuture<T> of(CompletableFuture<T> future, Executor callbacks) {
        MemberFuture<T> shared = new MemberFuture<>(callbacks);
        future.whenComplete(shared::setApart);
        return shared;
    }

    /** If there is no memory for another thread, the waiting threads must hear of it nevertheless. */
    private void setApart(T value, @Nullable Throwable failure) {
        try {
            callbacks.execute(() -> set(value, failure));
        } catch (Throwable e) {
            set(value, failure);
        }
    }

    private void set(T value, @Nullable Throwable failure) {
        if (failure == null) {
            super.complete(value);
        } else {
            super.completeExceptionally(failure);
        }
    }

    // ---- what only the member may do

    @Override
    public boolean complete(T value) {
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return false;
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        return this;
    }

    @Override
    public void obtrudeValue(T value) {
        throw new UnsupportedOperationException("this future belongs to the member");
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException("this future belongs to the member");
    }

    /** A time limit ends a copy, not this. */
    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        return copy().orTimeout(timeout, unit);
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        return copy().completeOnTimeout(value, timeout, unit);
    }

    // ---- stages

    /** A stage belongs to the program that builds it. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    @Override
    public Executor defaultExecutor() {
        return callbacks;
    }

    @Override
    public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> function) {
        return thenApplyAsync(function, callbacks);
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        return thenAcceptAsync(action, callbacks);
    }

    @Override
    public CompletableFuture<Void> thenRun(Runnable action) {
        return thenRunAsync(action, callbacks);
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
        return thenCombineAsync(other, function, callbacks);
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return thenAcceptBothAsync(other, action, callbacks);
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return runAfterBothAsync(other, action, callbacks);
    }

    @Override
    public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> function) {
        return applyToEitherAsync(other, function, callbacks);
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return acceptEitherAsync(other, action, callbacks);
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return runAfterEitherAsync(other, action, callbacks);
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> function) {
        return thenComposeAsync(function, callbacks);
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return whenCompleteAsync(action, callbacks);
    }

    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
        return handleAsync(function, callbacks);
    }

    @Override
    public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> function) {
        return exceptionallyAsync(function, callbacks);
    }

    @Override
    public CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> function) {
        return exceptionallyComposeAsync(function, callbacks);
    }

    /** As a stage of its own: what is built upon a copy must not run in the loop either. */
    @Override
    public CompletableFuture<T> copy() {
        return thenApplyAsync(value -> value, callbacks);
    }

    @Override
    public CompletionStage<T> minimalCompletionStage() {
        return copy().minimalCompletionStage();
    }
}
