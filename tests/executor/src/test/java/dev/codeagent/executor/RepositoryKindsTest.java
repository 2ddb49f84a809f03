package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.Workspace;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole path of a run on each kind of clone: snapshot, workspace, tools, patch, branch, diff, apply, undo, discard;
 * and the user's repository is as it was. The workspace is a directory of the host, or imported as in a container; both
 * result in the same patch.
 */
class RepositoryKindsTest {
    private static final RunId RUN = new RunId("run-1");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_COUNT", "1",
            "GIT_CONFIG_KEY_0", "safe.directory",
            "GIT_CONFIG_VALUE_0", "*",
            "GIT_AUTHOR_NAME", "T",
            "GIT_AUTHOR_EMAIL", "t@example.invalid",
            "GIT_COMMITTER_NAME", "T",
            "GIT_COMMITTER_EMAIL", "t@example.invalid",
            // The first command that writes the index would change it, and not the server.
            "GIT_OPTIONAL_LOCKS", "0");

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private Path project;

    /** The repository that all clones are made of. */
    @BeforeAll
    static void createSource() throws Exception {
        shell(shared, CloneKind.SOURCE);
    }

    @BeforeEach
    void copySource() throws Exception {
        shell(folder, "cp -a " + shared.resolve("src") + " src");
    }

    static List<CloneKind> kinds() {
        return CloneKind.ALL;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void worksOnAClone(CloneKind kind) throws Exception {
        shell(folder, kind.script());

        runOnProject(kind.ways(), kind.commits());
    }

    @Test
    void isNotChangedBySettingsAndHooks() throws Exception {
        shell(folder, "git clone -q src project");
        String configure = readSettings().stream()
                .map(setting -> "git config " + setting.replaceFirst(" (.*)", " '$1'") + "\n")
                .collect(Collectors.joining());
        shell(folder.resolve("project"), configure + "mkdir hooks");
        for (String hook : List.of("reference-transaction", "post-index-change", "post-commit", "post-checkout")) {
            Path file = folder.resolve("project/hooks/" + hook);
            Files.writeString(file, "#!/bin/sh\ntouch " + folder + "/hook-was-run\nexit 1\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }

        runOnProject(List.of(CloneKind.Way.DIRECTORY), 3);
    }

    /** Settings that must not change what the server does. */
    private static List<String> readSettings() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RepositoryKindsTest.class.getResourceAsStream("/git-settings.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** The patch of a run, and that after the undo of a call. */
    private record Patches(byte[] all, byte[] afterUndo) {}

    private void runOnProject(List<CloneKind.Way> ways, int commits) throws Exception {
        project = folder.resolve("project");
        Files.writeString(project.resolve("new.txt"), "untracked\n");
        Files.writeString(project.resolve("debug.log"), "ignored\n");
        String before = describeRepository();
        Path data = folder.resolve("data");
        var registered = new Project(new ProjectId("p-1"), "p", project.toString(), "local", Instant.EPOCH);
        var branches = new RunBranchStore(data, PathMapping.IDENTITY);

        Workspace workspace = new WorkspaceStore(data, PathMapping.IDENTITY).openOrCreate(registered, RUN);
        Patches patches = work(workspace, ways.getFirst(), commits);
        for (CloneKind.Way way : ways.subList(1, ways.size())) {
            Patches same = work(workspace, way, commits);
            assertThat(same.all()).isEqualTo(patches.all());
            assertThat(same.afterUndo()).isEqualTo(patches.afterUndo());
        }
        var commit = branches.commit(registered, RUN, workspace.baseCommit(), patches.all(), "/code x");
        assertThat(commit.files()).hasSize(2);
        assertThat(new String(branches.diff(registered, RUN), StandardCharsets.UTF_8))
                .contains("--- a/in/greet.txt\n", "-line 3", "+line 4");
        assertThat(branches.listFiles(registered, RUN)).hasSize(2);
        assertThat(git("log", "-1", "--format=%an", commit.branch())).contains("Code Agent System");
        branches.apply(registered, RUN, List.of());
        assertThat(project.resolve("in/greet.txt")).hasContent("one\ntwo\nline 4\n");
        assertThat(git(
                                "-c",
                                "status.short=true",
                                "-c",
                                "status.showUntrackedFiles=all",
                                "-c",
                                "color.ui=false",
                                "status",
                                "--porcelain")
                        .lines())
                .contains(" M in/greet.txt", "?? in/added.txt", "?? new.txt")
                .noneMatch(line -> line.contains("far.txt") || line.contains("root.txt"));
        branches.commit(registered, RUN, workspace.baseCommit(), patches.afterUndo(), "/code x");
        branches.apply(registered, RUN, List.of());
        assertThat(project.resolve("in/added.txt")).doesNotExist();
        branches.commit(registered, RUN, workspace.baseCommit(), new byte[0], "/code x");
        branches.apply(registered, RUN, List.of());
        assertThat(project.resolve("in/greet.txt")).hasContent("one\ntwo\nline 3\n");
        assertThat(project.resolve("in/added.txt")).doesNotExist();
        shell(
                project,
                "git -c core.hooksPath=/dev/null gc -q 2>/dev/null || git -c core.hooksPath=/dev/null pack-refs --all");
        assertThat(git("log", "-1", "--format=%G?", commit.branch()).strip()).isEqualTo("N");
        branches.discard(registered, RUN);
        assertThat(describeRepository()).isEqualTo(before);
        assertThat(folder.resolve("hook-was-run")).doesNotExist();
    }

    /** Does with all tools what agents do. */
    private static Patches work(Workspace workspace, CloneKind.Way way, int commits) throws Exception {
        try (var executor = new RunningExecutor("")) {
            open(executor, workspace, way);
            assertThat(executor.resultText("git_status")).contains("## work").doesNotContain(" D ", "??");
            assertThat(executor.resultText("git_log").lines()).hasSize(commits + 1);
            assertThat(executor.resultText("run_command", "command", "git log --oneline | wc -l; git fsck"))
                    .contains("" + (commits + 1))
                    .doesNotContain("broken", "missing", "error");
            assertThat(executor.resultText("read_file", "path", "in/greet.txt")).contains("line 3");
            assertThat(executor.resultText("edit_file", "path", "in/greet.txt", "old", "line 3", "new", "line 4"))
                    .doesNotContain("failed");
            assertThat(executor.resultText("git_commit", "message", "four")).contains("four");
            assertThat(executor.resultText("git_log").lines()).hasSize(commits + 2);
            assertThat(executor.resultText("git_branch", "name", "idea", "switch", true))
                    .contains("switched");
            executor.call("write-1", "write_file", "path", "in/added.txt", "content", "added\n");
            String diff = executor.resultText("git_diff");
            assertThat(diff).contains("-line 3", "+line 4", "+added").doesNotContain("far.txt");
            byte[] patch = export(executor);
            executor.call("undo-1", "workspace_undo", "call", "write-1");
            return new Patches(patch, export(executor));
        }
    }

    private static void open(RunningExecutor executor, Workspace workspace, CloneKind.Way way) throws IOException {
        boolean imported = way == CloneKind.Way.IMPORT;
        Path results = workspace.resultsDirectory().resolveSibling("results-" + way);
        Path root = imported ? Files.createDirectories(results.resolveSibling("container")) : workspace.directory();
        var params = Json.createObjectBuilder()
                .add("project", "p-1")
                .add("run", RUN.value())
                .add("workspace", root.toString())
                .add("results", Files.createDirectories(results).toString())
                .add("base", imported ? "" : workspace.baseCommit())
                .add("timeoutSeconds", 60)
                .add("diskBytes", 0);
        assertThat(executor.request("codeagent/open", params.build())).containsKey("result");
        if (imported) {
            try (InputStream bundle = workspace.openBundle()) {
                var chunk = Json.createObjectBuilder()
                        .add("data", Base64.getEncoder().encodeToString(bundle.readAllBytes()))
                        .add("last", true)
                        .add("commit", workspace.baseCommit());
                assertThat(executor.request("codeagent/import", chunk.build())).containsKey("result");
            }
        }
    }

    private static byte[] export(RunningExecutor executor) {
        JsonObject result = executor.result("workspace_export");
        return Base64.getDecoder()
                .decode(result.getJsonObject("structuredContent").getString("patch"));
    }

    /** What a run must not change: refs, HEAD, index, configuration, files, and that objects are complete. */
    private String describeRepository() throws Exception {
        Path index = Path.of(git("rev-parse", "--path-format=absolute", "--git-path", "index")
                .strip());
        return git("for-each-ref", "--format=%(refname) %(objectname)")
                + git("rev-parse", "HEAD")
                + (Files.exists(index) ? java.util.Arrays.hashCode(Files.readAllBytes(index)) : 0)
                + shell(
                        project,
                        "find . -path ./.git -prune -o -type f -print | sort; git reflog | cat;"
                                + " find $(git rev-parse --git-common-dir) -type f | sort"
                                + " | grep -v -E '/(objects|refs)/|packed-refs|info/refs|/gc';"
                                + " git fsck --no-dangling --no-progress 2>&1 | grep -v -E '^(broken|missing|  )' || true");
    }

    private String git(String... arguments) throws Exception {
        // The settings of a test are for the server, not for the commands of the test.
        var command = new java.util.ArrayList<>(List.of(
                "git",
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "color.ui=never",
                "-c",
                "log.showSignature=false",
                "-c",
                "core.fsmonitor=false"));
        command.addAll(List.of(arguments));
        return run(project, command);
    }

    private static String shell(Path directory, String script) throws Exception {
        return run(directory, List.of("sh", "-e", "-c", script));
    }

    private static String run(Path directory, List<String> command) throws Exception {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(ENVIRONMENT);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ": " + output).isZero();
        return output;
    }
}
