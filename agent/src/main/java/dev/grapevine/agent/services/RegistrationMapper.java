package dev.grapevine.agent.services;

import dev.grapevine.agent.api.CheckRequest;
import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.api.SavedRegistrations.SavedMember;
import dev.grapevine.agent.api.SavedRegistrations.SavedRegistration;
import dev.grapevine.agent.api.SavedRegistrations.SavedState;
import dev.grapevine.agent.config.CheckDraft;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.CheckSyntax;
import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.cluster.check.InstanceChecks;
import dev.grapevine.cluster.net.HostSyntax;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.StateRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Maps requests to registrations, and back. */
public final class RegistrationMapper {

    private static final double DAY = 86_400;

    private RegistrationMapper() {}

    /**
     * The registration that a request asks for. A request defines the instance as a whole, but health and state are what
     * has happened to it since: what the request does not say of them stays.
     *
     * @param before the registration that it replaces; null for none
     * @param nowMillis the time since which health and state are as given, if they differ from before
     * @throws IllegalArgumentException if the request is invalid, with a message that says what is wrong
     */
    public static Registration read(
            String service, String id, RegisterRequest request, @Nullable Registration before, long nowMillis) {
        List<CheckSpec> checks = checks(request, or(request.port(), 0));
        ServiceInstance old = before == null ? null : before.instance();
        // Health that came from checks goes with them.
        ServiceInstance reported = before != null && before.checks().isEmpty() && checks.isEmpty() ? old : null;
        Health health;
        String output = checks.isEmpty() ? "" : Registration.NOT_CHECKED;
        if (request.health() != null) {
            health = word("health", request.health(), EnumNames.health(request.health()), Health.values());
            output = health == Health.CRITICAL ? output : "";
        } else if (reported != null) {
            health = reported.health();
            output = reported.output();
        } else {
            health = checks.isEmpty() ? Health.PASSING : Health.CRITICAL;
        }
        ServiceState state = old == null ? ServiceState.UP : old.state();
        if (request.state() != null) {
            state = word("state", request.state(), EnumNames.state(request.state()), ServiceState.values());
        }
        long sinceMillis =
                old != null && old.health() == health && old.state() == state ? old.sinceMillis() : nowMillis;
        ServiceInstance instance = new ServiceInstance(
                service,
                id,
                address(request.address()),
                or(request.port(), 0),
                List.copyOf(new LinkedHashSet<>(or(request.tags(), List.<String>of()))),
                or(request.metadata(), Map.<String, String>of()),
                or(request.weight(), 1),
                health,
                StateRules.cutOutput(or(request.output(), output)),
                state,
                sinceMillis);
        Instant until = before != null && state == ServiceState.DRAINING ? before.drainsUntil() : null;
        return new Registration(StateRules.check(instance), checks, true, until);
    }

    private static String address(@Nullable String address) {
        if (address == null || address.isEmpty() || HostSyntax.valid(address)) {
            return or(address, "");
        }
        throw new IllegalArgumentException("found address \"" + address + "\", expected " + HostSyntax.ALLOWED);
    }

    private static List<CheckSpec> checks(RegisterRequest request, int port) {
        List<CheckRequest> requests = or(request.checks(), List.<CheckRequest>of());
        InstanceChecks.requireFew(requests.size());
        List<CheckSpec> checks = new ArrayList<>();
        for (CheckRequest each : requests) {
            CheckSpec check = check(each);
            if (check.needsPort() && port == 0) {
                throw new IllegalArgumentException("check \"" + each.check()
                        + "\" needs the port of the instance, which has none; set \"port\", or use a full target such as "
                        + "http://HOST:PORT/PATH or tcp://HOST:PORT");
            }
            checks.add(check);
        }
        return checks;
    }

    private static CheckSpec check(CheckRequest request) {
        CheckDraft draft = new CheckDraft()
                .interval(duration("intervalSeconds", request.intervalSeconds()))
                .timeout(duration("timeoutSeconds", request.timeoutSeconds()))
                .failures(count("failures", request.failures()))
                .successes(count("successes", request.successes()))
                .headers(or(request.headers(), Map.<String, String>of()))
                .verify(!or(request.tlsSkipVerify(), false))
                .id(or(request.id(), ""))
                .name(or(request.name(), ""))
                .deregisterAfter(deregisterAfter(request.deregisterAfterSeconds()))
                .method(or(request.method(), ""))
                .body(or(request.body(), ""))
                .contains(or(request.contains(), ""));
        CheckSpec check = CheckSyntax.parse(request.check(), draft);
        if (check instanceof CheckSpec.Ttl && (request.intervalSeconds() != null || request.timeoutSeconds() != null)) {
            throw new IllegalArgumentException("check \"" + request.check()
                    + "\" already includes its TTL; leave out intervalSeconds and timeoutSeconds");
        }
        return check;
    }

