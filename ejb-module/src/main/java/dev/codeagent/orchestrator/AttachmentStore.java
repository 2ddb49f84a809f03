package dev.codeagent.orchestrator;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.run.Attachment;
import dev.codeagent.api.run.AttachmentService;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The attachments in the data directory: uploaded files, and copies of them for the runs that use them. Names of files
 * are ids of the server, never those of clients.
 */
public final class AttachmentStore implements AttachmentService {
    private static final Duration UPLOAD_LIFETIME = Duration.ofDays(1);
    private static final int MAX_UPLOADS = 200;
    private static final int MAX_NAME = 200;
    private static final Pattern ID = Pattern.compile("att-[0-9a-f]{32}");
    private static final String DESCRIPTION = ".json";

    private final Path uploads;
    private final Path runs;
    private final Clock clock;

    /** @param directory in the data directory */
    public AttachmentStore(Path directory, Clock clock) {
        this.uploads = directory.resolve("uploads");
        this.runs = directory.resolve("runs");
        this.clock = clock;
    }

    @Override
    public synchronized Attachment add(Caller caller, String name, String mediaType, byte[] content) {
        String id = "att-" + UUID.randomUUID().toString().replace("-", "");
        var attachment = new Attachment(
                id,
                requireName(name),
                AttachmentTypes.typeOf(mediaType, content),
                content.length,
                Sha256.hexOf(content));
        try {
            Files.createDirectories(uploads);
            deleteUnused();
            write(uploads.resolve(id), content);
            // With its description the attachment exists.
            write(
                    uploads.resolve(id + DESCRIPTION),
                    RecordJson.write(attachment).build().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return attachment;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static String requireName(String name) {
        String shown = name.isBlank() ? "attachment" : name.strip();
        if (shown.length() > MAX_NAME
                || shown.chars().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)) {
            throw AgentException.invalidValue(
                    "parameter 'name' must have at most " + MAX_NAME + " characters that can be seen");
        }
        return shown;
    }

    /** Deletes uploads that no run used in time, and refuses more than a number of others. */
    private void deleteUnused() throws IOException {
        var oldest = clock.instant().minus(UPLOAD_LIFETIME);
        int count = 0;
        for (Path file : files(uploads)) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                Files.deleteIfExists(file);
            } else if (file.toString().endsWith(DESCRIPTION)) {
                count++;
            }
        }
        if (count >= MAX_UPLOADS) {
            throw new AgentException(
                    ErrorCode.TOO_BUSY,
                    MAX_UPLOADS + " attachments wait for a run; name them in a run, or wait until they expire");
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted(Comparator.naturalOrder()).toList();
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    }

    /**
     * Copies uploads for a run, whose restart needs them.
     *
     * @throws AgentException NOT_FOUND for an id that is unknown or expired; MESSAGE_TOO_LARGE for too many
     */
    synchronized List<Attachment> bind(RunId run, List<String> ids) {
        var attachments = new ArrayList<Attachment>();
        new LinkedHashSet<>(ids).forEach(id -> attachments.add(find(id)));
        long bytes = attachments.stream().mapToLong(Attachment::bytes).sum();
        long text = attachments.stream()
                .filter(a -> !a.isImage())
                .mapToLong(Attachment::bytes)
                .sum();
        if (attachments.size() > MAX_PER_RUN || bytes > MAX_BYTES_PER_RUN || text > MAX_TEXT_BYTES) {
            throw new AgentException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "field 'attachments': " + attachments.size() + " files with " + bytes + " bytes, " + text
                            + " of them in texts; at most " + MAX_PER_RUN + " files with " + MAX_BYTES_PER_RUN
                            + " bytes, "
                            + MAX_TEXT_BYTES + " of them in texts");
        }
        try {
            if (!attachments.isEmpty()) {
                Path directory = Files.createDirectories(runs.resolve(run.value()));
                for (Attachment attachment : attachments) {
                    Files.copy(
                            uploads.resolve(attachment.id()),
                            directory.resolve(attachment.id()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return attachments;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Attachment find(String id) {
        if (!ID.matcher(id).matches()) {
            throw AgentException.invalidValue("field 'attachments': '" + id
                    + "' is no id of an attachment; `codeagent --attach FILE` and POST /api/v1/attachments make one");
        }
        try {
            String description = Files.readString(uploads.resolve(id + DESCRIPTION));
            return RecordJson.read(BoundedJson.readObject(description, BoundedJson.Limits.MESSAGE), Attachment.class);
        } catch (NoSuchFileException e) {
            throw new AgentException(
                    ErrorCode.NOT_FOUND,
                    "no attachment '" + id + "': it expires a day after its upload; upload it again",
                    e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * The content of an attachment of a run.
     *
     * @throws AgentException CONFLICT if it was changed, NOT_FOUND if it was deleted: neither is a failure that passes
     */
    byte[] read(RunId run, Attachment attachment) {
        try {
            byte[] content = Files.readAllBytes(runs.resolve(run.value()).resolve(attachment.id()));
            if (!Sha256.hexOf(content).equals(attachment.digest())) {
                throw new AgentException(
                        ErrorCode.CONFLICT,
                        "the attachment '" + attachment.name() + "' of run " + run
                                + " was changed in the data directory; start a new run with the file");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new AgentException(
                    ErrorCode.NOT_FOUND,
                    "the attachment '" + attachment.name() + "' of run " + run
                            + " was deleted in the data directory; start a new run with the file",
                    e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Deletes the copies of a run that was not started. */
    void release(RunId run, List<Attachment> attachments) {
        try {
            Path directory = runs.resolve(run.value());
            for (Attachment attachment : attachments) {
                Files.deleteIfExists(directory.resolve(attachment.id()));
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static AgentException failed(IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new AgentException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_FAILED,
                "an attachment cannot be stored or read: " + e.getMessage(),
                e);
    }
}
