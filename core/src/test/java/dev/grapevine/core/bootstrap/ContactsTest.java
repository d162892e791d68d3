package dev.grapevine.core.bootstrap;

import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.model.BootstrapPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactsTest {

    private final RecordingPort port = new RecordingPort();
    private final View view = new View(1);
    private final LocalMember local =
            new LocalMember(view, member(1), (own, accused) -> accused + 1, generation -> {}, 0);
    private final Contacts contacts = new Contacts(
            new Membership(view, local, new Tombstones(view, 1, 1, 0), Introductions.NONE, 100, (accuser, now) -> {}),
            List.of(),
            List.of(),
            port);

    private boolean told(int place) {
        port.events.clear();
        contacts.fails("place " + place, new PeerEvent.Bootstrap(BootstrapPhase.SEEDS, "fails"));
        return !port.events.isEmpty();
    }

    @Test
    void the_failures_of_256_places_are_remembered_and_each_told_once() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(told(i)).isTrue();
        }
        assertThat(told(10_000 - Contacts.PLACES_LIMIT)).isFalse();
        assertThat(told(10_000 - Contacts.PLACES_LIMIT - 1)).isTrue();
        assertThat(Contacts.PLACES_LIMIT).isEqualTo(256);
    }

    @Test
    void of_the_addresses_that_lead_here_256_are_remembered() {
        for (int i = 1; i <= 300; i++) {
            contacts.leadsToSelf(address(i));
        }
        assertThat(contacts.isOwn(address(300))).isTrue();
        assertThat(contacts.isOwn(address(45))).isTrue();
        assertThat(contacts.isOwn(address(44))).isFalse();
    }
}
