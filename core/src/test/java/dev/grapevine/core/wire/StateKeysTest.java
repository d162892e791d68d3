package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.ServiceInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateKeysTest {

    @Test
    void keys_are_read_back_as_what_they_were_made_of() {
        assertThat(StateKeys.service("web", "web:1")).isEqualTo("s/web/web:1");
        assertThat(StateKeys.serviceOf("s/web/web:1")).isEqualTo(new StateKeys.ServiceKey("web", "web:1"));
        assertThat(StateKeys.service(ServiceInstance.named("web").port(80).build()))
                .isEqualTo("s/web/web");
        assertThat(StateKeys.tag("eu/west")).isEqualTo("t/eu/west");
        assertThat(StateKeys.tagOf("t/eu/west")).isEqualTo("eu/west");
        assertThat(StateKeys.metadata("build")).isEqualTo("m/build");
        assertThat(StateKeys.metadataOf("m/build")).isEqualTo("build");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "s/",
                "s/web",
                "s/web/",
                "s//id",
                "s/we b/id",
                "s/web/a/b",
                "s/web/\u00fc",
                "t/web/id",
                "x/web/id"
            })
    void no_service_key(String key) {
        assertThat(StateKeys.serviceOf(key)).isNull();
    }

    @Test
    void no_tag_or_metadata_key() {
        assertThat(StateKeys.tagOf("t/")).isNull();
        assertThat(StateKeys.tagOf("m/x")).isNull();
        assertThat(StateKeys.metadataOf("m/")).isNull();
        assertThat(StateKeys.metadataOf("s/web/id")).isNull();
    }
}
