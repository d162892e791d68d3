package dev.grapevine.agent.services;

import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MalformedJsonException;
import dev.grapevine.agent.api.SavedRegistrations;
import dev.grapevine.agent.api.SavedRegistrations.SavedMember;
import dev.grapevine.agent.api.SavedRegistrations.SavedRegistration;
import dev.grapevine.agent.api.SavedRegistrations.SavedState;
import dev.grapevine.cluster.data.DurableFile;
import dev.grapevine.cluster.data.UnusableFileException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Keeps registrations made through the API on disk, in one small file that is replaced as a whole. What in it cannot be
 * registered is set aside in a file beside it. Without a file, it keeps nothing. Thread-safe, if one thread writes at a
 * time.
 */
public final class RegistrationStore {

    static final String FILE = "registrations.json";

    private static final Logger LOG = System.getLogger(RegistrationStore.class.getName());

    /** Far above what a member may publish. */
    private static final int MAX_BYTES = 16 << 20;

    private static final int MAX_REASON = 300;

    /** A change that does not concern the file. */
    static final DurableFile.Replacement NOTHING = new DurableFile.Replacement() {
        @Override
        public void commit() {}

        @Override
        public void close() {}
    };

    private final Optional<DurableFile> file;
    private final JsonCodec json = JsonCodec.lenient();

    /** @param folder exists and is writable; empty to keep nothing */
    public static RegistrationStore in(Optional<Path> folder) {
        return new RegistrationStore(folder.map(path -> DurableFile.at(path.resolve(FILE))));
    }

    /** @param file empty to keep nothing */
    RegistrationStore(Optional<DurableFile> file) {
        this.file = file;
    }

    /**
     * What is in the file, each entry as its own text.
     *
     * @param member what is wanted of the whole member: at most one entry counts
     */
    record Content(List<String> registrations, List<String> states, List<String> member) {
        static final Content NONE = new Content(List.of(), List.of(), List.of());
    }

    /**
     * Reads the file. If its content is not what an agent writes, the file is set aside and logged: it cannot stop a start.
     *
     * @throws IOException if the file exists and cannot be read
     */
    Content read() throws IOException {
        if (file.isEmpty()) {
            return Content.NONE;
        }
        try {
            byte[] bytes = file.get().read(MAX_BYTES);
            if (bytes == null) {
                return Content.NONE;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int version = json.read(SavedRegistrations.Header.class, text).version();
            if (version != SavedRegistrations.VERSION) {
                setFileAside("it has version " + version + ", expected version " + SavedRegistrations.VERSION);
                return Content.NONE;
            }
            return new Content(
                    JsonCodec.items(text, SavedRegistrations.REGISTRATIONS),
                    JsonCodec.items(text, SavedRegistrations.STATES),
                    JsonCodec.items(text, SavedRegistrations.MEMBER));
        } catch (UnusableFileException e) {
            setFileAside("it " + e.getMessage());
        } catch (CharacterCodingException e) {
            setFileAside("it is not UTF-8 text");
        } catch (MalformedJsonException e) {
            setFileAside(String.valueOf(e.getMessage()));
        }
        return Content.NONE;
    }

    /**
     * Hands over the states in the content. A refused state is logged.
     *
     * @param member takes what is wanted of the whole member, or throws an {@link IllegalArgumentException}
     * @param state takes the state of a configured instance, or throws an {@link IllegalArgumentException}
     */
    void takeStates(Content content, Consumer<SavedMember> member, Consumer<SavedState> state) {
        content.member().forEach(entry -> take(entry, SavedMember.class, member, new ArrayList<>()));
        content.states().forEach(entry -> take(entry, SavedState.class, state, new ArrayList<>()));
    }

    /**
     * Hands over the registrations in the content. A refused registration is set aside and logged.
     *
     * @param registration takes one, or throws an {@link IllegalArgumentException}
     */
    void takeRegistrations(Content content, Consumer<SavedRegistration> registration) {
        List<String> refused = new ArrayList<>();
        content.registrations().forEach(entry -> take(entry, SavedRegistration.class, registration, refused));
        if (!refused.isEmpty()) {
            setAside(refused);
        }
    }

    private <T> void take(String entry, Class<T> type, Consumer<T> taker, List<String> refused) {
        try {
            taker.accept(json.read(type, entry));
        } catch (MalformedJsonException | IllegalArgumentException e) {
            refused.add(entry);
            LOG.log(
                    Level.WARNING,
                    "An entry of {0} is not used: {1}",
                    file.orElseThrow().path(),
                    shortened(String.valueOf(e.getMessage())));
        }
    }

    /** Adds entries to the file beside, which is never read, but kept for people. */
    private void setAside(List<String> refused) {
        DurableFile beside = DurableFile.at(beside(".refused"));
        Set<String> all = new LinkedHashSet<>();
        try {
            byte[] earlier = beside.read(MAX_BYTES);
            if (earlier != null) {
                all.addAll(
                        JsonCodec.items(new String(earlier, StandardCharsets.UTF_8), SavedRegistrations.REGISTRATIONS));
            }
        } catch (IOException | MalformedJsonException unreadable) {
            LOG.log(Level.WARNING, "{0} cannot be read, and is replaced", beside.path());
        }
        all.addAll(refused);
        String text = all.stream()
                .collect(Collectors.joining(
                        ",\n",
                        "{\"version\":" + SavedRegistrations.VERSION + ",\"" + SavedRegistrations.REGISTRATIONS
                                + "\":[\n",
                        "\n]}\n"));
        try {
            beside.write(text.getBytes(StandardCharsets.UTF_8));
            LOG.log(
                    Level.WARNING,
                    "{0} registrations that are not used are kept in {1}; register them again, corrected",
                    refused.size(),
                    beside.path());
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "Cannot keep {0} registrations that are not used in {1}: {2}",
                    refused.size(),
                    beside.path(),
                    e.getMessage());
        }
    }

    private void setFileAside(String reason) throws IOException {
        Path path = file.orElseThrow().path();
        Path aside = beside(".damaged");
        Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.log(
                Level.ERROR,
                "Cannot read the registrations in {0}: {1}. The file is kept as {2}; services that were registered through the"
                        + " API must register again.",
                path,
                shortened(reason),
                aside.getFileName());
    }

    private Path beside(String suffix) {
        Path path = file.orElseThrow().path();
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static String shortened(String reason) {
        String line = reason.replaceAll("\\p{Cntrl}", "?");
        return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "..." : line;
    }

    /** Writes new content to disk, which counts once it is committed. */
    DurableFile.Replacement prepare(SavedRegistrations content) throws IOException {
        return file.isEmpty()
                ? NOTHING
                : file.get().prepare(json.writePretty(content).getBytes(StandardCharsets.UTF_8));
    }

    /** Where registrations are kept; empty for nowhere. */
    Optional<Path> path() {
        return file.map(DurableFile::path);
    }
}