    private static @Nullable Duration duration(String what, @Nullable Double seconds) {
        if (seconds == null) {
            return null;
        }
        if (!(seconds >= 0.001 && seconds <= DAY)) {
            throw new IllegalArgumentException("found " + what + " " + seconds + ", expected 0.001 to 86400");
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static @Nullable Duration deregisterAfter(@Nullable Double seconds) {
        return seconds == null || !Double.isFinite(seconds) || Math.abs(seconds) > 1e9
                ? seconds == null ? null : Duration.ZERO
                : Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static @Nullable Integer count(String what, @Nullable Integer value) {
        if (value != null && (value < 1 || value > 999)) {
            throw new IllegalArgumentException("found " + what + " " + value + ", expected 1 to 999");
        }
        return value;
    }

    private static <E extends Enum<E>> E word(String what, String found, Optional<E> read, E[] allowed) {
        return read.orElseThrow(() -> new IllegalArgumentException(
                "found " + what + " \"" + found + "\", expected " + EnumNames.list(allowed)));
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /**
     * The registration in a file.
     *
     * @throws IllegalArgumentException if it cannot be registered, with a message that says why
     */
    static Registration restore(SavedRegistration saved, Instant now) {
        Registration registration = read(saved.service(), saved.id(), saved.request(), null, millis(saved.since()));
        return drained(registration, saved.drainsUntil(), now);
    }

    /** A configured instance in the state that it had before a restart. */
    static Registration restore(Registration configured, SavedState saved, Instant now) {
        Registration registration = configured.withState(state(saved.state()), null, millis(saved.since()));
        return drained(registration, saved.drainsUntil(), now);
    }

    /** What is wanted of the whole member, as before a restart. */
    static OperatorState restore(SavedMember saved, Instant now) {
        OperatorState state = new OperatorState(state(saved.state()), millis(saved.since()), saved.drainsUntil());
        return state.drainsUntil() != null && !state.drainsUntil().isAfter(now)
                ? new OperatorState(ServiceState.MAINTENANCE, millis(state.drainsUntil()), null)
                : state;
    }

    private static Registration drained(Registration registration, @Nullable Instant until, Instant now) {
        if (until == null || registration.instance().state() != ServiceState.DRAINING) {
            return registration;
        }
        return until.isAfter(now)
                ? registration.withState(ServiceState.DRAINING, until, 0)
                : registration.withState(ServiceState.MAINTENANCE, null, millis(until));
    }

    private static ServiceState state(String word) {
        return word("state", word, EnumNames.state(word), ServiceState.values());
    }

    static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("since is out of range: " + time, e);
        }
    }

    /** @param heartbeat when the last heartbeat of its TTL check arrived; null for never */
    static SavedRegistration save(Registration registration, @Nullable Instant heartbeat) {
        ServiceInstance instance = registration.instance();
        return new SavedRegistration(
                instance.service(),
                instance.id(),
                write(registration),
                Instant.ofEpochMilli(instance.sinceMillis()),
                heartbeat,
                registration.drainsUntil());
    }

    /** The state of a configured instance. */
    static SavedState saveState(Registration registration) {
        ServiceInstance instance = registration.instance();
        return new SavedState(
                instance.service(),
                instance.id(),
                EnumNames.of(instance.state()),
                Instant.ofEpochMilli(instance.sinceMillis()),
                registration.drainsUntil());
    }

    static SavedMember saveMember(OperatorState member) {
        return new SavedMember(
                EnumNames.of(member.state()), Instant.ofEpochMilli(member.sinceMillis()), member.drainsUntil());
    }

    /** The request that would make this registration in its current state. */
    static RegisterRequest write(Registration registration) {
        ServiceInstance instance = registration.instance();
        return new RegisterRequest(
                instance.address(),
                instance.port(),
                instance.tags(),
                new TreeMap<>(instance.metadata()),
                instance.weight(),
                EnumNames.of(instance.health()),
                instance.output(),
                EnumNames.of(instance.state()),
                registration.checks().stream().map(RegistrationMapper::write).toList());
    }

    /** The request for a check, with all that is said of it. */
    public static CheckRequest write(CheckSpec check) {
        CheckSpec.Pace pace = check instanceof CheckSpec.Polled polled ? polled.pace() : null;
        HttpCheckOptions options = check instanceof CheckSpec.Http http
                ? http.options()
                : check instanceof CheckSpec.Grpc grpc ? grpc.options() : HttpCheckOptions.NONE;
        CheckSpec.Label label = check.label();
        return new CheckRequest(
                check.toString(),
                pace == null ? null : pace.interval().toNanos() / 1e9,
                pace == null ? null : pace.timeout().toNanos() / 1e9,
                pace == null ? null : pace.failures(),
                pace == null ? null : pace.successes(),
                options.headers().isEmpty() ? null : new TreeMap<>(options.headers()),
                options.verify() ? null : true,
                given(label.id()),
                given(label.name()),
                label.deregisterAfter().map(after -> after.toNanos() / 1e9).orElse(null),
                options.method().equals(HttpCheckOptions.GET) ? null : options.method(),
                given(options.body()),
                given(options.contains()));
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
