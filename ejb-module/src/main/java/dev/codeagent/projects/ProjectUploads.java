package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.upload.UploadService;
import dev.codeagent.api.upload.UploadStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Receives the files of projects that clients upload. One request at a time changes a project. */
public final class ProjectUploads implements UploadService {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{16,64}");
    private static final int MAX_NAME = 200;
    private static final int MAX_SUBDIRECTORY = 1_000;
    private static final String PREFIX = "upload:";

    private final ProjectStore store;
    private final Supplier<ProjectConfiguration> defaults;
    private final Path dataDirectory;
    private final RunBranchStore branches;
    private final long quotaBytes;
    private final Clock clock;
    private final Map<ProjectId, Object> locks = new ConcurrentHashMap<>();

    /**
     * @param defaults the configuration that a new project copies
     * @param dataDirectory where what belongs to a project is stored
     * @param quotaBytes what the files of a project may have together, and what it may occupy
     */
    public ProjectUploads(
            ProjectStore store,
            Supplier<ProjectConfiguration> defaults,
            Path dataDirectory,
            RunBranchStore branches,
            long quotaBytes,
            Clock clock) {
        this.store = store;
        this.defaults = defaults;
        this.dataDirectory = dataDirectory;
        this.branches = branches;
        this.quotaBytes = quotaBytes;
        this.clock = clock;
    }

    @Override
    public Project create(Caller caller, String key, String name, String subdirectory) {
        if (!KEY.matcher(key).matches()) {
            throw AgentException.invalidValue(
                    "'key' is '" + key + "'; use 16 to 64 letters and digits, chosen at random");
        }
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw AgentException.invalidValue(
                    "'name' must have 1 to " + MAX_NAME + " characters, and no control characters");
        }
        requirePart(subdirectory);
        String path = PREFIX + key;
        Optional<Project> existing = store.findByPath(path, subdirectory);
        if (existing.isPresent()) {
            return existing.get();
        }
        ProjectId id = ProjectCatalog.createId(subdirectory.isEmpty() ? path : path + "//" + subdirectory);
        var project = new Project(id, name, path, caller.name(), clock.instant(), subdirectory, ProjectKind.UPLOAD, "");
        try {
            store.create(project, defaults.get());
            return project;
        } catch (AgentException e) {
            return store.findByPath(path, subdirectory).orElseThrow(() -> e); // A request that was sent twice.
        }
    }

    static void requirePart(String subdirectory) {
        boolean plain = subdirectory.isEmpty()
                || subdirectory.length() <= MAX_SUBDIRECTORY
                        && subdirectory.chars().noneMatch(Character::isISOControl)
                        && Arrays.stream(subdirectory.split("/", -1))
                                .noneMatch(part -> part.isEmpty() || part.matches("\\.|\\.\\.|(?i:\\.git)"));
        if (!plain) {
            throw AgentException.invalidValue("'subdirectory' is '" + subdirectory
                    + "'; it must be a directory of the repository, relative to its root, such as services/app");
        }
    }

    @Override
    public UploadStatus status(Caller caller, ProjectId id) {
        requireUpload(id);
        synchronized (lock(id)) {
            return status(id);
        }
    }

    @Override
    public UploadStatus receive(Caller caller, ProjectId id, String transfer, long offset, byte[] piece) {
        requireUpload(id);
        synchronized (lock(id)) {
            try {
                transfer(id).store(transfer, offset, piece, quotaBytes);
                return status(id);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public UploadStatus finish(Caller caller, ProjectId id, String transfer) {
        requireUpload(id);
        synchronized (lock(id)) {
            try {
                UploadTransfer partial = transfer(id);
                if (!partial.isFinished(transfer, repository(id).commit())) {
                    adopt(id, partial.complete(transfer));
                    partial.recordFinished(transfer, repository(id).commit());
                }
                return status(id);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private void adopt(ProjectId id, Path bundle) throws IOException {
        try {
            requireQuota(repository(id).storedBytes() + Files.size(bundle));
            repository(id).adopt(UploadBundle.read(bundle), quotaBytes);
        } finally {
            Files.deleteIfExists(bundle);
        }
    }

    @Override
    public byte[] merge(Caller caller, ProjectId id, RunId run, List<PatchSelection> parts) {
        return branches.merge(requireUpload(id), run, parts);
    }

    private UploadStatus status(ProjectId id) {
        try {
            UploadTransfer.State partial = transfer(id).state();
            UploadedRepository repository = repository(id);
            return new UploadStatus(
                    id,
                    repository.commit(),
                    partial.transfer(),
                    partial.receivedBytes(),
                    repository.storedBytes(),
                    quotaBytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void requireQuota(long bytes) {
        if (bytes > quotaBytes) {
            throw new AgentException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "the project would occupy " + (bytes >> 20) + " MiB of the " + (quotaBytes >> 20)
                            + " MiB that an uploaded project may occupy (uploads.quotaMegabytes)");
        }
    }

    private Project requireUpload(ProjectId id) {
        return store.find(id)
                .filter(project -> project.kind() == ProjectKind.UPLOAD)
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_PROJECT,
                        "no project " + id + " is uploaded by a client; POST /api/v1/uploads creates one"));
    }

    private Object lock(ProjectId id) {
        return locks.computeIfAbsent(id, i -> new Object());
    }

    private Path projectData(ProjectId id) {
        return dataDirectory.resolve("projects").resolve(id.value());
    }

    private UploadTransfer transfer(ProjectId id) {
        return new UploadTransfer(projectData(id).resolve("transfers"));
    }

    private UploadedRepository repository(ProjectId id) {
        return UploadedRepository.of(projectData(id));
    }

    private static AgentException failed(IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new AgentException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_FAILED,
                "the upload cannot be stored: " + e.getMessage(),
                e);
    }
}
