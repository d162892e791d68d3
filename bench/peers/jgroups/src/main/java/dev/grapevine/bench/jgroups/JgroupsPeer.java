package dev.grapevine.bench.jgroups;

import dev.grapevine.bench.Observer;
import dev.grapevine.bench.Options;
import dev.grapevine.bench.Peer;
import dev.grapevine.bench.Scenario;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.LogManager;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jgroups.Receiver;
import org.jgroups.Version;
import org.jgroups.View;
import org.jgroups.blocks.cs.NioServer;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.Protocol;
import org.jgroups.stack.ProtocolStack;
import org.jspecify.annotations.Nullable;

/**
 * JGroups with its own udp.xml or tcp.xml, on 127.0.0.1. A crash closes the sockets of FD_SOCK2 and of the transport. A
 * hang discards all traffic while the sockets stay open, so only the heartbeats of FD_ALL3 can detect it.
 */
final class JgroupsPeer implements Peer<JgroupsPeer.Running> {

    private static final String LOOPBACK = "127.0.0.1";

    record Running(JChannel channel, DISCARD discard) {}

    private final String profile;
    private final int basePort;

    JgroupsPeer(Options options) {
        profile = options.text("profile");
        basePort = options.number("base-port");
        if (!List.of("udp", "tcp").contains(profile)) {
            throw new IllegalArgumentException("--profile must be udp or tcp, not " + profile);
        }
        System.setProperty("java.net.preferIPv4Stack", "true");
        System.setProperty("jgroups.bind_addr", LOOPBACK);
        LogManager.getLogManager().reset();
    }

    @Override
    public String name() {
        return "jgroups-" + profile;
    }

    @Override
    public boolean supports(Scenario scenario) {
        return scenario != Scenario.META;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("version", Version.printVersion());
        config.put("transport", profile.equals("udp") ? "UDP, multicast, FD_SOCK2 over TCP" : "TCP, FD_SOCK2 over TCP");
        try (JChannel channel = new JChannel(profile + ".xml")) {
            FD_ALL3 heartbeats = channel.getProtocolStack().findProtocol(FD_ALL3.class);
            config.put("probe_interval_ms", heartbeats.getInterval());
            config.put("heartbeat_timeout_ms", heartbeats.getTimeout());
            config.put(
                    "stack", channel.getProtocolStack().printProtocolSpec(false).replaceAll("\\s+", " "));
        } catch (Exception e) {
            throw new IllegalStateException("cannot read " + profile + ".xml", e);
        }
        return config;
    }

    /** A protocol above the failure detectors, which sees their suspicions. */
    private static final class Spy extends Protocol {

        private final Observer observer;

        Spy(Observer observer) {
            this.observer = observer;
        }

        @Override
        public Object up(Event event) {
            if (event.getType() == Event.SUSPECT && event.getArg() instanceof Iterable<?> suspects) {
                suspects.forEach(suspect -> observer.suspected(suspect.toString()));
            }
            return up_prot.up(event);
        }
    }

    private static final class Views implements Receiver {

        private final Observer observer;
        private Set<String> last = Set.of();

        Views(Observer observer) {
            this.observer = observer;
        }

        @Override
        public synchronized void viewAccepted(View view) {
            Set<String> members = new HashSet<>();
            for (Address member : view.getMembers()) {
                members.add(member.toString());
            }
            members.stream().filter(name -> !last.contains(name)).forEach(observer::up);
            last.stream().filter(name -> !members.contains(name)).forEach(observer::down);
            last = members;
        }

        @Override
        public void receive(Message message) {
            observer.message(message.getObject());
        }
    }

    @Override
    public Running start(String name, @Nullable Running seed, Observer observer) throws Exception {
        JChannel channel = new JChannel(profile + ".xml").name(name);
        ProtocolStack stack = channel.getProtocolStack();
        TP transport = stack.getTransport();
        transport.setBindAddress(InetAddress.getByName(LOOPBACK));
        if (profile.equals("tcp")) {
            transport.setBindPort(basePort + 2 * Integer.parseInt(name.substring(1)));
            TCPPING ping = stack.findProtocol(TCPPING.class);
            ping.setInitialHosts(List.of(new InetSocketAddress(LOOPBACK, basePort)));
        }
        GMS membership = stack.findProtocol(GMS.class);
        membership.printLocalAddress(false);
        DISCARD discard = new DISCARD();
        stack.insertProtocol(discard, ProtocolStack.Position.ABOVE, TP.class);
        stack.insertProtocol(new Spy(observer), ProtocolStack.Position.ABOVE, FD_ALL3.class);
        channel.setReceiver(new Views(observer));
        channel.connect("bench");
        return new Running(channel, discard);
    }

    @Override
    public void kill(Running node) throws Exception {
        node.discard().discardAll(true);
        ProtocolStack stack = node.channel().getProtocolStack();
        FD_SOCK2 detector = stack.findProtocol(FD_SOCK2.class);
        Field server = FD_SOCK2.class.getDeclaredField("srv");
        server.setAccessible(true);
        ((NioServer) server.get(detector)).stop();
        stack.getTransport().stop();
        Thread rest = new Thread(() -> stopAllBut(stack.getTransport(), stack.getProtocols()), "killer");
        rest.setDaemon(true);
        rest.start();
    }

    private static void stopAllBut(Protocol stopped, List<Protocol> all) {
        for (Protocol one : all) {
            if (one != stopped) {
                one.stop();
            }
        }
    }

    @Override
    public void leave(Running node) {
        node.channel().close();
    }

    @Override
    public void gossip(Running from, String message) throws Exception {
        from.channel().send(new ObjectMessage(null, message));
    }

    @Override
    public void block(Running node, boolean blocked) {
        node.discard().discardAll(blocked);
    }
}
