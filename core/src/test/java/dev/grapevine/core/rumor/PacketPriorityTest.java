package dev.grapevine.core.rumor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PacketPriorityTest {

    private final View view = Samples.viewOf(2);
    private final MemberEntry self = Samples.entry(view, 1);
    private final MemberEntry other = Samples.entry(view, 2);

    private PacketPriority priority(Rumor.Topic topic, MemberEntry about) {
        return PacketPriority.of(new Rumor(new Rumor.Key(topic, about.name()), about, 0, null, true, 0), self);
    }

    private void becomes(MemberEntry entry, Status status) {
        Samples.put(view, entry.record().withStatus(status), 0);
    }

    @Test
    void a_record_has_the_priority_of_its_owner_and_status() {
        assertThat(priority(Rumor.Topic.RECORD, self)).isEqualTo(PacketPriority.OWN_RECORD);
        assertThat(priority(Rumor.Topic.RECORD, other)).isEqualTo(PacketPriority.MEMBERSHIP);
        becomes(other, Status.SUSPECT);
        assertThat(priority(Rumor.Topic.RECORD, other)).isEqualTo(PacketPriority.VERDICT);
        becomes(other, Status.DEAD);
        assertThat(priority(Rumor.Topic.RECORD, other)).isEqualTo(PacketPriority.VERDICT);
    }

    @Test
    void a_leave_is_membership_news_also_of_the_member_itself() {
        becomes(self, Status.LEFT);
        becomes(other, Status.LEFT);
        assertThat(priority(Rumor.Topic.RECORD, self)).isEqualTo(PacketPriority.MEMBERSHIP);
        assertThat(priority(Rumor.Topic.RECORD, other)).isEqualTo(PacketPriority.MEMBERSHIP);
    }

    @Test
    void state_and_accusations_have_their_own() {
        assertThat(priority(Rumor.Topic.STATE, self)).isEqualTo(PacketPriority.STATE);
        assertThat(priority(Rumor.Topic.STATE, other)).isEqualTo(PacketPriority.STATE);
        assertThat(PacketPriority.of(Rumor.accusation(other, 0), self)).isEqualTo(PacketPriority.ACCUSATION);
    }

    /** In {@code docs/wire-protocol.md}, as in PROTOCOL.md, section 3. */
    @Test
    void the_order_is_that_of_the_document() throws IOException {
        String section = Files.readString(Path.of("..", "docs", "wire-protocol.md"))
                .replaceFirst("(?s)^.*\n## The order of news in a packet\n(.*?)\n## .*$", "$1");
        List<String> documented = Pattern.compile("(?m)^\\d\\. `(\\w+)`: ")
                .matcher(section)
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(documented)
                .containsExactly("ACCUSATION", "OWN_RECORD", "VERDICT", "MEMBERSHIP", "STATE")
                .containsExactlyElementsOf(
                        Stream.of(PacketPriority.values()).map(Enum::name).toList());
    }
}
