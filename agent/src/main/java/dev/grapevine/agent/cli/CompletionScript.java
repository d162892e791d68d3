package dev.grapevine.agent.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Scripts that complete command lines, made from the commands themselves. What a value may be follows from its label:
 * {@code a|b} stands for these words, {@code MEMBER}, {@code SERVICE} and {@code ID} for names that the agent is asked
 * for, {@code FILE} and {@code FOLDER} for paths.
 */
final class CompletionScript {

    /** Labels whose values an agent knows, and the argument of {@code completion values} that lists them. */
    private static final Map<String, String> ASKED =
            Map.of("MEMBER", "members", "SERVICE", "services", "ID", "instances");

    private final Map<String, CommandSpec> commands = new LinkedHashMap<>();

    CompletionScript(CommandSpec root) {
        add("", root);
    }

    private void add(String path, CommandSpec command) {
        commands.put(path, command);
        for (Map.Entry<String, CommandLine> next : new TreeMap<>(command.subcommands()).entrySet()) {
            CommandSpec spec = next.getValue().getCommandSpec();
            if (!spec.usageMessage().hidden()) {
                add(path + " " + next.getKey(), spec);
            }
        }
    }

    private List<CommandSpec> children(String path) {
        List<CommandSpec> children = new ArrayList<>();
        commands.forEach((other, spec) -> {
            if (other.startsWith(path + " ") && other.indexOf(' ', path.length() + 1) < 0) {
                children.add(spec);
            }
        });
        return children;
    }

    private static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    /** The label of the first positional parameter; empty if there is none. */
    private static String positional(CommandSpec command) {
        List<PositionalParamSpec> all = command.positionalParameters();
        return all.isEmpty() ? "" : all.get(0).paramLabel();
    }

    private static boolean takesValue(ArgSpec option) {
        return option.arity().max() > 0;
    }

    private static boolean isPath(String label) {
        return label.startsWith("FILE") || label.equals("FOLDER");
    }

    // ---- bash, and zsh

    String bash() {
        StringBuilder values = new StringBuilder();
        StringBuilder options = new StringBuilder();
        StringBuilder words = new StringBuilder();
        commands.forEach((path, command) -> {
            List<String> names = new ArrayList<>();
            for (OptionSpec option : options(command)) {
                names.addAll(List.of(option.names()));
                if (takesValue(option)) {
                    for (String name : option.names()) {
                        values.append("    \"")
                                .append(path)
                                .append(' ')
                                .append(name)
                                .append("\") ");
                        values.append(bashValues(option.paramLabel())).append("return 0 ;;\n");
                    }
                }
            }
            options.append("      \"")
                    .append(path)
                    .append("\") values=\"")
                    .append(String.join(" ", names))
                    .append("\" ;;\n");
            List<String> children =
                    children(path).stream().map(CommandSpec::name).toList();
            String positional = positional(command);
            String what = children.isEmpty() || positional.contains("|")
                    ? bashWords(command)
                    : "values=\"" + String.join(" ", children) + "\"; ";
            if (positional.equals("COMMAND")) {
                what = "values=\""
                        + String.join(
                                " ",
                                children("").stream().map(CommandSpec::name).toList()) + "\"; ";
            }
            words.append("      \"").append(path).append("\") ").append(what).append(";;\n");
        });
        return BASH.replace(
                        "@COMMANDS@",
                        "\""
                                + String.join(
                                        "\" | \"",
                                        commands.keySet().stream()
                                                .filter(path -> !path.isEmpty())
                                                .toList())
                                + "\"")
                .replace("@VALUES@", values)
                .replace("@OPTIONS@", options)
                .replace("@WORDS@", words);
    }

    /** What the first word may be, and the one after words of a fixed list. */
    private static String bashWords(CommandSpec command) {
        List<String> labels = command.positionalParameters().stream()
                .map(PositionalParamSpec::paramLabel)
                .toList();
        if (labels.size() == 2 && labels.get(0).contains("|")) {
            return "case \"$prev\" in " + labels.get(0).replace("|", " | ") + ") " + bashValues(labels.get(1))
                    + ";; *) " + bashValues(labels.get(0)) + ";; esac; ";
        }
        return bashValues(positional(command));
    }

