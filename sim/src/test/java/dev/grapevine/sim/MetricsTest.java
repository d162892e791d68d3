package dev.grapevine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.state.ServiceInstance;
import dev.grapevine.core.view.Evidence;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Trace trace = new Trace();

    private void performed(long at, String operation) {
        trace.add(new Trace.Performed(at, OperationParser.operation(operation)));
    }

    private void observed(long at, String observer, Event event) {
        trace.add(new Trace.Observed(at, observer, event));
    }

    private static MemberRecord record(String name, Status status) {
        return new MemberRecord(name, 1, 0, status, List.of(), "", 1, 1, 1_000, 0);
    }

    private static Event failed(String name) {
        return new Event.Failed(record(name, Status.DEAD), Evidence.SILENT, List.of(), 0);
    }

    private Metrics metrics() {
        return Metrics.of(trace, List.of());
    }

    @Test
    void detection_is_measured_for_each_observer_from_the_stop_on() {
        performed(0, "start n1");
        performed(1_000, "crash n1");
        observed(1_300, "n2", failed("n1"));
        observed(1_500, "n3", failed("n1"));
        observed(1_900, "n4", failed("n1"));
        Metrics.Spread spread = metrics().spread("crash n1");
        assertThat(spread.heard())
                .containsEntry("n2", 300L)
                .containsEntry("n3", 500L)
                .containsEntry("n4", 900L);
        assertThat(spread.quantile(0.5)).isEqualTo(500);
        assertThat(spread.quantile(1)).isEqualTo(900);
        assertThat(spread.dissemination()).isEqualTo(600);
        assertThat(metrics().falseDeaths()).isZero();
    }

    @Test
    void a_stop_that_nobody_noticed_is_there_too() {
        performed(1_000, "host-loss n1");
        assertThat(metrics().spread("host-loss n1").heard()).isEmpty();
        assertThat(metrics().spread("host-loss n1").quantile(1)).isZero();
        assertThatThrownBy(() -> metrics().spread("crash n9")).hasMessage("no 'crash n9' was performed");
    }

    @Test
    void a_verdict_against_one_that_runs_is_false() {
        performed(0, "start n1");
        observed(10, "n2", failed("n1"));
        performed(20, "crash n1");
        observed(30, "n2", failed("n1"));
        performed(40, "restart n1");
        observed(50, "n2", failed("n1"));
        observed(60, "n3", failed("n1"));
        assertThat(metrics().falseDeaths()).isEqualTo(3);
    }

    @Test
    void leaves_restarts_and_services_spread_by_events_of_their_own() {
        ServiceInstance web = ServiceInstance.of("web", 80);
        performed(100, "leave n1");
        observed(110, "n2", new Event.Left(record("n1", Status.LEFT)));
        performed(200, "restart n1");
        observed(220, "n2", new Event.Joined(record("n1", Status.ALIVE)));
        performed(300, "register n1 web 80");
        observed(330, "n2", new Event.ServiceUp("n1", web));
        performed(400, "deregister n1 web");
        observed(440, "n2", new Event.ServiceDown("n1", web));
        assertThat(metrics().spreads().stream().map(spread -> spread.quantile(1)))
                .containsExactly(10L, 20L, 30L, 40L);
    }
}
