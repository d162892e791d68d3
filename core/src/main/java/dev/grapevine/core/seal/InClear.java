package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Decoded;
import dev.grapevine.core.wire.Message;
import java.util.ArrayList;
import java.util.List;

/** What comes in clear may come from anybody, and introduces nobody. */
final class InClear {

    private InClear() {}

    static Decoded introducingNobody(Decoded decoded) {
        return decoded instanceof Decoded.Batch batch
                ? new Decoded.Batch(introducingNobody(batch.messages()), batch.skipped())
                : decoded;
    }

    static List<Message> introducingNobody(List<Message> messages) {
        boolean introduces = false;
        for (int i = 0; i < messages.size() && !introduces; i++) {
            introduces = introduces(messages.get(i));
        }
        if (!introduces) {
            return messages;
        }
        List<Message> rest = new ArrayList<>(messages.size());
        for (Message message : messages) {
            rest.add(introducingNobody(message));
        }
        return rest;
    }

    private static boolean introduces(Message message) {
        return message instanceof Message.Alive alive && alive.introduction() != null
                || message instanceof Message.Hello hello && hello.introduction() != null;
    }

    private static Message introducingNobody(Message message) {
        if (message instanceof Message.Alive alive) {
            return new Message.Alive(alive.record());
        }
        return message instanceof Message.Hello hello ? hello.introducing(null) : message;
    }
}
