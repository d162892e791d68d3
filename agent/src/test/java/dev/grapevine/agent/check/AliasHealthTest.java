package dev.grapevine.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an alias makes of the health of others. The own member is node1. */
class AliasHealthTest {

    private final FakeCluster cluster = new FakeCluster();
    private final AliasHealth aliases = new AliasHealth(cluster);

    private void put(String member, String service, Health health, CheckResult... checks) {
        cluster.putInstance(member, instance(service, health).withChecks(List.of(checks)));
    }

    private static ServiceInstance instance(String service, Health health) {
        return ServiceInstance.named(service).build().withHealth(health, service + " says so", 1);
    }

    private static CheckResult check(String id, Health health) {
        return new CheckResult(id, "", health, id + " says so");
    }

    private String of(String service, String member) {
        var outcome = aliases.of(service, member);
        return outcome.health() + " " + outcome.output();
    }

    @Test
    void the_worst_instance_counts() {
        put("node1", "db", Health.PASSING);
        assertThat(of("db", "")).isEqualTo("PASSING all pass");
        put("node2", "db", Health.WARNING);
        assertThat(of("db", "")).isEqualTo("PASSING all pass");
        assertThat(of("db", "*")).isEqualTo("WARNING db at node2: db says so");
        put("node3", "db", Health.CRITICAL);
        assertThat(of("db", "*")).isEqualTo("CRITICAL db at node3: db says so");
        assertThat(of("db", "node2")).isEqualTo("WARNING db at node2: db says so");
        assertThat(of("db", "node9")).isEqualTo("CRITICAL there is no instance of db at node9");
        assertThat(of("cache", "*")).isEqualTo("CRITICAL there is no instance of cache");
    }

    @Test
    void maintenance_is_critical_and_draining_is_not() {
        cluster.putInstance("node1", instance("db", Health.PASSING).withState(ServiceState.DRAINING, 1));
        assertThat(of("db", "")).isEqualTo("PASSING all pass");
        cluster.putInstance("node1", instance("db", Health.PASSING).withState(ServiceState.MAINTENANCE, 1));
        assertThat(of("db", "")).isEqualTo("CRITICAL db at node1 is in maintenance");
    }

    @Test
    void a_member_is_critical_if_there_is_none() {
        assertThat(of("", "node1")).isEqualTo("PASSING the member is alive");
        assertThat(of("", "nobody")).isEqualTo("CRITICAL there is no member nobody");
    }

    @Test
    void an_alias_follows_aliases_and_what_they_have_published_does_not_count() {
        put("node1", "web", Health.CRITICAL, check("alias:api@node2", Health.CRITICAL));
        put("node2", "api", Health.CRITICAL, check("alias:db", Health.CRITICAL), check("http", Health.PASSING));
        put("node2", "db", Health.PASSING);
        assertThat(of("web", "")).isEqualTo("PASSING all pass");
        put("node2", "db", Health.WARNING);
        assertThat(of("web", "")).isEqualTo("WARNING db at node2: db says so");
    }

    /** Each would hold the other critical for ever, once one of them was. */
    @Test
    void services_that_alias_one_another_are_what_their_other_checks_say() {
        put("node1", "a", Health.CRITICAL, check("alias:b@node2", Health.CRITICAL), check("http", Health.PASSING));
        put("node2", "b", Health.CRITICAL, check("alias:a@node1", Health.CRITICAL), check("tcp", Health.PASSING));
        assertThat(of("a", "node1")).isEqualTo("PASSING all pass");
        assertThat(of("b", "node2")).isEqualTo("PASSING all pass");
        put("node2", "b", Health.PASSING, check("alias:a@node1", Health.PASSING), check("tcp", Health.CRITICAL));
        assertThat(of("a", "node1")).isEqualTo("CRITICAL b at node2: tcp says so");
        assertThat(of("b", "node2")).isEqualTo("CRITICAL b at node2: tcp says so");
        put("node1", "self", Health.CRITICAL, check("alias:self", Health.CRITICAL));
        assertThat(of("self", "")).isEqualTo("PASSING all pass");
    }

    @Test
    void a_chain_of_aliases_may_be_long() {
        for (int i = 0; i < 2_000; i++) {
            put("node1", "s" + i, Health.PASSING, check("alias:s" + (i + 1), Health.PASSING));
        }
        put("node1", "s2000", Health.WARNING);
        assertThat(of("s0", "")).isEqualTo("WARNING s2000 at node1: s2000 says so");
    }

    @Test
    void an_alias_that_leads_too_far_is_critical() {
        for (int i = 0; i < AliasHealth.MAX_STEPS; i++) {
            cluster.putInstance(
                    "node1", ServiceInstance.named("web").id("i" + i).port(80).build());
        }
        assertThat(of("web", "*")).isEqualTo("CRITICAL it leads to more than 10000 instances and aliases");
    }
}
