package dev.grapevine.agent.daemon;

import dev.grapevine.agent.config.ConfigException;
import dev.grapevine.agent.config.ConfigLoader;
import dev.grapevine.cluster.net.EventLoop;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** An agent whose member hangs when told to by SIGWINCH, as by a fault of its own. */
final class HangingAgent {

    private HangingAgent() {}

    public static void main(String[] arguments) throws ConfigException {
        AgentProcess process = AgentProcess.prepare(System.err, false);
        Signals.handle("WINCH", () -> hang(process));
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

    private static void hang(AgentProcess process) {
        Agent agent = (Agent) ((AtomicReference<?>) field(process, "agent")).get();
        EventLoop loop = (EventLoop) field(agent.cluster(), "loop");
        loop.execute(() -> {
            while (true) {
                LockSupport.park();
            }
        });
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
