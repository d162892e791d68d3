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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chain of evidence about member 3, as member 1 tells it. */
class PeerWhyTest {

    private final PeerBench bench = new PeerBench(Settings.of(Profile.LAN).with(ProtocolSetting.PROOF, 0));

    private Why why(String name) {
        return bench.peer.questions().why(name, bench.now()).orElseThrow();
    }

    /** The sentence, and each finding as {@code KIND ACTOR[+PEER...][<HEARD FROM]: TEXT}. */
    private List<String> chain() {
        return chain("m3");
    }

    private List<String> chain(String name) {
        Why why = why(name);
        List<String> lines = new ArrayList<>(List.of(why.summary()));
        for (Why.Finding finding : why.findings()) {
            String peers = finding.peers().stream().map(peer -> "+" + peer).collect(Collectors.joining());
            String teller = finding.heardFrom() == null ? "" : "<" + finding.heardFrom();
            lines.add(finding.kind() + " " + finding.actor() + peers + teller + ": " + finding.text());
        }
        return lines;
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
        assertThat(why("m3")).isEqualTo(new Why("m3 is alive: nobody accuses it", Evidence.NONE, List.of(), List.of()));
        assertThat(why("m1").summary()).isEqualTo("m1 is alive: it is the member that was asked");
        assertThat(bench.peer.questions().why("m99", bench.now())).isEmpty();
    }

    @Test
    void killed() {
        bench.close(tether(), CloseCause.RESET);
        examination().forEach(channel -> bench.close(channel, CloseCause.REFUSED));
        List<Datagram> asked = questions();
        List<String> names = asked.stream().map(PeerWhyTest::nameOf).toList();
        answer(asked.get(0), Finding.REFUSES);
        asked.subList(1, asked.size()).forEach(question -> answer(question, Finding.UNKNOWN));

        String first = names.get(0);
        int last = names.size() - 1;
        List<String> expected = new ArrayList<>(List.of(
                "m3 was killed or crashed: its host refused connections; two members agreed (m1 and " + first + ")",
                "SIGN m1: m1 lost its tether to m3, which was reset without a word",
                "CHECK m1: m1 checked m3 on fresh sockets: UDP refused, TCP refused",
                "ASKED m1+" + String.join("+", names) + ": m1 asked " + String.join(", ", names.subList(0, last))
                        + " and " + names.get(last) + " to check m3 too",
                "ANSWERED " + first + "+m1: " + first + " answered that m3 refuses there too"));
        names.subList(1, names.size())
                .forEach(name -> expected.add("ANSWERED " + name + "+m1: " + name + " answered that it cannot tell"));
        expected.add("VERDICT m1+" + first + ": m1 declared m3 dead (REFUSED): m1 and " + first
                + " were refused, and nobody objected");
        assertThat(chain()).isEqualTo(expected);
        assertThat(why("m3").evidence()).isEqualTo(Evidence.REFUSED);
        assertThat(why("m3").accusers()).containsExactly("m1", first);
    }

    @Test
    void a_veto_is_told_with_the_member_that_raised_it() {
        bench.close(tether(), CloseCause.END);
        examination().forEach(channel -> bench.close(channel, CloseCause.REFUSED));
        Datagram first = questions().get(0);
        answer(first, Finding.LIVES);
        String name = nameOf(first);
        assertThat(chain())
                .startsWith("m3 is alive: nobody accuses it")
                .endsWith("ANSWERED " + name + "+m1: " + name + " answered that m3 is alive, which is a veto");
    }

    @Test
    void a_tether_that_closed_on_one_that_answers() {
        bench.close(tether(), CloseCause.END);
        long stream = examination().get(1);
        Message.Ping ping = (Message.Ping) bench.port.channel(stream).written.get(1);
        bench.write(stream, new Message.Ack(ping.number(), true, 0));
        assertThat(chain())
                .containsExactly(
                        "m3 is alive: nobody accuses it",
                        "SIGN m1: m1 lost its tether to m3, which closed without a word",
                        "CHECK m1: m1 checked m3 on fresh sockets: it answers");
    }

