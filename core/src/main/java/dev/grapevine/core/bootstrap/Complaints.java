package dev.grapevine.core.bootstrap;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.env.Port;
import java.util.HashSet;
import java.util.Set;

/** What does not work with a seed or an address; said once until it works again, since all of them are tried for ever. */
final class Complaints {

    private final Port port;
    private final Set<String> open = new HashSet<>();

    Complaints(Port port) {
        this.port = port;
    }

    /** Tells the program, unless something was said about this one since it last worked. */
    void raise(String about, Event event) {
        if (open.add(about)) {
            port.emit(event);
        }
    }

    /** It works, or is to be tried as if it were new. */
    void settled(String about) {
        open.remove(about);
    }
}
