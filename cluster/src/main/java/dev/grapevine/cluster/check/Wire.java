package dev.grapevine.cluster.check;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open connection, plain or with TLS. Used by one thread; never blocks. */
interface Wire {

    /** Writes some of the bytes; 0 if none can be written now. */
    int write(ByteBuffer bytes) throws IOException;

    /** Reads some bytes; 0 if there are none now, -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** What to wait for before it is worth trying again, for who wants to read or write: 0 if it will call by itself. */
    int operations(int wanted);

    /** The connection is closed. */
    default void released() {}
}
