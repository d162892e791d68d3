package dev.grapevine.agent.daemon;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Hears SIGTERM and SIGINT. The platform's only way to hear them twice is {@code sun.misc.Signal}, of the supported module
 * {@code jdk.unsupported}; it is reached by reflection because the compiler warns of it. (A shutdown hook hears the first
 * signal only: the virtual machine waits for it, and ignores the second.)
 */
final class Signals {

    private Signals() {}

    /** @return false if this virtual machine cannot do that */
    static boolean onStop(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        switch (method.getName()) {
                            case "equals":
                                return self == args[0];
                            case "hashCode":
                                return System.identityHashCode(self);
                            case "toString":
                                return "grapevine";
                            default:
                                action.run();
                                return null;
                        }
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            for (String name : List.of("TERM", "INT")) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            }
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
            return false;
        }
    }
}
