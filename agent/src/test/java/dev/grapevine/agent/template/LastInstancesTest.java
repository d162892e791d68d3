package dev.grapevine.agent.template;

import static dev.grapevine.agent.template.Catalogues.draining;
import static dev.grapevine.agent.template.Catalogues.instance;
import static dev.grapevine.agent.template.Catalogues.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.MemberInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LastInstancesTest {

    private static final InstanceInfo WEB = instance("web", "web", "node2", "10.0.0.2", 80, 1);
    private static final InstanceInfo WEB3 = instance("web", "web", "node3", "10.0.0.3", 80, 1);

    private static List<MemberInfo> members(String status) {
        return List.of(member("node1", "10.0.0.1:1", "alive", ""), member("node2", "10.0.0.2:1", status, ""));
    }

    @Test
    void an_emptied_service_keeps_its_last_instances_while_that_is_uncertain() {
        LastInstances last = new LastInstances(false);
        assertThat(last.next(members("alive"), List.of(WEB), false).instances())
                .containsExactly(new FollowedInstance(WEB, false));
        assertThat(last.next(members("dead"), List.of(), true).instances())
                .containsExactly(new FollowedInstance(WEB, true));
        assertThat(last.next(members("dead"), List.of(), true).instances()).hasSize(1);
        assertThat(last.next(List.of(), List.of(), true).instances()).hasSize(1);
        assertThat(last.next(members("dead"), List.of(), false).instances()).isEmpty();
        assertThat(last.next(members("dead"), List.of(), true).instances()).isEmpty();
    }

    @Test
    void the_last_ready_instance_is_kept_too_if_it_drains() {
        InstanceInfo drains = draining(WEB);
        LastInstances last = new LastInstances(false);
        last.next(members("alive"), List.of(drains), false);
        assertThat(last.next(members("dead"), List.of(), true).instances())
                .containsExactly(new FollowedInstance(drains, true));
        last.next(members("alive"), List.of(drains, WEB3), false);
        assertThat(last.next(members("dead"), List.of(), true).instances())
                .containsExactly(new FollowedInstance(WEB3, true));
    }

    @Test
    void without_a_partition_an_emptied_service_is_empty() {
        LastInstances last = new LastInstances(false);
        last.next(members("alive"), List.of(WEB), false);
        assertThat(last.next(members("dead"), List.of(), false).instances()).isEmpty();
    }

    @Test
    void what_a_member_that_lives_or_has_left_says_is_true() {
        for (String status : List.of("alive", "left")) {
            LastInstances last = new LastInstances(false);
            last.next(members("alive"), List.of(WEB), false);
            assertThat(last.next(members(status), List.of(), true).instances()).isEmpty();
        }
    }

    @Test
    void a_service_that_still_has_an_instance_keeps_no_other() {
        LastInstances last = new LastInstances(false);
        last.next(members("alive"), List.of(WEB, WEB3), false);
        assertThat(last.next(members("dead"), List.of(WEB3), true).instances())
                .containsExactly(new FollowedInstance(WEB3, false));
    }

    @Test
    void allow_empty_keeps_nothing() {
        LastInstances last = new LastInstances(true);
        last.next(members("alive"), List.of(WEB), false);
        assertThat(last.next(members("dead"), List.of(), true).instances()).isEmpty();
    }

    @Test
    void a_partition_lasts_until_few_members_are_lost_or_the_parts_merge() {
        PartitionState partition = new PartitionState();
        List<MemberInfo> cut = lost(4, 6);
        assertThat(partition.lasts(cut)).isFalse();
        partition.begin();
        assertThat(partition.lasts(cut)).isTrue();
        assertThat(partition.lasts(lost(2, 8))).isTrue();
        assertThat(partition.lasts(lost(1, 9))).isFalse();
        assertThat(partition.lasts(cut)).isFalse();
        partition.begin();
        partition.end();
        assertThat(partition.lasts(cut)).isFalse();
    }

    private static List<MemberInfo> lost(int dead, int alive) {
        List<MemberInfo> members = new ArrayList<>();
        for (int i = 0; i < dead + alive; i++) {
            members.add(member("m" + i, "10.0.0.1:" + i, i >= dead ? "alive" : i % 2 == 0 ? "dead" : "suspect", ""));
        }
        return members;
    }
}
