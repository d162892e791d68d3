/**
 * The protocol of one member, with no I/O in it, and the values that users of {@code dev.grapevine.cluster} see.
 *
 * <p>Programs embed {@code dev.grapevine.cluster}, which brings this module. Only {@link dev.grapevine.model} is for
 * them; the protocol itself is open to Grapevine's own modules, and may change with every version.
 */
@SuppressWarnings("module") // dev.grapevine.cluster is compiled after this module
module dev.grapevine.core {
    requires static transitive org.jspecify;

    exports dev.grapevine.model;
    exports dev.grapevine.core to
            dev.grapevine.cluster;
    exports dev.grapevine.core.env to
            dev.grapevine.cluster;
    exports dev.grapevine.core.keys to
            dev.grapevine.cluster;
    exports dev.grapevine.core.seal to
            dev.grapevine.cluster;
    exports dev.grapevine.core.view to
            dev.grapevine.cluster;
    exports dev.grapevine.core.wire to
            dev.grapevine.cluster;
}
