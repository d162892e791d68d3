package dev.grapevine.cluster.data;

import java.io.IOException;

/** What is found in place of a file cannot be one that this program wrote: a device, a pipe, or far too long. */
public final class UnusableFileException extends IOException {
    private static final long serialVersionUID = 1;

    /** @param message what it is, to be read after the path: "is not a plain file" */
    UnusableFileException(String message) {
        super(message);
    }
}
