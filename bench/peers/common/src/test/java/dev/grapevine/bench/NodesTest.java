package dev.grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodesTest {

    /** A system in which every node sees every change at once. */
    private static final class AllKnowing implements Peer<String> {

        private final Map<String, Observer> observers = new ConcurrentHashMap<>();
        private final List<String> seeds = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "all-knowing";
        }

        @Override
        public Map<String, Object> config() {
            return Map.of("probe_interval_ms", 1);
        }

        @Override
        public synchronized String start(String name, @Nullable String seed, Observer observer) {
            seeds.add(String.valueOf(seed));
            observers.put(name, observer);
            observers.keySet().forEach(observer::up);
            observers.values().forEach(other -> other.up(name));
            return name;
        }

        @Override
        public synchronized void kill(String node) {
            observers.remove(node);
            observers.values().forEach(other -> other.down(node));
        }

        @Override
        public void leave(String node) {
            kill(node);
        }
    }

    private final AllKnowing peer = new AllKnowing();
    private final Nodes<String> nodes = new Nodes<>(peer, Options.parse(Map.of(), "--limit-seconds", "20"));

    @Test
    void the_first_node_is_the_seed_of_all_others_and_never_a_victim() throws InterruptedException {
        assertThat(nodes.start(5).complete()).isTrue();
        assertThat(peer.seeds).containsExactly("null", "n0", "n0", "n0", "n0");
        assertThat(Nodes.namesOf(nodes.pick(4))).isEqualTo(Set.of("n1", "n2", "n3", "n4"));
    }

    @Test
    void killed_nodes_are_replaced_by_new_ones() throws InterruptedException {
        nodes.start(5);
        List<Node<String>> victims = new ArrayList<>(nodes.pick(2));
        nodes.kill(victims);
        assertThat(nodes.live()).hasSize(3).doesNotContainAnyElementsOf(victims);
        assertThat(Nodes.agree(nodes.live())).isTrue();
        assertThat(nodes.start(2).complete()).isTrue();
        assertThat(Nodes.namesOf(nodes.live())).hasSize(5).contains("n0", "n5", "n6");
    }

    @Test
    void nodes_agree_only_on_exactly_themselves() throws InterruptedException {
        nodes.start(3);
        assertThat(Nodes.agree(nodes.live().subList(0, 2))).isFalse();
        nodes.live().get(1).up("stranger");
        assertThat(Nodes.agree(nodes.live())).isFalse();
    }

    @Test
    void the_same_seed_picks_the_same_victims() throws InterruptedException {
        Nodes<String> twin = new Nodes<>(new AllKnowing(), Options.parse(Map.of()));
        nodes.start(16);
        twin.start(16);
        assertThat(nodes.pick(3).stream().map(Node::name).toList())
                .isEqualTo(twin.pick(3).stream().map(Node::name).toList());
    }
}
