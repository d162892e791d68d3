package dev.grapevine.sim.operation;

/** What an operator does with the keys of a cluster. A command that the member refuses does nothing. */
public enum KeyCommand {
    /** Makes a key and installs it. */
    INSTALL,
    /** Has all members seal with the key that was installed last. */
    USE,
    /** Removes the key that was used longest ago, and is not used any more. */
    REMOVE,
    /** Changes to a new key step by step, until it is done or the member ends. */
    ROTATE
}
