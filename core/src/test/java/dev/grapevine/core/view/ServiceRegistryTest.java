package dev.grapevine.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.view.ServiceRegistry.Registered;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest {

    private static final ServiceInstance WEB1 = instance("web", "1", 8_001);
    private static final ServiceInstance WEB2 = instance("web", "2", 8_002);
    private static final ServiceInstance API = instance("api", "1", 9_000);

    private final ServiceRegistry registry = new ServiceRegistry();

    @Test
    void instances_are_in_order_of_service_member_and_id() {
        registry.put("b", WEB2);
        registry.put("a", WEB2);
        registry.put("b", API);
        registry.put("a", WEB1);

        assertThat(registry.services()).containsExactly("api", "web");
        assertThat(registry.instances("web"))
                .containsExactly(new Registered("a", WEB1), new Registered("a", WEB2), new Registered("b", WEB2));
        assertThat(registry.all())
                .containsExactly(
                        new Registered("b", API),
                        new Registered("a", WEB1),
                        new Registered("a", WEB2),
                        new Registered("b", WEB2));
        assertThat(registry.size()).isEqualTo(4);
    }

    @Test
    void members_are_in_the_order_of_their_names_though_an_id_follows() {
        registry.put("a-b", WEB1); // a hyphen comes before a slash
        registry.put("a", WEB1);
        assertThat(registry.instances("web")).containsExactly(new Registered("a", WEB1), new Registered("a-b", WEB1));
    }

    @Test
    void an_instance_is_replaced_by_the_next_of_its_member_and_id() {
        registry.put("a", WEB1);
        ServiceInstance sick = WEB1.withHealth(Health.CRITICAL, "no answer", 7);
        registry.put("a", sick);

        assertThat(registry.instances("web")).containsExactly(new Registered("a", sick));
        assertThat(registry.size()).isEqualTo(1);
    }

    @Test
    void a_service_is_gone_with_its_last_instance() {
        registry.put("a", WEB1);
        registry.put("b", WEB1);
        registry.remove("a", WEB1);

        assertThat(registry.instances("web")).containsExactly(new Registered("b", WEB1));
        registry.remove("b", WEB1);
        assertThat(registry.services()).isEmpty();
        assertThat(registry.instances("web")).isEmpty();
        assertThat(registry.size()).isZero();
    }

    @Test
    void removing_what_is_not_there_changes_nothing() {
        registry.put("a", WEB1);
        registry.remove("b", WEB1);
        registry.remove("a", WEB2);
        registry.remove("a", API);

        assertThat(registry.all()).containsExactly(new Registered("a", WEB1));
        assertThat(registry.size()).isEqualTo(1);
    }

    @Test
    void what_was_asked_for_does_not_change_later() {
        registry.put("a", WEB1);
        List<Registered> before = registry.instances("web");
        registry.put("b", WEB2);

        assertThat(before).containsExactly(new Registered("a", WEB1));
        assertThatThrownBy(() -> registry.services().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private static ServiceInstance instance(String service, String id, int port) {
        return new ServiceInstance(
                service, id, "", port, List.of(), Map.of(), 1, Health.PASSING, "", ServiceState.UP, 0);
    }
}
