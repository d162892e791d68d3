package dev.grapevine.agent.cli;

import dev.grapevine.agent.demo.DemoCommand;
import dev.grapevine.agent.simulate.SimulateCommand;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program: runs a command, and turns errors into one line and an exit status. */
@Command(
        name = "grapevine",
        description = "Cluster membership, failure detection and service discovery by gossip.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start with 'grapevine demo', or run members of your own:",
            "  grapevine agent --node-id one",
            "  grapevine agent --node-id two --port 0 --http 127.0.0.1:8501 --seed 127.0.0.1:7700",
            "  grapevine members",
            "",
            "Exit status: 0 done, 1 the answer is no or not found, 2 wrong usage or configuration,",
            "3 the agent cannot be reached, 4 only some members answered, 124 timeout."
        })
public final class Grapevine implements Callable<Integer> {

    private static final Map<String, Class<?>> COMMANDS = commands();

    /** Commands that read the options of all others. */
    private static final Set<String> ABOUT_OTHERS = Set.of("completion", "help");

    @Mixin
    private HelpOption help;

    @Option(names = "--version", description = "Show the version of this program and exit.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    private Grapevine() {}

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("agent", AgentCommand.class);
        commands.put("demo", DemoCommand.class);
        commands.put("members", MembersCommand.class);
        commands.put("services", ServicesCommand.class);
        commands.put("register", RegisterCommand.class);
        commands.put("deregister", DeregisterCommand.class);
        commands.put("drain", DrainCommand.class);
        commands.put("maint", MaintCommand.class);
        commands.put("join", JoinCommand.class);
        commands.put("leave", LeaveCommand.class);
        commands.put("forget", ForgetCommand.class);
        commands.put("why", WhyCommand.class);
        commands.put("events", EventsCommand.class);
        commands.put("watch", WatchCommand.class);
        commands.put("template", TemplateCommand.class);
        commands.put("info", InfoCommand.class);
        commands.put("wait", WaitCommand.class);
        commands.put("keygen", KeygenCommand.class);
        commands.put("token", TokenCommand.class);
        commands.put("keys", KeysCommand.class);
        commands.put("simulate", SimulateCommand.class);
        commands.put("config", ConfigCommand.class);
        commands.put("completion", CompletionCommand.class);
        commands.put("help", HelpCommand.class);
        commands.put("version", VersionCommand.class);
        return commands;
    }

    /**
     * Runs a command line.
     *
     * @return its exit status
     */
    public static int run(Shell shell, String... args) {
        // Reading the options of all commands would take longer than most commands run, so they are read only if all
        // are
        // needed.
        if (args.length > 0 && !args[0].equals("agent")) {
            disableLogging();
        }
        boolean alone = args.length > 0 && COMMANDS.containsKey(args[0]) && !ABOUT_OTHERS.contains(args[0]);
        int status =
                commandLine(shell, alone ? List.of(args[0]) : COMMANDS.keySet()).execute(args);
        Optional<String> lost = shell.lostOutput();
        lost.ifPresent(reason -> shell.err()
                .println("grapevine: some of the output is lost, because it could not be written: " + reason
                        + "; write it elsewhere"));
        return lost.isPresent() && status == ExitStatus.DONE ? ExitStatus.NO : status;
    }

    /**
     * The JDK's HTTP connection logs, so without this a command would wait for a logging library and print its output.
     */
    private static void disableLogging() {
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    static Collection<String> names() {
        return COMMANDS.keySet();
    }

    static CommandLine commandLine(Shell shell, Collection<String> names) {
        CommandLine line = new CommandLine(new Grapevine(), new CommandFactory(shell));
        names.forEach(name -> line.addSubcommand(COMMANDS.get(name)));
        line.getSubcommands().values().forEach(Grapevine::splitDescription);
        line.setOut(shell.out());
        line.setErr(shell.err());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(shell.terminal().colour() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(Math.max(55, Math.min(shell.terminal().width(), 100)));
        line.setAbbreviatedOptionsAllowed(false);
        ErrorReporter failures = new ErrorReporter(shell.err());
        line.setParameterExceptionHandler(failures);
        line.setExecutionExceptionHandler(failures);
        return line;
    }

    /**
     * A list of commands shows the first item of each description, which is to be the whole first sentence, however
     * the description is spread over lines in the source.
     */
    private static void splitDescription(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        String all = String.join(" ", usage.description());
        int end = all.indexOf(". ");
        usage.description(
                end < 0 ? new String[] {all} : new String[] {all.substring(0, end + 1), all.substring(end + 2)});
        command.getSubcommands().values().forEach(Grapevine::splitDescription);
    }

    /** Without a command, prints the version or the usage. */
    @Override
    public Integer call() {
        if (version) {
            spec.commandLine().getOut().println(VersionCommand.text());
            return ExitStatus.DONE;
        }
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.USAGE;
    }
}
