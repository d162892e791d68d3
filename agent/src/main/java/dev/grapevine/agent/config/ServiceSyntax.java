package dev.grapevine.agent.config;

import dev.grapevine.cluster.check.InstanceChecks;
import dev.grapevine.cluster.net.HostSyntax;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The short form of a service: {@code NAME[:PORT][/TAG+TAG][?weight=5&check=http:/health]}. */
final class ServiceSyntax {

    static final String ALLOWED = "NAME, NAME:PORT or NAME:PORT/TAG+TAG?weight=5&check=http:/health";
    private static final List<String> PARAMETERS =
            List.of("weight", "check", "interval", "timeout", "failures", "successes", "id", "address", "meta.KEY");

    private ServiceSyntax() {}

    static ServiceSpec parse(String text) {
        int question = text.indexOf('?');
        String head = question < 0 ? text : text.substring(0, question);
        int slash = head.indexOf('/');
        String target = slash < 0 ? head : head.substring(0, slash);
        int colon = target.indexOf(':');
        String name = colon < 0 ? target : target.substring(0, colon);
        Draft draft = new Draft(serviceName(name));
        draft.port = colon < 0 ? 0 : port(target.substring(colon + 1));
        if (slash >= 0) {
            for (String tag : head.substring(slash + 1).split("\\+", -1)) {
                draft.tags.add(tag(tag));
            }
        }
        if (question >= 0) {
            parameters(text.substring(question + 1), draft);
        }
        return draft.spec();
    }

    private static void parameters(String query, Draft draft) {
        List<String> checks = new ArrayList<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
            switch (key) {
                case "weight" -> draft.weight = weight(value);
                case "check" -> checks.add(value);
                case "interval", "timeout", "failures", "successes" -> draft.pace.set(key, value);
                case "id" -> draft.id = id(value);
                case "address" -> draft.address = address(value);
                default -> {
                    if (!key.startsWith("meta.") || key.length() == 5) {
                        throw new IllegalArgumentException(
                                "found parameter \"" + key + "\", expected " + String.join(", ", PARAMETERS));
                    }
                    draft.metadata.put(key.substring(5), value);
                }
            }
        }
        // At the end, because the pace may follow the checks that it applies to.
        for (String check : checks) {
            draft.checks.add(CheckSyntax.parse(check, draft.pace.copy()));
        }
    }

    /** Decodes percent-encoding. A plus sign stays a plus sign. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    static String serviceName(String name) {
        return pattern("service name", name, ConfigTypes.NAME, ConfigTypes.NAME_ALLOWED);
    }

    static String id(String id) {
        return pattern("id", id, "[A-Za-z0-9._:-]{1,64}", "1 to 64 characters of A-Z a-z 0-9 . _ : -");
    }

    static String tag(String tag) {
        return pattern("tag", tag, "[A-Za-z0-9._:/=@-]{1,512}", ConfigTypes.TAG.allowed());
    }

    static String address(String address) {
        if (!HostSyntax.valid(address)) {
            throw new IllegalArgumentException(
                    "found address \"" + address + "\", expected an IP address or a host name");
        }
        return address;
    }

    static int port(String text) {
        return bounded("port", text);
    }

    static int weight(String text) {
        return bounded("weight", text);
    }

    private static int bounded(String what, String text) {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 0xffff) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("found " + what + " \"" + text + "\", expected 0 to 65535");
    }

    private static String pattern(String what, String text, String pattern, String allowed) {
        if (text.matches(pattern)) {
            return text;
        }
        throw new IllegalArgumentException("found " + what + " \"" + text + "\", expected " + allowed);
    }

    static String show(ServiceSpec spec) {
        StringBuilder text = new StringBuilder(spec.name());
        if (spec.port() > 0) {
            text.append(':').append(spec.port());
        }
        if (!spec.tags().isEmpty()) {
            text.append('/').append(String.join("+", spec.tags()));
        }
        List<String> parameters = new ArrayList<>();
        if (spec.weight() != 1) {
            parameters.add("weight=" + spec.weight());
        }
        spec.checks().forEach(check -> parameters.add("check=" + check));
        return parameters.isEmpty() ? text.toString() : text + "?" + String.join("&", parameters);
    }

    /** Collects a service while it is read. */
    static final class Draft {
        final String name;
        String id;
        String address = "";
        int port;
        final Set<String> tags = new LinkedHashSet<>();
        final Map<String, String> metadata = new LinkedHashMap<>();
        int weight = 1;
        final CheckDraft pace = new CheckDraft();
        final List<CheckSpec> checks = new ArrayList<>();

        Draft(String name) {
            this.name = name;
            this.id = name;
        }

        ServiceSpec spec() {
            InstanceChecks.requireFew(checks.size());
            CheckSpec.requireUnique(checks);
            for (CheckSpec check : checks) {
                if (check.label().deregisterAfter().isPresent()) {
                    throw new IllegalArgumentException(
                            "check " + check + " has deregister-after, but a configured service"
                                    + " stays for as long as it is configured; leave it out, or register the service through the"
                                    + " API");
                }
            }
            for (CheckSpec check : checks) {
                if (check.needsPort() && port == 0) {
                    throw new IllegalArgumentException("check " + check + " needs a port, and service " + name
                            + " has none; add a port, or use a check with a full address");
                }
            }
            return new ServiceSpec(name, id, address, port, List.copyOf(tags), metadata, weight, checks);
        }
    }
}
