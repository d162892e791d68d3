package dev.grapevine.cluster;

import dev.grapevine.cluster.net.EventLoop;
import dev.grapevine.core.Peer;
import dev.grapevine.core.PeerQuestions;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Publishes what a peer knows to other threads, so that their reads never wait for the loop, and never delay it.
 *
 * <p>Changes are collected while the peer works, and published together: at most once a turn of the loop, in the order
 * view, events, results of commands. So a program that is told of an event, or whose command returns, finds the view as
 * that event or command left it, or newer. Used by the loop's thread only, except for {@link #view}.
 */
final class ViewPublisher {

    /** Is told of each publication, in the loop. */
    interface Listener {
        /**
         * A view was published.
         *
         * @param events what led to it, in order
         * @param services the services whose instances have changed
         */
        void published(PublishedView view, List<Event> events, Set<String> services);
    }

    /** Stability returns with time, without an event: so often is it looked at while a member is unstable. */
    private static final long UNSTABLE_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Peer peer;
    private final MemberMapper mapper;
    private final EventMapper events;
    private final Listener listener;

    /** The names of the members that have changed since the last publication. */
    private final Set<String> changed = new HashSet<>();

    /** By member, the services of which it has an instance in the published view. */
    private final Map<String, Set<String>> offered = new HashMap<>();

    /** The names of the members that were unstable when they were last published. */
    private final Set<String> unstable = new HashSet<>();

    private final List<PeerEvent> pending = new ArrayList<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean requested;
    private boolean looking;
    private volatile PublishedView view;

    /** To be created in the loop, before the peer starts. */
    ViewPublisher(EventLoop loop, Peer peer, Listener listener) {
        this.loop = loop;
        this.peer = peer;
        this.listener = listener;
        this.mapper = new MemberMapper(peer);
        this.events = new EventMapper(mapper);
        this.view =
                PublishedView.of(mapper.member(peer.self()), peer.questions().liveId());
    }

    /** The view that was published last. May be called by any thread. */
    PublishedView view() {
        return view;
    }

    // ---- changes

    /** Something about a member has changed. */
    void changed(String member) {
        changed.add(member);
        request();
    }

    /** The peer emits an event. */
    void emitted(PeerEvent event) {
        mapper.observe(event);
        if (event instanceof PeerEvent.Membership membership) {
            changed.add(membership.member().name());
        }
        pending.add(event);
        request();
    }

    /** Runs a task in the loop once everything that has changed so far is published. */
    void afterwards(Runnable task) {
        afterwards.add(task);
        request();
    }

    private void request() {
        if (!requested) {
            requested = true;
            try {
                loop.execute(this::publish);
            } catch (RejectedExecutionException e) {
                publish(); // the loop is stopping, and runs its last tasks
            }
        }
    }

    // ---- publication

    /** Publishes what has changed so far, now. */
    void publish() {
        requested = false;
        // Taken before anything can fail, so that what fails once does not fail with each later publication.
        List<Runnable> waiting = List.copyOf(afterwards);
        afterwards.clear();
        List<PeerEvent> emitted = List.copyOf(pending);
        pending.clear();
        try {
            Set<String> services = changed.isEmpty() ? Set.of() : replaceView();
            List<Event> happened = emitted.stream().map(events::map).toList();
            if (!happened.isEmpty() || !services.isEmpty()) {
                listener.published(view, happened, services);
            }
        } finally {
            mapper.published();
            waiting.forEach(Runnable::run);
        }
    }

    /** Returns the services whose instances have changed. */
    private Set<String> replaceView() {
        PeerQuestions questions = peer.questions();
        Set<String> before = new HashSet<>();
        Set<String> services = new HashSet<>();
        List<PublishedView.Update> updates = new ArrayList<>();
        for (String name : changed) {
            before.addAll(offered.getOrDefault(name, Set.of()));
            MemberRecord record = questions.member(name);
            if (record == null) {
                mapper.forget(name);
                offered.remove(name);
                unstable.remove(name);
                updates.add(new PublishedView.Update(name, null, List.of()));
            } else {
                List<ServiceInstance> instances = questions.instancesOf(name);
                Member member = mapper.member(record);
                updates.add(new PublishedView.Update(name, member, instances));
                if (member.unstable()) {
                    unstable.add(name);
                } else {
                    unstable.remove(name);
                }
                offer(name, instances);
                instances.forEach(instance -> services.add(instance.service()));
            }
        }
        changed.clear();
        services.addAll(before);
        view = view.with(updates, before, questions.liveId());
        lookAtUnstable();
        return services;
    }

    private void offer(String member, List<ServiceInstance> instances) {
        if (instances.isEmpty()) {
            offered.remove(member);
            return;
        }
        Set<String> known = offered.computeIfAbsent(member, name -> new HashSet<>());
        known.clear();
        instances.forEach(instance -> known.add(instance.service()));
    }

    private void lookAtUnstable() {
        if (!looking && !unstable.isEmpty()) {
            looking = true;
            loop.schedule(UNSTABLE_LOOK_NANOS, () -> {
                looking = false;
                unstable.forEach(this::changed);
            });
        }
    }
}
