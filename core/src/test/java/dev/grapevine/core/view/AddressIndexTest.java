package dev.grapevine.core.view;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.entry;
import static dev.grapevine.core.view.Samples.member;
import static dev.grapevine.core.view.Samples.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressIndexTest {

    private final View view = Samples.viewOf(3);

    private MemberEntry claim(String name, int address) {
        return put(view, member(name, address), 0);
    }

    @Test
    void the_first_live_claimant_of_an_address_holds_it_until_another_answers_there() {
        MemberEntry forged = claim("x", 2);
        assertThat(view.at(address(2))).isSameAs(entry(view, 2));
        view.answered(forged, address(2), 0);
        assertThat(view.at(address(2))).isSameAs(forged);
        view.answered(entry(view, 2), address(2), 0);
        assertThat(view.at(address(2))).isSameAs(entry(view, 2));
        assertThat(view.allAt(address(2))).containsExactly(entry(view, 2), forged);
    }

    @Test
    void a_new_record_of_the_holder_or_of_another_claimant_changes_nothing() {
        MemberEntry other = claim("x", 2);
        put(view, member(2).withIncarnation(5), 1);
        put(view, member(2).withIncarnation(6).withStatus(Status.SUSPECT), 2);
        put(view, other.record().withIncarnation(7), 3);
        assertThat(view.at(address(2))).isSameAs(entry(view, 2));
    }

    @Test
    void a_live_claimant_comes_before_dead_ones() {
        MemberEntry heir = claim("heir", 2);
        put(view, member(2).withStatus(Status.DEAD), 1);
        assertThat(view.at(address(2))).isSameAs(heir);
        put(view, heir.record().withStatus(Status.LEFT), 2);
        put(view, member(2).withIncarnation(1), 3);
        assertThat(view.at(address(2))).isSameAs(entry(view, 2));
    }

    @Test
    void a_member_that_answers_though_it_is_held_dead_is_found_at_its_address() {
        claim("x", 2);
        put(view, member(2).withStatus(Status.DEAD), 1);
        view.foundAt(entry(view, 2), address(2));
        assertThat(view.at(address(2))).isSameAs(entry(view, 2));
    }

    @Test
    void an_answer_from_an_address_that_is_not_in_the_record_takes_nothing() {
        view.foundAt(entry(view, 1), address(2));
        assertThat(view.at(address(2))).isSameAs(entry(view, 2));
    }

    @Test
    void the_local_member_holds_its_addresses_whatever_others_claim_or_answer() {
        view.localIs(entry(view, 1));
        MemberEntry other = put(view, member("x", 1).withAddresses(List.of(address(1), address(8))), 0);
        view.foundAt(other, address(1));
        assertThat(view.at(address(1))).isSameAs(entry(view, 1));
        assertThat(view.isOwn(address(1))).isTrue();
        assertThat(view.isOwn(address(8))).isFalse();
        assertThat(other.addresses()).containsExactly(address(8));
        assertThat(other.address()).isEqualTo(address(8));
    }

    @Test
    void an_address_that_the_local_member_gets_is_no_longer_another_s_and_may_become_it_again() {
        view.localIs(entry(view, 1));
        view.answered(entry(view, 2), address(2), 0);
        put(view, member(1).withIncarnation(1).withAddresses(List.of(address(2))), 1);
        assertThat(view.at(address(2))).isSameAs(entry(view, 1));
        assertThat(entry(view, 2).addresses()).isEmpty();
        assertThat(entry(view, 2).address()).isNull();
        assertThat(entry(view, 2).answeredAddress()).isNull();

        put(view, member(1).withIncarnation(2), 2);
        assertThat(view.at(address(2))).isSameAs(entry(view, 2));
        assertThat(entry(view, 2).address()).isEqualTo(address(2));
    }

    @Test
    void an_address_keeps_16_claimants_the_one_that_answers_always_among_them() {
        for (int i = 0; i < 30; i++) {
            claim("x" + i, 2);
        }
        assertThat(view.allAt(address(2))).hasSize(AddressIndex.MOST_CLAIMANTS);
        MemberEntry late = claim("late", 2);
        view.answered(late, address(2), 0);
        assertThat(view.at(address(2))).isSameAs(late);
        assertThat(view.allAt(address(2))).hasSize(16).doesNotHaveDuplicates();
    }

    /** Compares with a table that is searched through, over random records of few names at few addresses. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void it_holds_who_claims_an_address_and_a_live_one_first(long seed) {
        Random random = new Random(seed);
        View random10 = new View(3);
        MemberEntry local = put(random10, member(0), 0);
        random10.localIs(local);
        for (int step = 0; step < 400; step++) {
            String name = "m" + random.nextInt(10);
            MemberEntry known = random10.get(name);
            if (known != null && known != local && random.nextInt(6) == 0) {
                random10.forget(List.of(known));
            } else {
                List<Address> addresses = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    Address address = address(random.nextInt(6));
                    if (!addresses.contains(address)) {
                        addresses.add(address);
                    }
                }
                Status status = name.equals("m0") ? Status.ALIVE : Status.values()[random.nextInt(4)];
                random10.merge(
                        member(name, 0)
                                .withGeneration(step + 2)
                                .withStatus(status)
                                .withAddresses(addresses),
                        step);
            }
            for (int i = 0; i < 6; i++) {
                check(random10, local, address(i));
            }
        }
    }

    private static void check(View view, MemberEntry local, Address address) {
        List<MemberEntry> claimants = view.entries().stream()
                .filter(entry -> entry.record().addresses().contains(address))
                .toList();
        @Nullable MemberEntry holder = view.at(address);
        assertThat(view.allAt(address)).containsExactlyInAnyOrderElementsOf(claimants);
        if (claimants.isEmpty()) {
            assertThat(holder).isNull();
        } else if (claimants.contains(local)) {
            assertThat(holder).isSameAs(local);
        } else {
            assertThat(holder).isNotNull();
            assertThat(holder.live()).isEqualTo(claimants.stream().anyMatch(MemberEntry::live));
        }
        for (MemberEntry entry : claimants) {
            boolean own = local.record().addresses().contains(address);
            assertThat(entry.addresses().contains(address)).isEqualTo(entry == local || !own);
        }
    }
}
