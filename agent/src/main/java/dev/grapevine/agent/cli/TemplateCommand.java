package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.QuietWait;
import dev.grapevine.agent.config.TemplateSpec;
import dev.grapevine.agent.template.CatalogueFeed;
import dev.grapevine.agent.template.FollowedCatalogue;
import dev.grapevine.agent.template.LastInstances;
import dev.grapevine.agent.template.Template;
import dev.grapevine.agent.template.TemplateException;
import dev.grapevine.agent.template.TemplateJob;
import dev.grapevine.agent.template.TemplateLoop;
import dev.grapevine.agent.template.TemplateReports;
import dev.grapevine.yaml.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "template",
        description = {
            "Renders files from templates at each change of the catalogue. A file is replaced as a whole, and only if it",
            "differs; then its command runs. While the agent is away, or the network is partitioned, a service that",
            "becomes empty keeps its last instances."
        },
        footer = {
            "",
            "Example:",
            "  grapevine template -t haproxy.peb:/etc/haproxy/haproxy.cfg:\"systemctl reload haproxy\"",
            "",
            "See docs/templates.md."
        })
final class TemplateCommand implements Callable<Integer> {

    private static final long LONG_NANOS = Duration.ofDays(1).toNanos();

    private final Shell shell;

    @Mixin
    private ClientOptions client;

    @Mixin
    private HelpOption help;

    @Option(
            names = {"-t", "--template"},
            required = true,
            paramLabel = "SOURCE:FILE[:COMMAND]",
            description = "A template, the file made from it, and a command for the shell. Repeatable.")
    private List<String> templates = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "QUIET:MOST",
            description =
                    "How long a change waits for others: until none came for QUIET, but at most for MOST. Default:"
                            + " 1s:10s.")
    private String wait = "1s:10s";

    @Option(
            names = "--command-timeout",
            paramLabel = "TIME",
            description = "Ends a command that takes longer. Default: 30s.")
    private String timeout = "30s";

    @Option(names = "--once", description = "Render once, and end.")
    private boolean once;

    @Option(names = "--dry", description = "Print what would be written, once; write nothing and run nothing.")
    private boolean dry;

    @Option(
            names = "--allow-empty",
            description = "Follow a service to empty also in a partition, where otherwise its last instances stay.")
    private boolean allowEmpty;

    TemplateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<TemplateSpec> specs = specs();
        List<Template> compiled = new ArrayList<>();
        for (TemplateSpec spec : specs) {
            try {
                compiled.add(new Template(spec.source(), shell.env()));
            } catch (TemplateException e) {
                throw new CommandException(ExitStatus.USAGE, String.valueOf(e.getMessage()));
            }
        }
        CatalogueFeed feed = new AgentFeed(client.client(shell), shell, new LastInstances(allowEmpty)).start();
        try {
            return dry ? show(specs, compiled, feed) : follow(specs, compiled, feed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitStatus.DONE;
        }
    }

    private List<TemplateSpec> specs() {
        try {
            QuietWait quiet = QuietWait.parse(wait);
            Duration limit = Duration.ofNanos(Units.duration(timeout)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--command-timeout: found \"" + timeout + "\", expected a time such as 30s")));
            List<TemplateSpec> specs = new ArrayList<>();
            Set<Path> files = new HashSet<>();
            for (String text : templates) {
                TemplateSpec spec = TemplateSpec.parse(text, quiet, limit);
                if (!files.add(spec.file().toAbsolutePath().normalize())) {
                    throw new IllegalArgumentException("--template: two templates make the file " + spec.file());
                }
                specs.add(spec);
            }
            return specs;
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.USAGE, "template: " + e.getMessage());
        }
    }

    private int show(List<TemplateSpec> specs, List<Template> compiled, CatalogueFeed feed)
            throws InterruptedException {
        FollowedCatalogue catalogue = null;
        while (catalogue == null) {
            catalogue = feed.next(LONG_NANOS);
        }
        int status = ExitStatus.DONE;
        for (int i = 0; i < specs.size(); i++) {
            try {
                String text = compiled.get(i).render(catalogue);
                shell.out().println("==> " + specs.get(i).file());
                shell.out().print(text);
            } catch (TemplateException e) {
                shell.err().println("grapevine: " + e.getMessage());
                status = ExitStatus.NO;
            }
        }
        shell.out().flush();
        return status;
    }

    private int follow(List<TemplateSpec> specs, List<Template> compiled, CatalogueFeed feed)
            throws InterruptedException {
        TemplateReports reports = new TemplateReports() {
            @Override
            public void failed(String line) {
                shell.err().println("grapevine: " + line);
                shell.err().flush();
            }

            @Override
            public void done(String line) {
                shell.out().println(line);
                shell.out().flush();
            }
        };
        List<TemplateJob> jobs = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            jobs.add(new TemplateJob(specs.get(i), compiled.get(i), reports));
        }
        EndHook ending = new EndHook(() -> jobs.forEach(TemplateJob::close));
        try {
            TemplateLoop loop = new TemplateLoop(jobs, feed);
            if (once) {
                return loop.once() ? ExitStatus.DONE : ExitStatus.NO;
            }
            loop.run();
            return ExitStatus.DONE;
        } finally {
            ending.close();
            jobs.forEach(TemplateJob::close);
        }
    }
}
