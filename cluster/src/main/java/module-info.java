/** A member of a Grapevine cluster, for programs that embed one. */
module dev.grapevine.cluster {
    requires transitive dev.grapevine.core;
    requires static transitive org.jspecify;

    exports dev.grapevine.cluster;
}
