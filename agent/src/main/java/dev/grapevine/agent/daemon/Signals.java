package dev.grapevine.agent.daemon;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Handles SIGTERM and SIGINT. The platform's only way to handle a second signal is {@code sun.misc.Signal}, in the
 * supported module {@code jdk.unsupported}; it is called by reflection because the compiler warns about direct use. A
 * shutdown hook would handle the first signal only, because the virtual machine waits for the hook and ignores the
 * second signal.
 */
final class Signals {

    private Signals() {}

    /** @return false if this virtual machine does not support it */
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
