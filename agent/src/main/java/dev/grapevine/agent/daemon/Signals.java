package dev.grapevine.agent.daemon;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Handles signals. The platform's only way to handle a second signal is {@code sun.misc.Signal}, in the supported module
 * {@code jdk.unsupported}; it is called by reflection because the compiler warns about direct use. A shutdown hook would
 * handle the first signal only, because the virtual machine waits for the hook and ignores the second signal.
 */
final class Signals {

    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");

    private Signals() {}

    /**
     * Handles SIGTERM and SIGINT.
     *
     * @return false if this virtual machine does not support it
     */
    static boolean onStop(Runnable action) {
        return handle("TERM", action) && handle("INT", action);
    }

    /** Handles SIGHUP, where there is such a signal. Under {@code nohup} it stays ignored. */
    static boolean onHangUp(Runnable action) {
        return handle("HUP", action);
    }

    /** Whether a person has started this process on a terminal, which sends SIGHUP when it is closed. */
    @SuppressWarnings("SystemConsoleNull") // bin/grapevine asks JDK 22 and newer for the console that is null
    static boolean onTerminal() {
        try {
            String input = Files.readSymbolicLink(STANDARD_INPUT).toString();
            return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return System.console() != null;
        }
    }

    static boolean handle(String name, Runnable action) {
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
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            return true;
        } catch (InvocationTargetException e) {
            return false; // no such signal here, or the options of the virtual machine reserve it
        } catch (ReflectiveOperationException | IllegalArgumentException notHere) {
            return false;
        }
    }
}
