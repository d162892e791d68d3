package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.KeyInfo;
import dev.grapevine.agent.cli.AgentClient.Response;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "Lists the keys of the cluster, as one agent knows them: their ids, and which members have them.",
        footer = {"", "Examples:", "  grapevine keys list"})
final class KeysListCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    KeysListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        Response response = client.get("/v1/keys");
        shell.out()
                .println(
                        output.json()
                                ? response.body().strip()
                                : String.join(
                                        System.lineSeparator(),
                                        table(client.readList(KeyInfo.class, response))
                                                .lines(shell.terminal())));
        return ExitStatus.DONE;
    }

    private static Table table(List<KeyInfo> keys) {
        Table table = new Table()
                .text("KEY")
                .column("TURN")
                .text("STATE")
                .column("SEALING")
                .column("HAVE")
                .text("LACK");
        for (KeyInfo key : keys) {
            table.row(
                    key.id(),
                    String.valueOf(key.turn()),
                    state(key),
                    String.valueOf(key.sealing().size()),
                    String.valueOf(key.holders().size()),
                    key.removed() ? "" : String.join(",", key.lacking()));
        }
        return table;
    }

    private static String state(KeyInfo key) {
        if (key.removed()) {
            return "removed";
        }
        String use = key.primary() ? "primary" : key.turn() > 0 ? "former" : "installed";
        return use + (key.fromFile() ? ", key file" : "");
    }
}
