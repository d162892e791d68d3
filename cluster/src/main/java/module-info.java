/** A member of a Grapevine cluster, for programs that embed one. */
module dev.grapevine.cluster {
    requires transitive dev.grapevine.core;
    requires static transitive org.jspecify;
    // For HTTP checks.
    requires java.net.http;
    // Where a run-time image leaves these out, there are no events for Flight Recorder, and no JMX.
    requires static jdk.jfr;
    requires static java.management;
    // For SRV seeds only; a small run-time image may leave it out.
    requires static java.naming;

    exports dev.grapevine.cluster;
}
