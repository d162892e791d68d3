package dev.grapevine.agent.template;

import dev.grapevine.agent.api.Nearness;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The functions that templates have: {@code service, services, nodes, member, env}, and a {@code range} with a limit. */
final class TemplateFunctions extends AbstractExtension {

    /** The numbers of a range. One without a limit would take all memory. */
    static final int MAX_RANGE = 10_000;

    private final Supplier<TemplateModel> model;
    private final Map<String, String> environment;

    /** @param model asked for at each call */
    TemplateFunctions(Supplier<TemplateModel> model, Map<String, String> environment) {
        this.model = model;
        this.environment = environment;
    }

    @Override
    public Map<String, Function> getFunctions() {
        Map<String, Function> functions = new LinkedHashMap<>();
        add(
                functions,
                "service",
                List.of("name", "tag", "passing", "near", "zone"),
                given -> model.get()
                        .instances(
                                given.text("name"),
                                new TemplateModel.Query(
                                        given.text("tag", ""),
                                        given.text("zone", ""),
                                        given.flag("passing", true),
                                        given.text("near", ""))));
        add(functions, "services", List.of(), given -> model.get().services());
        add(functions, "nodes", List.of(), given -> model.get().nodes());
        add(functions, "member", List.of("name"), given -> model.get().member(given.text("name", Nearness.SELF)));
        add(
                functions,
                "env",
                List.of("name", "default"),
                given -> environment.getOrDefault(given.text("name"), given.text("default", "")));
        add(functions, "range", List.of("start", "end", "increment"), TemplateFunctions::range);
        return functions;
    }

    private static void add(
            Map<String, Function> functions, String name, List<String> arguments, TemplateFunction.Body body) {
        functions.put(name, new TemplateFunction(name, arguments, body));
    }

    private static List<Long> range(TemplateFunction.Arguments given) {
        long start = given.number("start", 0);
        long end = given.number("end", 0);
        long step = given.number("increment", 1);
        if (step == 0) {
            throw new IllegalArgumentException("its increment must not be 0");
        }
        List<Long> numbers = new ArrayList<>();
        for (long number = start; step > 0 ? number <= end : number >= end; number += step) {
            if (numbers.size() == MAX_RANGE) {
                throw new IllegalArgumentException("it has more than " + MAX_RANGE + " numbers");
            }
            numbers.add(number);
        }
        return numbers;
    }
}
