package dev.grapevine.agent.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** For whom a command answers. */
public final class OutputOption {

    private enum Form {
        TABLE,
        JSON
    }

    private static final class Words implements ITypeConverter<Form> {
        @Override
        public Form convert(String word) {
            return switch (word) {
                case "table" -> Form.TABLE;
                case "json" -> Form.JSON;
                default -> throw new TypeConversionException("found \"" + word + "\", allowed is table or json");
            };
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            converter = Words.class,
            description = "table for people (default), json for machines.")
    private Form form = Form.TABLE;

    /** Whether it answers for machines. */
    public boolean json() {
        return form == Form.JSON;
    }
}
