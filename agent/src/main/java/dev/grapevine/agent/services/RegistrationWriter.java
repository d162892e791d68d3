package dev.grapevine.agent.services;

import dev.grapevine.agent.api.SavedRegistrations;
import dev.grapevine.agent.api.SavedRegistrations.SavedState;
import dev.grapevine.agent.check.HealthChecks;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.cluster.data.DurableFile;
import dev.grapevine.model.ServiceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes to disk what the configuration does not say of the registrations. Thread-safe. */
final class RegistrationWriter {

    private final RegistrationStore store;
    private final HealthChecks checks;

    /** @param checks know the last heartbeats, which are written, too */
    RegistrationWriter(RegistrationStore store, HealthChecks checks) {
        this.store = store;
        this.checks = checks;
    }

    /** Whether anything of this is kept on disk. */
    static boolean kept(@Nullable Registration registration) {
        return registration != null
                && (registration.byApi() || registration.instance().state() != ServiceState.UP);
    }

    /** Writes all registrations beside the file, so that little can fail when it is replaced. */
    DurableFile.Replacement prepare(Collection<Registration> registrations, OperatorState member) throws IOException {
        return store.prepare(content(registrations, member));
    }

    /** @throws UncheckedIOException if they cannot be written */
    void save(Collection<Registration> registrations, OperatorState member) {
        try (DurableFile.Replacement file = prepare(registrations, member)) {
            file.commit();
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    private SavedRegistrations content(Collection<Registration> registrations, OperatorState member) {
        List<SavedState> states = registrations.stream()
                .filter(registration -> !registration.byApi() && kept(registration))
                .map(RegistrationMapper::saveState)
                .toList();
        return new SavedRegistrations(
                SavedRegistrations.VERSION,
                registrations.stream()
                        .filter(Registration::byApi)
                        .map(registration -> RegistrationMapper.save(registration, lastHeartbeat(registration)))
                        .toList(),
                states.isEmpty() ? null : states,
                member.state() == ServiceState.UP ? null : List.of(RegistrationMapper.saveMember(member)));
    }

    /** The same with a message for people. */
    UncheckedIOException notWritten(IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean full = reason.contains("No space left on device") || reason.contains("Disk quota exceeded");
        return new UncheckedIOException(
                "cannot write " + store.path().map(Path::toString).orElse("") + ": "
                        + (full ? "no space left on its disk" : reason),
                cause);
    }

    /** Null if there was none, or no TTL check. */
    @Nullable Instant lastHeartbeat(Registration registration) {
        return checks.status(registration.key()).stream()
                .filter(status -> status.spec() instanceof CheckSpec.Ttl)
                .flatMap(status -> status.at().stream())
                .findFirst()
                .orElse(null);
    }
}
