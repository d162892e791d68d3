package dev.grapevine.bench.scalecube;

import io.scalecube.cluster.transport.api.Message;
import io.scalecube.cluster.transport.api.Transport;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Lifeguard's experiment: while the gate is shut, outgoing and received messages wait. */
final class Gate implements Transport {

    private static final int PREFETCH = 1 << 16;

    private final Transport transport;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean shut;

    Gate(Transport transport) {
        this.transport = transport;
    }

    void shut(boolean value) {
        shut = value;
        for (Runnable next = waiting.poll(); !value && next != null; next = waiting.poll()) {
            next.run();
        }
    }

    private Mono<Void> passed() {
        if (!shut) {
            return Mono.empty();
        }
        Sinks.Empty<Void> opened = Sinks.empty();
        waiting.add(opened::tryEmitEmpty);
        return opened.asMono();
    }

    @Override
    public String address() {
        return transport.address();
    }

    @Override
    public Mono<Transport> start() {
        return transport.start().thenReturn(this);
    }

    @Override
    public Mono<Void> stop() {
        return transport.stop();
    }

    @Override
    public boolean isStopped() {
        return transport.isStopped();
    }

    @Override
    public Mono<Void> send(String address, Message message) {
        return Mono.defer(() -> passed().then(transport.send(address, message)));
    }

    @Override
    public Mono<Message> requestResponse(String address, Message request) {
        return Mono.defer(() -> passed().then(transport.requestResponse(address, request)));
    }

    @Override
    public Flux<Message> listen() {
        return transport.listen().concatMap(message -> passed().thenReturn(message), PREFETCH);
    }
}
