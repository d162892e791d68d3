package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.KeyMask;
import dev.grapevine.yaml.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports errors: in one line that says what is wrong, why, and what to do. */
final class ErrorReporter implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final Pattern WRONG_VALUE = Pattern.compile("Invalid value for option '(-\\S+)'[^:]*: (.*)");
    private static final Pattern WRONG_NUMBER = Pattern.compile("'(.*)' is not an? (int|long|float|double)");

    private final PrintWriter err;

    ErrorReporter(PrintWriter err) {
        this.err = err;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + KeyMask.hide(words(wrong, command)) + " (see '" + name + " --help')");
        return ExitStatus.USAGE;
    }

    private static String words(ParameterException wrong, CommandLine command) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String typed = unmatched.getUnmatched().get(0);
            boolean option = typed.startsWith("-");
            boolean subcommand = !option && !command.getSubcommands().isEmpty();
            Iterable<String> known = option
                    ? options(command)
                    : subcommand ? command.getSubcommands().keySet() : List.of();
            Optional<String> near = Nearest.of(option ? typed.replaceFirst("=.*", "") : typed, known);
            return (option ? "unknown option " : subcommand ? "unknown command " : "unexpected argument ") + "\""
                    + typed + "\""
                    + near.map(right -> ", did you mean " + right + "?").orElse("");
        }
        if (wrong instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            ArgSpec argument = missing.getMissing().get(0);
            return argument instanceof OptionSpec option
                    ? option.longestName() + " needs a value: " + argument.paramLabel()
                    : "missing " + argument.paramLabel();
        }
        String message = String.valueOf(wrong.getMessage()).replaceAll("\\s+", " ");
        Matcher value = WRONG_VALUE.matcher(message);
        return value.matches() ? value.group(1) + ": " + expected(value.group(2)) : message;
    }

    /** The library speaks of Java's types. */
    private static String expected(String reason) {
        Matcher number = WRONG_NUMBER.matcher(reason);
        if (!number.matches()) {
            return reason;
        }
        boolean whole = number.group(2).equals("int") || number.group(2).equals("long");
        return "found \"" + number.group(1) + "\", expected a " + (whole ? "whole " : "") + "number";
    }

    private static List<String> options(CommandLine command) {
        List<String> names = new ArrayList<>();
        command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof CommandException expected) {
            err.println("grapevine: " + KeyMask.hide(String.valueOf(expected.getMessage())));
            return expected.status();
        }
        err.println("grapevine: this is a bug; please report it with the following lines");
        failure.printStackTrace(err);
        return ExitStatus.FAULT;
    }
}
