package dev.grapevine.concurrency;

import java.lang.System.Logger;
import java.lang.System.LoggerFinder;
import java.util.ResourceBundle;

/** Loggers without output: failures that a test causes are not news, and Lincheck would explore the logging as well. */
public final class SilentLogging extends LoggerFinder {

    @Override
    public Logger getLogger(String name, Module module) {
        return new Silent(name);
    }

    private record Silent(String name) implements Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return false;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {}

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {}
    }
}
