package dev.grapevine.agent.daemon;

import dev.grapevine.agent.config.ConfigException;
import dev.grapevine.agent.config.ConfigLoader;
import dev.grapevine.cluster.net.EventLoop;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** An agent of which a part hangs when told to by SIGWINCH: its member, as by a fault of its own, or its disk. */
final class HangingAgent {

    private HangingAgent() {}

    /** Has a write to the disk hang, instead of the member. */
    static final String DISK = "--hang-disk";

    public static void main(String[] arguments) throws ConfigException {
        AgentProcess process = AgentProcess.prepare(System.err, false);
        boolean disk = List.of(arguments).contains(DISK);
        Signals.handle("WINCH", () -> hang(agent(process), disk));
        Map<String, String> env = Map.of(
                "NODE_ID", "one",
                "NODE_PORT", "0",
                "GRAPEVINE_HTTP", "127.0.0.1:0",
                "GRAPEVINE_BROADCAST", "off",
                "GRAPEVINE_DNS", "off",
                "GRAPEVINE_PROFILE", "local");
        var config = new ConfigLoader().load(Optional.empty(), env, Map.of());
        System.exit(process.run(config, () -> config));
    }

    private static Agent agent(AgentProcess process) {
        return (Agent) ((AtomicReference<?>) field(process, "agent")).get();
    }

    private static void hang(Agent agent, boolean disk) {
        if (disk) {
            // A change of a registration holds this lock while it is written.
            Object services = field(agent, "services");
            new Thread(() -> {
                        synchronized (services) {
                            System.out.println("STUCK");
                            parkForEver();
                        }
                    })
                    .start();
        } else {
            ((EventLoop) field(agent.cluster(), "loop")).execute(HangingAgent::parkForEver);
        }
    }

    private static void parkForEver() {
        while (true) {
            LockSupport.park();
        }
    }

    private static Object field(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a field has another name", e);
        }
    }
}
