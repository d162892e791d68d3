package dev.grapevine.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.ServiceInstance;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceDecoderTest {

    private static final ServiceInstance WEB =
            ServiceInstance.named("web").port(80).build();
    private static final ServiceInstance API =
            ServiceInstance.named("api").port(81).build();

    private final InstanceDecoder decoder = new InstanceDecoder();

    private static OwnedState state(ServiceInstance... published) {
        OwnedState state = new OwnedState();
        for (ServiceInstance instance : published) {
            state.write(StateKeys.service(instance), ServiceCodec.encode(instance));
        }
        return state;
    }

    private static ServiceInstance only(Collection<ServiceInstance> some) {
        assertThat(some).hasSize(1);
        return some.iterator().next();
    }

    @Test
    void instances_are_in_the_order_of_their_keys() {
        assertThat(decoder.instances(state())).isEmpty();
        assertThat(decoder.instances(state(WEB))).isEqualTo(Map.of("s/web/web", WEB));
        assertThat(decoder.instances(state(WEB, API)))
                .containsExactly(Map.entry("s/api/api", API), Map.entry("s/web/web", WEB));
    }

    @Test
    void entries_that_cannot_be_decoded_are_left_out_wherever_they_are() {
        OwnedState broken = state();
        broken.write("s/web/web", new byte[] {1, 99});
        assertThat(decoder.instances(broken)).isEmpty();
        broken.write("s/api/api", ServiceCodec.encode(API));
        broken.write("m/key", new byte[] {1});
        assertThat(decoder.instances(broken)).containsExactly(Map.entry("s/api/api", API));
        broken.write("s/api/api", null);
        assertThat(decoder.instances(broken)).isEmpty();
    }

    @Test
    void the_same_instance_at_two_members_is_held_once() {
        ServiceInstance first = only(decoder.instances(state(WEB)).values());
        ServiceInstance second = only(decoder.instances(state(API, WEB)).values().stream()
                .filter(one -> one.port() == 80)
                .toList());
        assertThat(second).isSameAs(first);
    }

    @Test
    void another_value_under_the_same_key_is_decoded_anew() {
        decoder.instances(state(WEB));
        ServiceInstance moved = ServiceInstance.named("web").port(8_080).build();
        assertThat(decoder.instances(state(moved))).isEqualTo(Map.of("s/web/web", moved));
        assertThat(decoder.instances(state(WEB))).isEqualTo(Map.of("s/web/web", WEB));
    }

    @Test
    void more_keys_than_the_cache_holds_do_not_mix() {
        for (int i = 0; i < 500; i++) {
            ServiceInstance one = ServiceInstance.named("service-" + i).port(i).build();
            assertThat(decoder.instances(state(one))).isEqualTo(Map.of("s/service-" + i + "/service-" + i, one));
        }
    }
}
