package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunId;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes an apply that changes several working trees complete or undone: while it works, a file in the data directory
 * tells what it changes. The next use of the project takes back an apply that a crash interrupted; the run's journal
 * does not contain it either.
 *
 * @param file exists while an apply is in progress
 */
record ApplyJournal(Path file) {
    /** Only one change of a working tree at a time, also of projects that are parts of one repository. */
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private static final String NONE = "-";

    static ApplyJournal of(RepositoryLocator locator, Project project) {
        return new ApplyJournal(locator.projectData(project).resolve("apply.journal"));
    }

    static Object lock(RepositoryLocator locator, Project project) {
        return LOCKS.computeIfAbsent(locator.projectDirectory(project), directory -> new Object());
    }

    /** One line of the journal. */
    private record Entry(String prefix, String ours, String merged, String acceptedRef, String accepted) {

        static Entry parse(String line) {
            String[] fields = line.split(" ");
            return new Entry(
                    URLDecoder.decode(fields[0].substring(1), StandardCharsets.UTF_8),
                    fields[1],
                    fields[2],
                    fields[3],
                    fields[4]);
        }

        String toLine() {
            return "/" + URLEncoder.encode(prefix, StandardCharsets.UTF_8) + " " + ours + " " + merged + " "
                    + acceptedRef + " " + accepted + "\n";
        }
    }

    void begin(RunId run, Map<PatchPart, PatchApplier.Plan> plans) {
        var text = new StringBuilder();
        plans.forEach((part, plan) -> {
            String ref = AppliedPatchState.refName(run);
            text.append(new Entry(part.prefix(), plan.ours(), plan.merged(), ref, accepted(part.git(), ref)).toLine());
        });
        try {
            Files.createDirectories(file.getParent());
            Path partial = file.resolveSibling("apply.journal.new");
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void end() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Takes back an apply that a crash of the server interrupted. */
    void recover(Repository project) {
        if (Files.exists(file)) {
            rollBack(project);
        }
    }

    /**
     * Restores the files that the apply wrote, and what was recorded as applied.
     *
     * @return the paths of files that were left, because another program has changed them since
     */
    List<String> rollBack(Repository project) {
        var kept = new ArrayList<String>();
        try {
            for (String line : Files.readAllLines(file)) {
                Entry entry = Entry.parse(line);
                open(project, entry.prefix())
                        .ifPresent(repository -> rollBack(repository.git(), entry)
                                .forEach(path -> kept.add(GitPaths.display(entry.prefix()) + path)));
            }
        } catch (IOException e) {
            throw failed(e);
        }
        end();
        return kept;
    }

    private static List<String> rollBack(Git git, Entry entry) {
        List<String> kept = entry.ours().equals(entry.merged())
                ? List.of()
                : new WorkingTree(git).revert(entry.ours(), entry.merged());
        if (!entry.accepted().equals(accepted(git, entry.acceptedRef()))) {
            List<String> update = entry.accepted().equals(NONE)
                    ? List.of("update-ref", "-d", entry.acceptedRef())
                    : List.of("update-ref", entry.acceptedRef(), entry.accepted());
            git.run(update);
        }
        return kept;
    }

    /** What a reference points at, or {@link #NONE}. */
    private static String accepted(Git git, String ref) {
        return git.succeeds("rev-parse", "--verify", "--quiet", ref) ? git.run("rev-parse", ref) : NONE;
    }

    /** The repository at the prefix; empty if the user removed it since. */
    private static Optional<Repository> open(Repository repository, String prefix) {
        if (prefix.isEmpty()) {
            return Optional.of(repository);
        }
        for (int end = prefix.indexOf('/'); end >= 0; end = prefix.indexOf('/', end + 1)) {
            String name = prefix.substring(0, end);
            if (repository.isNestedRepository(name)) {
                String rest = prefix.substring(end + 1);
                return repository.openSubmodule(name).repository().flatMap(module -> open(module, rest));
            }
        }
        return Optional.empty();
    }

    private AgentException failed(IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new AgentException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_FAILED,
                file + " cannot be written: " + e.getMessage(),
                e);
    }
}