    @Test
    void a_container_that_vanished_with_its_network() {
        bench.close(tether(), CloseCause.END).pass(100);
        List<String> suspected = List.of(
                "SIGN m1: m1 lost its tether to m3, which closed without a word",
                "CHECK m1: m1 checked m3 on fresh sockets: UDP no answer, TCP no answer",
                "SUSPECTED m1: m1 suspected m3 (CLOSED), 100 ms after the first sign",
                "TOLD m1: m1 told m3 of the suspicion, so that it can refute it");
        assertThat(chain())
                .isEqualTo(after(
                        "m3 is suspected to be dead: its connection closed without a word, and it has not answered for"
                                + " 100 ms; found by m1 alone",
                        suspected));
        bench.pass(2_000);
        assertThat(chain())
                .isEqualTo(after(
                        "m3 vanished with its network, as a removed container does: its connection closed without a"
                                + " word, then nothing answered for 2.0 s; found by m1 alone",
                        suspected,
                        "VERDICT m1: m1 declared m3 dead (CLOSED): it did not refute within its window, 2.0 s after the"
                                + " first sign"));
    }

    private static List<String> after(String summary, List<String> lines, String... more) {
        List<String> all = new ArrayList<>(List.of(summary));
        all.addAll(lines);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void hung() {
        bench.know(2).forget();
        bench.hear(3, new Message.Alive(member(3)));
        while (why("m2").findings().isEmpty()) {
            bench.pass(1);
        }
        List<String> suspected = List.of(
                "SIGN m1: m1 pinged m2 and got no answer within 1.0 s; 1 helper was asked and did not reply; by TCP: no"
                        + " answer",
                "SUSPECTED m1: m1 suspected m2 (SILENT): no answer for 1.0 s",
                "TOLD m1: m1 told m2 of the suspicion, so that it can refute it");
        assertThat(chain("m2"))
                .isEqualTo(after(
                        "m2 is suspected to be dead: it has not answered for 1.0 s; found by m1 alone", suspected));
        bench.hear(3, new Message.Verdict("m2", 1, 0, Status.SUSPECT, Evidence.SILENT, List.of("m3"), 1_000));
        while (bench.peer.questions().member("m2").status() == Status.SUSPECT) {
            bench.hear(3, new Message.Alive(member(3))).pass(10);
        }
        assertThat(chain("m2"))
                .isEqualTo(after(
                        "m2 hung or lost its network: it did not answer for 5.6 s, and nobody reached it; two members"
                                + " agreed (m1 and m3)",
                        suspected,
                        "CONFIRMED m3<m3: m3 confirmed the suspicion: no answer from m2 there either",
                        "VERDICT m1+m3: m1 declared m2 dead (SILENT): it did not refute within its window, 5.6 s after"
                                + " the first sign"));
    }

    @Test
    void told_by_another() {
        bench.know(9);
        bench.hear(5, new Message.Verdict("m3", 1, 0, Status.SUSPECT, Evidence.SILENT, List.of("m2"), 1_000));
        bench.pass(200).hear(6, verdict(3, Status.SUSPECT, Evidence.SILENT, "m4"));
        bench.pass(300).hear(7, new Message.Verdict("m3", 1, 0, Status.DEAD, Evidence.SILENT, List.of("m2", "m4"), 20));
        assertThat(chain())
                .containsExactly(
                        "m3 hung or lost its network: it did not answer for 1.5 s, and nobody reached it; two members"
                                + " agreed (m2 and m4); m1 heard it from m7",
                        "HEARD m1+m2<m5: m1 heard from m5 that m2 suspects m3 (SILENT): no answer for 1.0 s",
                        "CONFIRMED m4<m6: m4 confirmed the suspicion: no answer from m3 there either (m6 told m1)",
                        "HEARD m1+m2+m4<m7: m1 heard from m7 that m3 is dead (SILENT): it did not refute within its"
                                + " window, 1.5 s after the first sign; the verdict was 20 ms old");
        assertThat(why("m3").findings())
                .extracting(Why.Finding::agoNanos)
                .containsExactly(500 * PeerBench.MILLI, 300 * PeerBench.MILLI, 0L);
        assertThat(why("m3").findings()).extracting(Why.Finding::incarnation).containsOnly(0L);
    }

    @Test
    void stronger_evidence_is_told() {
        bench.know(9).hear(5, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        bench.hear(5, verdict(3, Status.SUSPECT, Evidence.CLOSED, "m4"));
        assertThat(chain()).endsWith("CONFIRMED m4<m5: m4 accuses m3 too (CLOSED) (m5 told m1)");
    }

    @Test
    void an_accuser_that_finds_stronger_evidence_is_named() {
        bench.know(9).hear(5, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        bench.hear(2, verdict(3, Status.SUSPECT, Evidence.CLOSED, "m2"));
        assertThat(chain()).endsWith("CONFIRMED m2<m2: m2 accuses m3 too (CLOSED)");
    }

    @Test
    void a_refuted_suspicion() {
        bench.know(9).hear(2, verdict(3, Status.SUSPECT, Evidence.SILENT, "m2"));
        bench.hear(3, new Message.Alive(member(3).withIncarnation(4))).pass(500);
        assertThat(chain())
                .containsExactly(
                        "m3 is alive: it refuted a suspicion 500 ms ago",
                        "HEARD m1+m2<m2: m1 heard from m2 that m2 suspects m3 (SILENT)",
                        "REFUTED m3<m3: m3 refuted being suspected, with incarnation 4");
        assertThat(why("m3").accusers()).isEmpty();
    }

    @Test
    void a_member_that_was_accused_itself_tells_of_what_and_by_whom() {
        bench.know(9)
                .hear(2, new Message.Verdict("m1", 1_000, 0, Status.SUSPECT, Evidence.SILENT, List.of("m2", "m4"), 0));
        assertThat(chain("m1"))
                .containsExactly(
                        "m1 is alive: it is the member that was asked",
                        "REFUTED m1+m2+m4<m2: m1 refuted being suspected (SILENT) by m2 and m4, with incarnation 1");
    }

    @Test
    void left() {
        bench.know(9).hear(4, verdict(3, Status.LEFT, Evidence.NONE));
        assertThat(chain())
                .containsExactly("m3 left of its own will", "HEARD m3<m4: m3 left of its own will (m4 told m1)");
    }

    @Test
    void restarted() {
        bench.know(9).hear(2, verdict(3, Status.DEAD, Evidence.REFUSED, "m2", "m4"));
        bench.hear(3, new Message.Alive(member(3).withGeneration(2))).pass(500);
        assertThat(chain())
                .containsExactly(
                        "m3 is alive: it came back with a new generation 500 ms ago",
                        "HEARD m1+m2+m4<m2: m1 heard from m2 that m3 is dead (REFUSED): m2 and m4 were refused, and"
                                + " nobody objected",
                        "HEARD m3<m3: m3 came back with a new generation");
    }

    @Test
    void removed_by_an_operator_and_replaced() {
        bench.know(9).hear(2, verdict(3, Status.DEAD, Evidence.FORGOTTEN, "m2"));
        bench.hear(2, verdict(4, Status.DEAD, Evidence.GONE, "m2"));
        assertThat(why("m3").summary()).isEqualTo("m3 was removed by an operator; m1 heard it from m2");
        assertThat(why("m4").summary())
                .isEqualTo(
                        "m4 was replaced: a process with a newer generation answered in its place; m1 heard it from m2");
    }

    @Test
    void partitioned() {
        bench.know(8);
        for (int i = 3; i <= 8; i++) {
            bench.hear(2, new Message.Verdict("m" + i, 1, 0, Status.SUSPECT, Evidence.SILENT, List.of("m2"), 0));
        }
        for (int i = 0; i < 70; i++) {
            bench.pass(100).hear(2, new Message.Alive(member(2)));
        }
        assertThat(why("m3").summary())
                .isEqualTo("m3 is suspected to be dead: it has not answered for 7.0 s; two members agreed (m2 and m1);"
                        + " the verdict is put off, since 7 of 8 members are silent at once");
        for (int i = 0; i < 80; i++) {
            bench.pass(100).hear(2, new Message.Alive(member(2)));
        }
        assertThat(chain())
                .filteredOn(text -> text.startsWith("HELD"))
                .singleElement()
                .asString()
                .matches(
                        "HELD m1: m1 put the verdict on m3 off: \\d of 8 members are silent at once, which is more likely"
                                + " a partition");
        assertThat(why("m3").summary())
                .isEqualTo(
                        "m3 hung or lost its network: it did not answer for 11.2 s, and nobody reached it; two members"
                                + " agreed (m2 and m1); the verdict was put off, since 7 of 8 members were silent at once");
    }

    @Test
    void the_oldest_findings_make_room_for_new_ones() {
        bench.know(9);
        for (int incarnation = 0; incarnation < 20; incarnation++) {
            bench.hear(2, new Message.Verdict("m3", 1, incarnation, Status.SUSPECT, Evidence.SILENT, List.of("m2"), 0));
            bench.hear(3, new Message.Alive(member(3).withIncarnation(incarnation + 1)));
        }
        assertThat(chain())
                .hasSize(1 + Why.LIMIT)
                .endsWith("REFUTED m3<m3: m3 refuted being suspected, with incarnation 20");
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
