package dev.grapevine.agent.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Shows the version of this program.")
final class VersionCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private HelpOption help;

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out().println(text());
        return ExitStatus.DONE;
    }

    static String text() {
        // Only a jar has a manifest with the version.
        @Nullable String version = VersionCommand.class.getPackage().getImplementationVersion();
        return "grapevine " + (version == null ? "unreleased" : version) + " (Java " + Runtime.version() + ")";
    }
}
