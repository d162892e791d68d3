package dev.grapevine.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.Evidence;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** The numbers themselves, a second time: whoever changes one breaks the protocol, and has to say so here too. */
class CodesTest {

    @Test
    void every_constant_has_its_number_for_ever() throws WireFault {
        assertThat(codes(Status.values(), Codes::of, Codes::status))
                .isEqualTo(Map.of(Status.ALIVE, 0, Status.SUSPECT, 1, Status.DEAD, 2, Status.LEFT, 3));
        assertThat(codes(Evidence.values(), Codes::of, Codes::evidence))
                .isEqualTo(Map.of(
                        Evidence.NONE, 0,
                        Evidence.SILENT, 1,
                        Evidence.CLOSED, 2,
                        Evidence.REFUSED, 3,
                        Evidence.GONE, 4,
                        Evidence.FORGOTTEN, 5));
        assertThat(codes(Message.Purpose.values(), Codes::of, Codes::purpose))
                .isEqualTo(Map.of(
                        Message.Purpose.JOIN, 1,
                        Message.Purpose.SYNC, 2,
                        Message.Purpose.PROBE, 3,
                        Message.Purpose.TETHER, 4,
                        Message.Purpose.STATE, 5,
                        Message.Purpose.KEYS, 6));
        assertThat(codes(Message.Reason.values(), Codes::of, Codes::reason))
                .isEqualTo(Map.of(
                        Message.Reason.CLUSTER, 1,
                        Message.Reason.PROTOCOL, 2,
                        Message.Reason.KEY, 3,
                        Message.Reason.NAME_CONFLICT, 4));
        assertThat(codes(Message.Claim.values(), Codes::of, Codes::claim))
                .isEqualTo(Map.of(
                        Message.Claim.NONE, 0,
                        Message.Claim.JOINER, 1,
                        Message.Claim.RUNNING, 2,
                        Message.Claim.STAYS, 3,
                        Message.Claim.YIELDS, 4));
        assertThat(codes(Health.values(), Codes::of, Codes::health))
                .isEqualTo(Map.of(Health.PASSING, 0, Health.WARNING, 1, Health.CRITICAL, 2));
        assertThat(codes(ServiceState.values(), Codes::of, Codes::serviceState))
                .isEqualTo(Map.of(ServiceState.UP, 0, ServiceState.DRAINING, 1, ServiceState.MAINTENANCE, 2));
    }

    @Test
    void an_unknown_number_is_a_newer_version_and_no_damage() {
        assertUnknown(Codes::status, 4);
        assertUnknown(Codes::evidence, 6);
        assertUnknown(Codes::purpose, 0);
        assertUnknown(Codes::purpose, 7);
        assertUnknown(Codes::reason, 0);
        assertUnknown(Codes::reason, 5);
        assertUnknown(Codes::claim, 5);
        assertUnknown(Codes::health, 3);
        assertUnknown(Codes::serviceState, 3);
    }

    private interface Reading<E> {
        E of(int code) throws WireFault;
    }

    private static <E> Map<E, Integer> codes(E[] constants, ToIntFunction<E> code, Reading<E> constant)
            throws WireFault {
        Map<E, Integer> codes = new LinkedHashMap<>();
        for (E each : constants) {
            codes.put(each, code.applyAsInt(each));
            assertThat(constant.of(code.applyAsInt(each))).isEqualTo(each);
        }
        return codes;
    }

    private static void assertUnknown(Reading<?> reading, int code) {
        assertThatThrownBy(() -> reading.of(code))
                .isInstanceOfSatisfying(
                        WireFault.class, fault -> assertThat(fault.isUnknown()).isTrue());
    }
}
