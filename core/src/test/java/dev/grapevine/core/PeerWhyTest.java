package dev.grapevine.core;

import static dev.grapevine.core.PeerBench.verdict;
import static dev.grapevine.core.view.Samples.address;
import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.RecordingPort;
import dev.grapevine.core.env.RecordingPort.Datagram;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import dev.grapevine.model.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The chain of evidence about member 3, as member 1 tells it. */
class PeerWhyTest {

    private final PeerBench bench = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.PROOF, 0));

    private Why why(String name) {
        return bench.peer.questions().why(name, bench.now()).orElseThrow();
    }

    /** Each finding about member 3 as {@code BY[<HEARD FROM]: TEXT}. */
    private List<String> chain() {
        return chain("m3");
    }

    private List<String> chain(String name) {
        return why(name).findings().stream()
                .map(finding -> finding.by() + (finding.heardFrom() == null ? "" : "<" + finding.heardFrom()) + ": "
                        + finding.text())
                .toList();
    }

    private long tether() {
        bench.know(9).pass(100);
        long tether = bench.accept(3, new Message.Hello(1, 1, "test", "m3", 1, Message.Purpose.TETHER));
        bench.hear(3, new Message.Ack(pingTo(3).number(), true, 0)).forget();
        return tether;
    }

    private Message.Ping pingTo(int i) {
        return bench.port.to(address(i)).stream()
                .flatMap(List::stream)
                .filter(Message.Ping.class::isInstance)
                .map(Message.Ping.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The fresh sockets to member 3: the datagram socket first. */
    private List<Long> examination() {
        List<Long> found = new ArrayList<>();
        for (Map.Entry<Long, RecordingPort.Channel> entry : bench.port.channels.entrySet()) {
            RecordingPort.Channel channel = entry.getValue();
            boolean pings = channel.written.stream().anyMatch(Message.Ping.class::isInstance);
            if (channel.to.equals(address(3)) && !channel.closed && pings) {
                found.add(entry.getKey());
            }
        }
        return found;
    }

    private List<Datagram> questions() {
        return bench.port.sent.stream()
                .filter(datagram -> datagram.carries(Message.Examine.class))
                .toList();
    }

    private void answer(Datagram question, Finding finding) {
        int number = ((Message.Examine) question.messages().get(0)).number();
        bench.hear(question.to(), new Message.Examined(number, finding));
    }

    private static String nameOf(Datagram question) {
        for (int i = 2; i <= 9; i++) {
            if (question.to().equals(address(i))) {
                return "m" + i;
            }
        }
        throw new AssertionError(question.to() + " is nobody's");
    }

    @Test
    void of_one_that_nothing_happened_to_there_is_nothing_to_tell() {
        bench.know(3);
        assertThat(why("m3")).isEqualTo(new Why(Evidence.NONE, List.of(), List.of()));
        assertThat(bench.peer.questions().why("m99", bench.now())).isEmpty();
    }

    @Test
    void a_refusal_is_told_from_the_closed_tether_to_the_verdict() {
        bench.close(tether(), CloseCause.RESET);
        examination().forEach(channel -> bench.close(channel, CloseCause.REFUSED));
        List<Datagram> asked = questions();
        List<String> names = asked.stream().map(PeerWhyTest::nameOf).toList();
        answer(asked.get(0), Finding.REFUSES);
        asked.subList(1, asked.size()).forEach(question -> answer(question, Finding.UNKNOWN));

        List<String> expected = new ArrayList<>(List.of(
                "m1: its tether was reset without a word",
                "m1: checked on fresh sockets: UDP refused, TCP refused",
                "m1: asked others to check it too: " + String.join(", ", names),
                names.get(0) + ": was asked: it refuses there too"));
        names.subList(1, names.size()).forEach(name -> expected.add(name + ": was asked: cannot tell"));
        expected.add("m1," + names.get(0) + ": declared it dead, REFUSED: its addresses refuse, and nobody objected");
        assertThat(chain()).isEqualTo(expected);
        assertThat(why("m3").evidence()).isEqualTo(Evidence.REFUSED);
        assertThat(why("m3").accusers()).containsExactly("m1", names.get(0));
    }

    @Test
    void a_veto_is_told_with_who_raised_it() {
        bench.close(tether(), CloseCause.END);
        examination().forEach(channel -> bench.close(channel, CloseCause.REFUSED));
        Datagram first = questions().get(0);
        answer(first, Finding.LIVES);
        assertThat(chain()).endsWith(nameOf(first) + ": was asked: it answers there, which is a veto");
    }

    @Test
    void a_tether_that_closed_on_one_that_answers_is_told_as_such() {
        bench.close(tether(), CloseCause.END);
        long stream = examination().get(1);
        Message.Ping ping = (Message.Ping) bench.port.channel(stream).written.get(1);
        bench.write(stream, new Message.Ack(ping.number(), true, 0));
        assertThat(chain())
                .containsExactly("m1: its tether closed without a word", "m1: checked on fresh sockets: it answers");
    }

    @Test
    void closed_and_silent_is_told_with_what_was_tried_and_why_it_did_not_end_at_once() {
        bench.close(tether(), CloseCause.END).pass(100);
        assertThat(chain())
                .containsExactly(
                        "m1: its tether closed without a word",
                        "m1: checked on fresh sockets: UDP no answer, TCP no answer",
                        "m1: accused it, CLOSED: the first sign was seen 100 ms before");
        bench.pass(2_000);
        assertThat(chain())
                .endsWith(
                        "m1: declared it dead, CLOSED: it did not refute within its window; 2.00 s after the first sign");
    }

    @Test
    void silence_is_told_with_probe_helpers_and_stream() {
        bench.know(2).forget();
        bench.hear(3, new Message.Alive(member(3)));
        while (bench.peer
                .questions()
                .why("m2", bench.now())
                .orElseThrow()
                .findings()
                .isEmpty()) {
            bench.pass(1);
        }
        assertThat(chain("m2"))
                .containsExactly(
                        "m1: did not answer the ping sent 1.00 s before, nor any of 1 helpers (0 said so);"
                                + " by stream: no answer",
                        "m1: accused it, SILENT: the first unanswered ping was sent 1.00 s before");
    }

    @Test
    void what_others_found_is_told_with_accusers_time_incarnation_and_who_told_it() {
        bench.know(9);
        bench.hear(5, new Message.Verdict("m3", 1, 0, Status.SUSPECT, Evidence.SILENT, List.of("m2"), 1_000));
        bench.pass(200).hear(6, verdict(3, Status.SUSPECT, Evidence.SILENT, "m4"));
        bench.pass(300).hear(7, new Message.Verdict("m3", 1, 0, Status.DEAD, Evidence.SILENT, List.of("m2", "m4"), 20));
        assertThat(chain())
                .containsExactly(
                        "m2<m5: accused it, SILENT: the first unanswered ping was sent 1.00 s before",
                        "m4<m6: confirmed the suspicion: no answer there either",
                        "m2,m4<m7: declared it dead, SILENT: it did not refute within its window;"
                                + " 1.50 s after the first sign; the verdict was 20 ms old");
        assertThat(why("m3").findings())
                .extracting(Why.Finding::agoNanos)
                .containsExactly(500 * PeerBench.MILLI, 300 * PeerBench.MILLI, 0L);
        assertThat(why("m3").findings()).extracting(Why.Finding::incarnation).containsOnly(0L);
    }

    @Test
    void stronger_evidence_is_told() {
        bench.know(9).hear(5, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        bench.hear(5, verdict(3, Status.SUSPECT, Evidence.CLOSED, "m4"));
        assertThat(chain()).endsWith("m4<m5: accused it too, CLOSED");
    }

    @Test
    void a_refutation_is_told_with_its_incarnation() {
        bench.know(9).hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        bench.hear(3, new Message.Alive(member(3).withIncarnation(4)));
        assertThat(chain()).endsWith("m3<m3: refuted being SUSPECT with incarnation 4");
        assertThat(why("m3").accusers()).isEmpty();
    }

    @Test
    void who_was_accused_itself_tells_of_what_and_by_whom() {
        bench.know(9)
                .hear(2, new Message.Verdict("m1", 1_000, 0, Status.SUSPECT, Evidence.SILENT, List.of("m2", "m4"), 0));
        assertThat(chain("m1"))
                .containsExactly("m1<m2: was called SUSPECT SILENT by m2,m4, and refuted with incarnation 1");
    }

    @Test
    void a_leave_is_told_as_one() {
        bench.know(9).hear(4, verdict(3, Status.LEFT, Evidence.NONE));
        assertThat(chain()).containsExactly("m3<m4: left");
    }

    @Test
    void a_return_in_a_new_generation_is_told() {
        bench.know(9).hear(2, verdict(3, Status.DEAD, Evidence.REFUSED, "m2", "m4"));
        bench.hear(3, new Message.Alive(member(3).withGeneration(2)));
        assertThat(chain()).endsWith("m3<m3: came back with a new generation");
    }

    @Test
    void a_verdict_that_the_brake_holds_back_is_told_once() {
        bench.know(8);
        for (int i = 3; i <= 8; i++) {
            bench.hear(2, new Message.Verdict("m" + i, 1, 0, Status.SUSPECT, Evidence.SILENT, List.of("m2"), 0));
        }
        for (int i = 0; i < 150; i++) {
            bench.pass(100).hear(2, new Message.Alive(member(2)));
        }
        assertThat(chain())
                .filteredOn(text -> text.contains("held back"))
                .singleElement()
                .asString()
                .matches("m1: the verdict is held back: \\d of 8 members are silent together, more likely a partition");
    }

    @Test
    void the_oldest_findings_make_room_for_new_ones() {
        bench.know(9);
        for (int incarnation = 0; incarnation < 20; incarnation++) {
            bench.hear(2, new Message.Verdict("m3", 1, incarnation, Status.SUSPECT, Evidence.SILENT, List.of("m2"), 0));
            bench.hear(3, new Message.Alive(member(3).withIncarnation(incarnation + 1)));
        }
        assertThat(chain()).hasSize(Why.LIMIT).endsWith("m3<m3: refuted being SUSPECT with incarnation 20");
    }

    @Test
    void what_is_forgotten_is_explained_no_more() {
        bench.know(9).hear(2, verdict(3, Status.DEAD, Evidence.REFUSED, "m2", "m4"));
        for (int i = 0; i < 3_700; i++) {
            bench.pass(1_000).hear(2, new Message.Alive(member(2)));
        }
        assertThat(bench.peer.questions().why("m3", bench.now())).isEmpty();
    }
}
