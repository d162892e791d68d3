/**
 * A member of a Grapevine cluster, run inside a program: {@link Cluster}. The values that it tells of are in
 * {@link dev.grapevine.model}; programs need no other package.
 *
 * <pre>{@code
 * try (Cluster cluster = Cluster.builder()
 *         .name("shop-1")
 *         .seeds("10.0.0.4:7700", "10.0.0.5:7700")
 *         .bind("0.0.0.0")
 *         .services(ServiceInstance.named("shop").port(8080).build())
 *         .listener(new ClusterListener() {
 *             @Override
 *             public void onFailed(Event.Failed event) {
 *                 System.out.println(event.member().name() + " failed: " + event.evidence());
 *             }
 *         })
 *         .start()) {
 *     ...
 * }
 * }</pre>
 *
 * <h2 id="life">The life of a member</h2>
 *
 * To its own program, a member starts, searches for others, is ready, and stops:
 *
 * <pre>
 * start()       the sockets are open, and the member is a cluster of its own
 *    |
 *    |          searches: seeds, addresses remembered in the data folder, broadcast if asked for
 *    v
 * ready()       JOINED others; or FIRST, without seeds; or ALONE, if no seed answers
 *    |
 *    |          register, updateTags, updateMetadata: the others are told
 *    v
 * leave()       tells the others, and waits until some of them have heard of it
 *    |
 *    v
 * stopped()     LEFT, ABORTED, NAME_TAKEN or FAILED: the sockets and threads are released
 * </pre>
 *
 * To the others it is a {@link dev.grapevine.model.Member} with a {@link dev.grapevine.model.Status}, and each change is
 * an {@link Event}:
 *
 * <pre>
 * (unknown)
 *    |  Joined
 *    v                  Suspected
 *  ALIVE -----------------------------------&gt; SUSPECT
 *  | ^ ^                                       |   |
 *  | | |          Recovered: it runs           |   |
 *  | | +---------------------------------------+   |
 *  | |                                             |  Failed: no answer in time,
 *  | |        Recovered, wasDead                   |  or evidence that needs no time
 *  | +------------------------- DEAD &lt;-------------+
 *  |   Left                       |
 *  +----------------&gt; LEFT        |
 *                      |          |  Forgotten, after an hour or by forget
 *                      v          v
 *                        (unknown)
 * </pre>
 *
 * Where the evidence needs no time, {@link Event.Failed} may come without {@link Event.Suspected} before it.
 *
 * A process that is started again under the same name is another {@linkplain dev.grapevine.model.Member#generation()
 * generation} of that member: the old one has {@link Event.Failed failed} with the evidence
 * {@link dev.grapevine.model.Evidence#GONE GONE}, unless that was known before, and the new one has
 * {@link Event.Joined joined}. {@link Cluster#why} explains each suspicion and each death.
 *
 * <h2 id="guarantees">What is guaranteed</h2>
 *
 * <ul>
 *   <li><b>Convergence.</b> Members hold different views for moments, and while they cannot reach each other. When the
 *       trouble ends, all of them come to the same view by themselves, two sides of a partition included. Neither the
 *       order in which news arrives nor its repetition changes the result.
 *   <li><b>Failures are found.</b> A member that no longer runs is declared dead by every member that runs.
 *   <li><b>Mistakes are undone.</b> A member that runs can be declared dead when it is cut off or stands still for too
 *       long. It comes back by itself, with {@link Event.Recovered}. So {@link Event.Failed} is not a proof that the
 *       process has ended: what must not happen twice needs a guard where it happens.
 *   <li><b>Ownership.</b> Only a member itself changes its tags, metadata and services. When it is dead or has left, its
 *       services are gone from all views that know this.
 *   <li><b>Reads are never behind.</b> When a listener is told of an event, reads already show it. When a method that
 *       changes something returns, reads of the same {@code Cluster} show the change. Other members see it later.
 *   <li><b>Order of events.</b> A subscription begins with a {@link Snapshot}; then each event comes once, in the order
 *       in which the local member saw them. There is no common order among members: one that was slow or cut off may
 *       see only the last of several changes of a member. A listener that falls more than
 *       {@value Cluster#QUEUE_LIMIT} events behind gets a new snapshot instead, with the number of lost events.
 *   <li><b>Stable views.</b> Two {@link StableView}s with the same id, at whichever members, have the same live members
 *       in the same generations. A member may skip a view that another one had, and nothing says when the others have
 *       it. A change of tags, metadata or status alone makes no new stable view.
 * </ul>
 *
 * <h2 id="time">How long things take</h2>
 *
 * From the event until all members know it, with the default settings of each {@link dev.grapevine.model.Profile} and on
 * a network without loss. {@code docs/profiles.md} in the sources has all figures and says how they follow from the
 * {@linkplain dev.grapevine.model.Settings settings}; most members know earlier.
 *
 * <table class="striped">
 *   <caption>Expected seconds</caption>
 *   <thead>
 *     <tr><th scope="col">What</th><th scope="col">LOCAL</th><th scope="col">LAN</th><th scope="col">WAN</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>killed process on a host that answers ({@code REFUSED}), at most</td>
 *         <td>0.38 s</td><td>0.38 s</td><td>2.12 s</td></tr>
 *     <tr><td>killed with its network ({@code CLOSED}), at most</td>
 *         <td>0.78 s</td><td>2.28 s</td><td>11.12 s</td></tr>
 *     <tr><td>hang, lost host ({@code SILENT}), at most</td>
 *         <td>1.88 s</td><td>7.88 s</td><td>41.12 s</td></tr>
 *     <tr><td>leave ({@code LEFT}), at most</td>
 *         <td>0.28 s</td><td>0.28 s</td><td>1.12 s</td></tr>
 *     <tr><td>join, at most</td>
 *         <td>0.48 s</td><td>0.58 s</td><td>2.12 s</td></tr>
 *     <tr><td>the joiner is ready, at most</td>
 *         <td>0.6 s</td><td>1.5 s</td><td>6 s</td></tr>
 *     <tr><td>longest harmless pause, up to</td>
 *         <td>1 s</td><td>4.6 s</td><td>25 s</td></tr>
 *   </tbody>
 * </table>
 *
 * <h2 id="threads">Threads</h2>
 *
 * <table class="striped">
 *   <caption>The threads of a member, all of them daemon threads</caption>
 *   <thead>
 *     <tr><th scope="col">Name</th><th scope="col">Runs</th><th scope="col">May the program block it?</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>{@code grapevine-NAME}, or that of a shared {@link ClusterLoop}</td>
 *         <td>the protocol</td><td>the program never runs on it</td></tr>
 *     <tr><td>{@code grapevine-NAME-callback-1} and so on</td>
 *         <td>listeners, calls of the program's executors, dependents of {@link Cluster#ready} and
 *             {@link Cluster#stopped}</td>
 *         <td>yes, each call has a thread of its own</td></tr>
 *     <tr><td>{@code grapevine-NAME-checks}, {@code grapevine-NAME-check}; only if there are {@linkplain Check checks}</td>
 *         <td>timers and connections of checks, and suppliers of {@link Check#of}</td>
 *         <td>a supplier has a thread of its own, and holds up its own check only</td></tr>
 *     <tr><td>{@code grapevine-resolve-NAME}, {@code grapevine-address}, {@code grapevine-disk}</td>
 *         <td>name lookups and the data folder</td><td>the program never runs on them</td></tr>
 *   </tbody>
 * </table>
 *
 * <ul>
 *   <li>All types of this package are thread-safe, except {@link Cluster.Builder}. Reads take no lock and wait for
 *       nothing. Methods that change something wait for the member's thread, which takes microseconds;
 *       {@link Cluster#close} waits for the leave, {@link Service#await} for instances.
 *   <li>A listener is called by one thread at a time. If it blocks, its own events wait, and no others. If it throws, the
 *       exception is logged, and the next event comes as usual.
 *   <li>An executor of the program may run a listener late, block, or throw: the call is tried again every second. The
 *       subscription ends if the executor is shut down.
 * </ul>
 *
 * <h2 id="operators">What operators see</h2>
 *
 * <ul>
 *   <li>Log lines of {@link java.lang.System.Logger}: what happens in the cluster in
 *       {@code dev.grapevine.cluster.events}, all else in {@code dev.grapevine.cluster}. A log handler may fail or
 *       block: lines are written on other threads, and if too many wait, they are lost and counted in a line. What
 *       strangers do is one line a kind and minute. A line has at most 1 kB, and no control characters.
 *   <li>Events of Java Flight Recorder, in the category Grapevine.
 *   <li>Figures: {@link Cluster#stats}, and in JMX if {@linkplain Cluster.Builder#jmx asked for}.
 *   <li>{@link ClusterListener#onWarning}: what a person should look at.
 *   <li>{@link Cluster#hungFor}: whether the member's thread still comes round, for a health check. After 10 s it is logged
 *       where the thread is, and listeners are told: {@link Event.Hung}.
 * </ul>
 *
 * <h2 id="limits">Limits</h2>
 *
 * <ul>
 *   <li>Live members: {@link dev.grapevine.model.ProtocolSetting#MEMBER_LIMIT limit.members} (10000). Each member knows
 *       all others; there is no smaller view.
 *   <li>State of a member (tags, metadata, services), which every member keeps in memory, by default:
 *       {@link dev.grapevine.model.ProtocolSetting#STATE_ENTRIES state.entries} (8,192),
 *       {@link dev.grapevine.model.ProtocolSetting#STATE_BYTES state.bytes} (2 MiB) and, for one instance,
 *       {@link dev.grapevine.model.ProtocolSetting#STATE_VALUE state.value} (4 KiB). A change beyond that throws
 *       {@link dev.grapevine.model.LimitExceededException} and has no effect.
 *   <li>Names, tags and metadata: {@link dev.grapevine.model.StateRules}.
 *   <li>Changes: {@link dev.grapevine.model.ProtocolSetting#PUBLISH_BURST state.publish-burst} in a row are told at once,
 *       then one in {@link dev.grapevine.model.ProtocolSetting#PUBLISH_INTERVAL state.publish-interval}; changes
 *       meanwhile go out together. State is for what changes now and then, not for counters.
 *   <li>Events that wait for one listener: {@value Cluster#QUEUE_LIMIT}.
 * </ul>
 *
 * <h2 id="not">What it is not</h2>
 *
 * There is no leader, no lock, no election, no consensus and no replicated map: a majority decides nothing, so each side
 * of a partition goes on. Grapevine carries no messages of programs; they find each other's addresses and use
 * connections of their own. Packets are not encrypted.
 *
 * <h2 id="peers">If you come from another system</h2>
 *
 * <table class="striped">
 *   <caption>Serf, and the memberlist that it builds on</caption>
 *   <thead>
 *     <tr><th scope="col">There</th><th scope="col">Here</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>agent, {@code -join}</td><td>{@link Cluster}, {@link Cluster.Builder#seeds seeds}</td></tr>
 *     <tr><td>{@code members}</td><td>{@link Cluster#members}</td></tr>
 *     <tr><td>event handlers: {@code member-join}, {@code member-failed}, {@code member-leave},
 *             {@code member-update}, {@code member-reap}</td>
 *         <td>{@link ClusterListener}: {@link Event.Joined}, {@link Event.Failed}, {@link Event.Left},
 *             {@link Event.Updated}, {@link Event.Forgotten}</td></tr>
 *     <tr><td>a suspicion, which only memberlist sees</td>
 *         <td>{@link Event.Suspected}, {@link Event.Recovered}, {@link Cluster#why}</td></tr>
 *     <tr><td>tags</td>
 *         <td>{@link dev.grapevine.model.Member#tags() tags} and
 *             {@link dev.grapevine.model.Member#metadata() metadata}, changed by {@link Cluster#updateTags} and
 *             {@link Cluster#updateMetadata}</td></tr>
 *     <tr><td>services by convention, in tags</td>
 *         <td>{@link Cluster#service}, {@link dev.grapevine.model.ServiceInstance ServiceInstance}</td></tr>
 *     <tr><td>user events, queries</td>
 *         <td>none: members find each other here, and talk over connections of their own, as {@code examples/chat}
 *             does</td></tr>
 *     <tr><td>{@code force-leave}</td><td>{@link Cluster#forget}</td></tr>
 *     <tr><td>{@code -profile}</td><td>{@link Cluster.Builder#profile profile}</td></tr>
 *   </tbody>
 * </table>
 *
 * <table class="striped">
 *   <caption>scalecube-cluster</caption>
 *   <thead>
 *     <tr><th scope="col">There</th><th scope="col">Here</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>{@code Cluster}, {@code ClusterConfig}, seed members</td>
 *         <td>{@link Cluster}, {@link Cluster.Builder}, {@link Cluster.Builder#seeds seeds}</td></tr>
 *     <tr><td>{@code start()}</td>
 *         <td>{@link Cluster.Builder#start start}, which waits for nobody, then {@link Cluster#ready}</td></tr>
 *     <tr><td>{@code members()}, {@code otherMembers()}</td>
 *         <td>{@link Cluster#members}, with {@link dev.grapevine.model.Member#local() local}</td></tr>
 *     <tr><td>{@code ClusterMessageHandler.onMembershipEvent}: ADDED, LEAVING, REMOVED, UPDATED</td>
 *         <td>{@link ClusterListener}: {@link Event.Joined}, {@link Event.Left}, {@link Event.Failed},
 *             {@link Event.Updated}</td></tr>
 *     <tr><td>{@code metadata}, {@code updateMetadata}</td>
 *         <td>{@link dev.grapevine.model.Member#tags() tags} and
 *             {@link dev.grapevine.model.Member#metadata() metadata}, changed by {@link Cluster#updateTags} and
 *             {@link Cluster#updateMetadata}</td></tr>
 *     <tr><td>{@code send}, {@code requestResponse}, {@code spreadGossip}</td>
 *         <td>none: members find each other here, and talk over connections of their own, as {@code examples/chat}
 *             does</td></tr>
 *     <tr><td>{@code defaultLocalConfig}, {@code defaultLanConfig}, {@code defaultWanConfig}</td>
 *         <td>{@link Cluster.Builder#profile profile}</td></tr>
 *     <tr><td>{@code shutdown()}, {@code onShutdown()}</td>
 *         <td>{@link Cluster#leave} or {@link Cluster#close}, {@link Cluster#stopped}</td></tr>
 *   </tbody>
 * </table>
 *
 * <table class="striped">
 *   <caption>JGroups</caption>
 *   <thead>
 *     <tr><th scope="col">There</th><th scope="col">Here</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>{@code JChannel.connect("name")}</td>
 *         <td>{@link Cluster.Builder#cluster cluster("name")}, {@link Cluster.Builder#start start}</td></tr>
 *     <tr><td>discovery protocols such as {@code TCPPING} and {@code MPING}</td>
 *         <td>{@link Cluster.Builder#seeds seeds}, {@link Cluster.Builder#broadcast broadcast}</td></tr>
 *     <tr><td>{@code Receiver.viewAccepted(View)}</td>
 *         <td>{@link Cluster#subscribeStable}. There the coordinator installs a view, and messages belong to it; here
 *             each member computes {@link StableView views}, and those with the same id are the same</td></tr>
 *     <tr><td>{@code View.getMembers()}</td><td>{@link StableView#members}, sorted by name and not by age</td></tr>
 *     <tr><td>coordinator, the first member of the view</td>
 *         <td>none: no member is in charge. Work can be shared out by hashing, as in
 *             {@code examples/worker-pool}</td></tr>
 *     <tr><td>{@code MergeView}</td><td>{@link Event.Merged}</td></tr>
 *     <tr><td>{@code FD_SOCK}, {@code FD_SOCK2}; {@code VERIFY_SUSPECT2}</td>
 *         <td>{@link dev.grapevine.model.Evidence#REFUSED REFUSED} and
 *             {@link dev.grapevine.model.Evidence#CLOSED CLOSED}, confirmed by other members</td></tr>
 *     <tr><td>{@code FD_ALL3}</td><td>{@link dev.grapevine.model.Evidence#SILENT SILENT}</td></tr>
 *     <tr><td>{@code send}, {@code Receiver.receive}</td>
 *         <td>none: members find each other here, and talk over connections of their own, as {@code examples/chat}
 *             does</td></tr>
 *   </tbody>
 * </table>
 *
 * <table class="striped">
 *   <caption>Hazelcast</caption>
 *   <thead>
 *     <tr><th scope="col">There</th><th scope="col">Here</th></tr>
 *   </thead>
 *   <tbody>
 *     <tr><td>{@code HazelcastInstance}, join configuration</td>
 *         <td>{@link Cluster}, {@link Cluster.Builder#seeds seeds}</td></tr>
 *     <tr><td>{@code Cluster.getMembers()}</td><td>{@link Cluster#members}</td></tr>
 *     <tr><td>{@code InitialMembershipListener}</td><td>{@link ClusterListener#onSnapshot}</td></tr>
 *     <tr><td>{@code MembershipListener}: {@code memberAdded}, {@code memberRemoved}</td>
 *         <td>{@link ClusterListener#onJoined}, {@link ClusterListener#onLeft} or
 *             {@link ClusterListener#onFailed}</td></tr>
 *     <tr><td>{@code MemberAttributeConfig}, fixed at the start</td>
 *         <td>{@link dev.grapevine.model.Member#tags() tags} and
 *             {@link dev.grapevine.model.Member#metadata() metadata}, changed by {@link Cluster#updateTags} and
 *             {@link Cluster#updateMetadata}</td></tr>
 *     <tr><td>split-brain protection: the smaller side stops</td>
 *         <td>none: both sides go on; {@link Event.Partitioned} tells of it</td></tr>
 *     <tr><td>oldest member, CP subsystem, locks</td><td>none</td></tr>
 *     <tr><td>maps, topics, executors</td>
 *         <td>none: members find each other here, and talk over connections of their own, as {@code examples/chat}
 *             does</td></tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package dev.grapevine.cluster;

import org.jspecify.annotations.NullMarked;
