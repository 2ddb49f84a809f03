package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.run.RunEvent.DiffReady;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ChangedTests;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A patch turns tests green by their settings, and the verdict does not show it. */
final class VerdictAttempts {
    private static final RunId RUN = new RunId("run-1");

    private VerdictAttempts() {}

    /** @param before shell commands that create the file, or {@code :} */
    private record Change(String file, String before, String after) {}

    private interface Listing {
        List<String> of(RunBranchStore branches, DiffReady patch, HostileRepository repository);
    }

    static List<ServerAttempt> all() {
        return changes().entrySet().stream()
                .map(change -> ServerAttempt.of(
                        "verdict/settings[" + change.getKey() + "]",
                        "a patch changes how tests run in " + change.getValue().file() + ", unseen in the verdict",
                        target -> unseen(
                                target,
                                change.getValue(),
                                (branches, patch, repository) -> new ChangedTests(
                                                branches, HostGitOperations.project(repository.folder()))
                                        .list(patch)),
                        target -> unseen(target, change.getValue(), VerdictAttempts::byDirectory)))
                .toList();
    }

    private static Map<String, Change> changes() {
        var changes = new LinkedHashMap<String, Change>();
        changes.put("conftest", new Change("conftest.py", ":", "echo collect_ignore_glob = [\\'*\\']"));
        changes.put("pytest", new Change("pytest.ini", "echo [pytest]", "printf '[pytest]\\naddopts = -k none\\n'"));
        changes.put(
                "pyproject",
                new Change(
                        "pyproject.toml",
                        "printf '[project]\\nname = \"a\"\\n'",
                        "printf '[project]\\nname = \"a\"\\n[tool.pytest.ini_options]\\naddopts = \"-k none\"\\n'"));
        changes.put(
                "npm-script",
                new Change(
                        "package.json",
                        "echo '{\"scripts\": {\"test\": \"jest\"}}'",
                        "echo '{\"scripts\": {\"test\": \"true\"}}'"));
        changes.put("jest", new Change("jest.config.js", ":", "echo 'module.exports = {testMatch: []}'"));
        changes.put(
                "surefire",
                new Change(
                        "pom.xml",
                        "echo '<project><properties/></project>'",
                        "echo '<project><properties><skipTests>true</skipTests></properties></project>'"));
        changes.put("maven", new Change(".mvn/maven.config", ":", "echo -DskipTests"));
        changes.put("gradle", new Change("build.gradle", "echo", "echo 'test { enabled = false }'"));
        changes.put("cargo", new Change("Cargo.toml", "echo '[package]'", "printf '[package]\\nautotests = false\\n'"));
        return changes;
    }

    private static Optional<String> unseen(ServerTarget target, Change change, Listing listing)
            throws IOException, InterruptedException {
        String write = "mkdir -p \"$(dirname " + change.file() + ")\"; ";
        String create = change.before().equals(":") ? ":" : write + change.before() + " > " + change.file();
        var repository = HostileRepository.create(target, create + "; git add -A; git commit -q --allow-empty -m Old");
        HostGitOperations.snapshot(repository.folder(), RUN.value());
        String patch = repository.shell(write + change.after() + " > " + change.file()
                + "; git add -A; git diff --cached --no-color; git reset -q --hard");
        var branches = new RunBranchStore(repository.folder().resolve("data"), PathMapping.IDENTITY);
        var project = HostGitOperations.project(repository.folder());
        String base = new WorkspaceStore(repository.folder().resolve("data"), PathMapping.IDENTITY)
                .openExisting(project, RUN)
                .baseCommit();
        RunBranchStore.Commit commit =
                branches.commit(project, RUN, base, patch.getBytes(StandardCharsets.UTF_8), "Change");
        if (commit.files().stream().noneMatch(file -> file.path().equals(change.file()))) {
            throw new IOException("the patch does not change " + change.file() + ": " + patch);
        }
        List<String> shown =
                listing.of(branches, new DiffReady(commit.branch(), commit.id(), commit.files()), repository);
        return shown.contains(change.file()) ? Optional.empty() : Optional.of("the verdict does not show the change");
    }

    /** Only files in directories of tests, whatever build and settings say. */
    private static List<String> byDirectory(RunBranchStore branches, DiffReady patch, HostileRepository repository) {
        return patch.files().stream()
                .map(FileChange::path)
                .filter(path -> path.matches("(.*/)?tests?/.*"))
                .toList();
    }
}