    private static String bashValues(String label) {
        String asked = ASKED.get(label);
        if (asked != null) {
            return "_grapevine_reply \"$(grapevine completion values " + asked + " 2>/dev/null)\"; ";
        } else if (label.contains("|")) {
            return "_grapevine_reply \"" + label.replace('|', ' ') + "\"; ";
        }
        return isPath(label) ? "COMPREPLY=($(compgen -f -- \"$cur\")); " : "";
    }

    private static final String BASH = """
            # Completes grapevine in bash and zsh.
            if [ -n "${ZSH_VERSION-}" ]; then
              autoload -U +X compinit && compinit
              autoload -U +X bashcompinit && bashcompinit
            fi

            _grapevine_reply() {
              COMPREPLY=($(compgen -W "$1" -- "${COMP_WORDS[COMP_CWORD]}"))
            }

            _grapevine() {
              local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD - 1]}" command="" values="" i
              COMPREPLY=()
              for ((i = 1; i < COMP_CWORD; i++)); do
                case "$command ${COMP_WORDS[i]}" in
                  @COMMANDS@) command="$command ${COMP_WORDS[i]}" ;;
                esac
              done
              case "$command $prev" in
            @VALUES@  esac
              if [[ "$cur" == -* ]]; then
                case "$command" in
            @OPTIONS@    esac
              else
                case "$command" in
            @WORDS@    esac
              fi
              if [ -n "$values" ]; then
                _grapevine_reply "$values"
              fi
            }

            complete -F _grapevine grapevine
            """;

    // ---- fish

    String fish() {
        StringBuilder script = new StringBuilder(FISH.replace(
                "@COMMANDS@",
                "'"
                        + String.join(
                                "' '",
                                commands.keySet().stream()
                                        .filter(path -> !path.isEmpty())
                                        .toList()) + "'"));
        commands.forEach((path, command) -> {
            String at = "complete -c grapevine -n \"__grapevine_at '" + path + "'\"";
            for (CommandSpec child : children(path)) {
                script.append(at)
                        .append(" -a ")
                        .append(child.name())
                        .append(" -d ")
                        .append(quoted(firstLine(child.usageMessage().description())));
                script.append('\n');
            }
            String positional = positional(command);
            if (positional.equals("COMMAND")) {
                children("")
                        .forEach(other -> script.append(at)
                                .append(" -a ")
                                .append(other.name())
                                .append('\n'));
            } else if (!positional.isEmpty()) {
                command.positionalParameters()
                        .forEach(each -> script.append(at)
                                .append(fishValues(each.paramLabel()))
                                .append('\n'));
            }
            for (OptionSpec option : options(command)) {
                script.append(at);
                for (String name : option.names()) {
                    script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
                }
                if (takesValue(option)) {
                    script.append(" -r").append(fishValues(option.paramLabel()));
                }
                script.append(" -d ")
                        .append(quoted(firstLine(option.description())))
                        .append('\n');
            }
        });
        return script.toString();
    }

    private static String fishValues(String label) {
        String asked = ASKED.get(label);
        if (asked != null) {
            return " -a '(grapevine completion values " + asked + " 2>/dev/null)'";
        } else if (label.contains("|")) {
            return " -a '" + label.replace('|', ' ') + "'";
        }
        return isPath(label) ? " -F" : "";
    }

    private static String firstLine(String[] description) {
        return description.length == 0 ? "" : description[0].replace("%%", "%");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static final String FISH = """
            # Completes grapevine in fish.
            function __grapevine_at
                set -l path ''
                set -l words (commandline -opc)
                for word in $words[2..-1]
                    if contains -- "$path $word" @COMMANDS@
                        set path "$path $word"
                    end
                end
                test "$path" = "$argv[1]"
            end

            complete -c grapevine -f
            """;
}
