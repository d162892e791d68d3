package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Profile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Not in the default run: {@code mvn test -pl cluster -am -DexcludedGroups= -Dgroups=large}. */
@Tag("large")
class LargeClusterTest {

    @Test
    @Timeout(120)
    void a_hundred_and_twenty_eight_members_in_one_process_agree() {
        try (Measurement measurement = new Measurement(Profile.LAN)) {
            assertThat(measurement.start(128, 2).nanos()).hasSize(128);
            assertThat(measurement.register().nanos()).hasSize(128);
            assertThat(measurement.leave().nanos()).hasSize(127);
            assertThat(measurement.crash().nanos()).hasSize(126);
        }
    }
}
