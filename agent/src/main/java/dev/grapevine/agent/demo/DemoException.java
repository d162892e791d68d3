package dev.grapevine.agent.demo;

/** The story cannot continue. The message says why. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoException(String message) {
        super(message);
    }
}
