package dev.grapevine.agent.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option for the output format. */
public final class OutputOption {

    private enum OutputFormat {
        TABLE,
        JSON
    }

    private static final class FormatConverter implements ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String word) {
            return switch (word) {
                case "table" -> OutputFormat.TABLE;
                case "json" -> OutputFormat.JSON;
                default -> throw new TypeConversionException("found \"" + word + "\", expected table or json");
            };
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            converter = FormatConverter.class,
            description = "table for people (default), json for machines.")
    private OutputFormat format = OutputFormat.TABLE;

    /** Whether the output is JSON. */
    public boolean json() {
        return format == OutputFormat.JSON;
    }
}
