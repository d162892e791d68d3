package dev.grapevine.core.keys;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.seal.KeyAccess;
import dev.grapevine.core.seal.KeyBoxes;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.StreamSecret;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side of a stream on which two members tell each other of their keys. Each says what it knows, then which keys it lacks, then gives those that
 * the other lacks and that travel. The opener closes the stream.
 */
final class KeyVisit implements ChannelHandler {

    /** Hears how a visit went. */
    interface Listener {
        /** It has ended, or brought nothing within its time. */
        void ended(KeyVisit visit, long now);

        /** A message came out of turn. */
        void unexpected();
    }

    private enum Phase {
        /** The other side's hello is still to come. */
        GREETING,
        EXCHANGING,
        OVER
    }

    private static final Octets NO_KEY = new Octets(new byte[Message.PUBLIC_KEY]);

    private final KeyAccess keys;
    private final Channels channels;
    private final Listener listener;

    /** Whom this member visits; empty on the side that accepted the stream. */
    private final String host;

    private long channel;
    private Phase phase = Phase.GREETING;
    private @Nullable StreamSecret secret;
    private @Nullable KeyBoxes boxes;
    private boolean heardKnown;
    private boolean heardWanted;
    private boolean heardGiven;

    KeyVisit(KeyAccess keys, Channels channels, Listener listener, String host) {
        this.keys = keys;
        this.channels = channels;
        this.listener = listener;
        this.host = host;
    }

    String host() {
        return host;
    }

    /** It is on this channel. */
    void on(long number) {
        channel = number;
    }

    /** The other side has greeted: tells what is known here. Keys are told on sealed streams only. */
    void begin(long now) {
        StreamSecret agreed = channels.secretOf(channel);
        if (agreed == null) {
            end(now);
            return;
        }
        secret = agreed;
        phase = Phase.EXCHANGING;
        channels.write(channel, List.of(new Message.KnownKeys(keys.ring().entries())));
    }

    @Override
    public void received(long from, List<Message> messages, long now) {
        for (Message message : messages) {
            if (phase == Phase.GREETING
                    && message instanceof Message.Hello hello
                    && hello.name().equals(host)) {
                begin(now);
            } else if (phase == Phase.GREETING) {
                end(now); // refused, busy, or another member
            } else if (phase == Phase.EXCHANGING) {
                exchanged(message, now);
            }
        }
    }

    private void exchanged(Message message, long now) {
        if (message instanceof Message.KnownKeys known && !heardKnown) {
            heardKnown = true;
            heard(known);
        } else if (message instanceof Message.WantedKeys wanted && heardKnown && !heardWanted) {
            heardWanted = true;
            channels.write(channel, List.of(give(wanted)));
        } else if (message instanceof Message.GivenKeys given && heardKnown && !heardGiven) {
            heardGiven = true;
            take(given);
        } else {
            listener.unexpected();
        }
        if (heardWanted && heardGiven && !host.isEmpty()) {
            end(now);
        }
    }

    private void heard(Message.KnownKeys known) {
        StreamSecret stream = secret;
        if (stream == null) {
            return;
        }
        KeyRing ring = keys.ring();
        ring.merge(known.entries(), stream.key());
        List<Long> lacking = ring.lacking().stream().map(KeyId::value).toList();
        Octets publicKey = lacking.isEmpty() ? NO_KEY : new Octets(boxes(stream).publicKey());
        channels.write(channel, List.of(new Message.WantedKeys(publicKey, lacking)));
    }

    private Message.GivenKeys give(Message.WantedKeys wanted) {
        List<Message.KeyBox> given = new ArrayList<>();
        StreamSecret stream = secret;
        for (long wantedId : wanted.ids()) {
            KeyId id = new KeyId(wantedId);
            byte[] key = keys.ring().travelling(id);
            if (key != null && stream != null) {
                byte[] box = boxes(stream).seal(wanted.publicKey().bytes(), given.size(), id, key);
                Arrays.fill(key, (byte) 0);
                if (box != null) {
                    given.add(new Message.KeyBox(id.value(), new Octets(box)));
                }
            }
        }
        return new Message.GivenKeys(
                given.isEmpty() || stream == null
                        ? NO_KEY
                        : new Octets(boxes(stream).publicKey()),
                given);
    }

    private void take(Message.GivenKeys given) {
        KeyBoxes opening = boxes;
        if (opening == null) {
            return; // nothing was asked for
        }
        for (int i = 0; i < given.boxes().size(); i++) {
            Message.KeyBox box = given.boxes().get(i);
            KeyId id = new KeyId(box.id());
            byte[] key =
                    opening.open(given.publicKey().bytes(), i, id, box.box().bytes());
            if (key == null || !keys.ring().given(id, key, keys.cryptography())) {
                listener.unexpected();
            }
            if (key != null) {
                Arrays.fill(key, (byte) 0);
            }
        }
    }

    private KeyBoxes boxes(StreamSecret stream) {
        KeyBoxes known = boxes;
        if (known == null) {
            known = new KeyBoxes(keys.cryptography(), stream);
            boxes = known;
        }
        return known;
    }

    @Override
    public void closed(long closedChannel, CloseCause cause, long now) {
        over(now);
    }

    /** Its time is over. */
    void expired(long now) {
        if (phase != Phase.OVER) {
            end(now);
        }
    }

    private void end(long now) {
        channels.close(channel);
        over(now);
    }

    private void over(long now) {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            listener.ended(this, now);
        }
    }
}
