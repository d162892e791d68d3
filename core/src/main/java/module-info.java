/**
 * The protocol of one member, with no I/O in it.
 *
 * <p>Programs embed {@code dev.grapevine.cluster}, which brings this. Who wants another transport or another world drives
 * {@link dev.grapevine.core.Peer} through {@link dev.grapevine.core.env.Port}. What is not exported is the inside of it.
 */
module dev.grapevine.core {
    requires static transitive org.jspecify;

    exports dev.grapevine.core;
    exports dev.grapevine.core.config;
    exports dev.grapevine.core.env;
    exports dev.grapevine.core.quality;
    exports dev.grapevine.core.view;
    exports dev.grapevine.core.wire;
    exports dev.grapevine.model;
}
