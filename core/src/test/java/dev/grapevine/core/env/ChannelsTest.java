package dev.grapevine.core.env;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelsTest {

    private static final Address THERE = Address.parse("10.0.0.2:7000");
    private static final List<Message> WORD = List.of(new Message.KeepAlive());

    private static final MemberRecord SELF =
            new MemberRecord("n1", 7, 0, Status.ALIVE, List.of(Address.parse("10.0.0.1:7000")), "", 1, 1, 1_000, 0);
    private static final Message HELLO = new Message.Hello(1, 1, "test", "n1", 7, Message.Purpose.PROBE);

    private final RecordingPort port = new RecordingPort();
    private final Channels channels =
            new Channels(port, new Handshake("test", () -> SELF, () -> 0, () -> 0, Introductions.NONE));
    private final List<String> heard = new ArrayList<>();

    private ChannelHandler handler(String name) {
        return new ChannelHandler() {
            @Override
            public void opened(long channel, long now) {
                heard.add(name + " opened " + channel);
            }

            @Override
            public void received(long channel, List<Message> messages, long now) {
                heard.add(name + " received " + messages.size());
            }

            @Override
            public void closed(long channel, CloseCause cause, long now) {
                heard.add(name + " closed " + cause);
            }
        };
    }

    @Test
    void every_hello_tells_the_clock_of_the_host_within_what_is_believed() {
        long[] wall = {1_700_000_000_000L, -5, Long.MAX_VALUE};
        long[] told = {1_700_000_000_000L, 0, Plausibility.MAX_CLOCK_MILLIS};
        for (int i = 0; i < wall.length; i++) {
            long clock = wall[i];
            Handshake handshake = new Handshake("test", () -> SELF, () -> 9, () -> clock, Introductions.NONE);

            assertThat(handshake.hello(Message.Purpose.PROBE))
                    .isEqualTo(new Message.Hello(1, 1, "test", "n1", 7, Message.Purpose.PROBE, 0, told[i], null));
            assertThat(handshake.hello(Message.Purpose.JOIN))
                    .isEqualTo(new Message.Hello(1, 1, "test", "n1", 7, Message.Purpose.JOIN, 9, told[i], null));
        }
    }

    @Test
    void each_channel_is_followed_by_who_opened_it() {
        long one = channels.openStream(THERE, Message.Purpose.PROBE, handler("one"));
        long two = channels.openDatagram(THERE, handler("two"));
        channels.opened(one, 0);
        channels.received(two, WORD, 0);
        channels.closed(two, CloseCause.REFUSED, 0);
        channels.received(one, WORD, 0);

        assertThat(heard)
                .containsExactly("one opened " + one, "two received 1", "two closed REFUSED", "one received 1");
        assertThat(port.channel(one).datagram).isFalse();
        assertThat(port.channel(two).datagram).isTrue();
        assertThat(channels.open()).isEqualTo(1);
    }

    @Test
    void hello_comes_first_on_a_stream_and_never_on_a_datagram_socket() {
        long stream = channels.openStream(THERE, Message.Purpose.PROBE, handler("one"));
        long datagram = channels.openDatagram(THERE, handler("two"));
        channels.write(stream, WORD);

        assertThat(port.channel(stream).written).containsExactly(HELLO, WORD.get(0));
        assertThat(port.channel(datagram).written).isEmpty();
    }

    @Test
    void an_accepted_stream_is_greeted_with_what_goes_along() {
        long channel = port.accept(THERE);
        channels.hand(channel, handler("accepted"));
        channels.greet(channel, Message.Purpose.PROBE, new Message.Busy(List.of(THERE)));

        assertThat(port.channel(channel).written).containsExactly(HELLO, new Message.Busy(List.of(THERE)));
    }

    @Test
    void a_channel_can_be_handed_on() {
        long channel = channels.openStream(THERE, Message.Purpose.PROBE, handler("first"));
        channels.hand(channel, handler("second"));
        channels.received(channel, WORD, 0);

        assertThat(heard).containsExactly("second received 1");
    }

    @Test
    void after_closing_nothing_is_written_and_nothing_heard() {
        long channel = channels.openStream(THERE, Message.Purpose.PROBE, handler("one"));
        channels.close(channel);
        channels.close(channel);
        channels.write(channel, WORD);
        channels.received(channel, WORD, 0);
        channels.closed(channel, CloseCause.END, 0);

        assertThat(heard).isEmpty();
        assertThat(port.channel(channel).closed).isTrue();
        assertThat(port.channel(channel).written).containsExactly(HELLO);
    }

    @Test
    void what_is_said_of_an_unknown_channel_is_nobody_s_business() {
        channels.opened(99, 0);
        channels.received(99, WORD, 0);
        channels.closed(99, CloseCause.RESET, 0);
        channels.write(99, WORD);
        channels.close(99);
        assertThat(heard).isEmpty();
    }

    @Test
    void all_can_be_closed_without_their_handlers_hearing_of_it() {
        long one = channels.openStream(THERE, Message.Purpose.PROBE, handler("one"));
        long two = channels.openStream(THERE, Message.Purpose.PROBE, handler("two"));
        channels.closeAll();

        assertThat(heard).isEmpty();
        assertThat(channels.open()).isZero();
        assertThat(port.channel(one).closed && port.channel(two).closed).isTrue();
    }
}
