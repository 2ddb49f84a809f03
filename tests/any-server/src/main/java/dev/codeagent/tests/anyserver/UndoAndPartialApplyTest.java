package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a run that are undone in its sandbox and applied in parts, from the command line. */
@Tag("any-server")
@Tag("runs")
class UndoAndPartialApplyTest {
    private static final int REJECTED = 4;

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static int repositories;

    private GitRepository repository;
    private String run;

    @BeforeAll
    static void start() throws Exception {
        server = ServerWithFakeModel.start(folder, script());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void run() throws Exception {
        repository = GitRepository.create(folder.resolve("repository-" + repositories++));
        startRun();
    }

    private CommandResult startRun() throws Exception {
        CommandResult result = cli(
                "/code",
                "change it",
                "--provider",
                "scripted",
                "--project",
                repository.path().toString());
        run = result.runId();
        return result;
    }

    @Test
    void undoesAToolCallAndAppliesTheRestByFileAndHunk() throws Exception {
        CommandResult undone = cli("undo", run, "coding-t2-c1");
        assertThat(undone.exit()).as(undone.err()).isZero();
        assertThat(undone.out()).contains("undone coding-t2-c1: 2 paths", "added src/first.txt", "deleted data.bin");
        assertThat(cli("diff", run).out()).contains("src/new.txt").doesNotContain("data.bin");
        assertThat(repository.git("status", "--porcelain")).isEmpty();

        assertThat(cli("apply", run, "--file", "src/new.txt").exit()).isZero();
        assertThat(repository.git("status", "--porcelain", "-uall")).isEqualTo("?? src/new.txt\n");
        assertThat(cli("diff", run, "--hunks").out())
                .contains("README.md:1", "src/new.txt  added, whole file only  (applied)");
        assertThat(cli("apply", run, "--hunk", "README.md:1").exit()).isZero();
        assertThat(repository.path().resolve("README.md"))
                .hasContent("# Sample\n\nTwo lines,\nof which this is one.\n");

        CommandResult secondUndo = cli("undo", run, "undo-1");
        assertThat(secondUndo.out())
                .contains("deleted src/first.txt", "your working tree still contains the changes that you applied");
        assertThat(repository.path().resolve("src/first.txt")).hasContent("first\n");
        assertThat(cli("apply", run).exit()).isZero();
        assertThat(repository.path().resolve("src/first.txt")).doesNotExist();
        assertThat(repository.path().resolve("data.bin")).hasBinaryContent(new byte[] {0, 1, (byte) 0xff});
    }

    @Test
    void undoesTheWholeRunAfterItWasApplied() throws Exception {
        assertThat(cli("apply", run).exit()).isZero();

        CommandResult undone = cli("undo", run);
        assertThat(undone.exit()).as(undone.err()).isZero();
        assertThat(repository.path().resolve("src/new.txt")).exists();
        CommandResult applied = cli("apply", run);

        assertThat(applied.exit()).as(applied.err()).isZero();
        assertThat(repository.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void changesFilesOfASubmoduleAndNamesANestedRepository() throws Exception {
        GitRepository library = GitRepository.create(folder.resolve("library"));
        Files.writeString(library.path().resolve("first.txt"), "first\n");
        library.git("add", "-A");
        library.git("commit", "-q", "-m", "First");
        repository.git("rm", "-q", "-r", "src");
        repository.git(
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                library.path().toString(),
                "src");
        repository.git("commit", "-q", "-m", "Submodule");
        repository.git("init", "-q", "vendor");

        CommandResult result = startRun();

        assertThat(result.out()).containsSubsequence("vendor (it is a nested repository", "I change it.");
        assertThat(cli("apply", run).exit()).isZero();
        assertThat(repository.path().resolve("src/new.txt")).hasContent("new\n");
        assertThat(repository.path().resolve("src/first.txt")).doesNotExist();
        assertThat(repository.git("rev-parse", "codeagent/" + run + ":src"))
                .isEqualTo(repository.git("-C", "src", "rev-parse", "codeagent/" + run));
        assertThat(cli("undo", run).exit()).isZero();
        assertThat(cli("apply", run).exit()).isZero();
        assertThat(repository.git("-C", "src", "status", "--porcelain")).isEmpty();
    }

    @Test
    void doesNotCreateTheBranchOfADiscardedPatchAgain() throws Exception {
        assertThat(cli("discard", run).exit()).isZero();

        for (String command : List.of("diff", "undo", "apply", "discard")) {
            CommandResult refused = cli(command, run);
            assertThat(refused.exit()).as(command).isEqualTo(REJECTED);
            assertThat(refused.err()).contains("was discarded");
        }
        assertThat(repository.git("branch", "--list", "codeagent/*")).isBlank();
    }

    @Test
    void reportsAnUnknownStepOrFile() throws Exception {
        CommandResult step = cli("undo", run, "dancing");
        CommandResult part = cli("apply", run, "--file", "none.txt");

        assertThat(step.exit()).isEqualTo(REJECTED);
        assertThat(step.err()).contains("dancing", "coding", "UNKNOWN_CALL");
        assertThat(part.exit()).isEqualTo(REJECTED);
        assertThat(part.err()).contains("none.txt", "README.md");
    }

    private static CommandResult cli(String... arguments) throws IOException, InterruptedException {
        return server.codeagent().run(arguments);
    }

    private static JsonObject script() {
        ScriptedTurn write = new ScriptedTurn(
                "I change it.",
                new Pacing(100, 0),
                List.of(
                        ScriptedCall.of("write_file", "path", "src/new.txt", "content", "new\n"),
                        ScriptedCall.of(
                                "edit_file",
                                "path",
                                "README.md",
                                "old",
                                "One line.",
                                "new",
                                "Two lines,\nof which this is one.")));
        ScriptedTurn command = new ScriptedTurn(
                "And more.",
                new Pacing(100, 0),
                List.of(ScriptedCall.of(
                        "run_command", "command", "rm src/first.txt; printf '\\0\\1\\377' > data.bin")));
        ScriptedTurn done = new ScriptedTurn("It is changed.", new Pacing(100, 0), List.of());
        return ModelScripts.script(Map.of(
                "*", ModelScripts.scenario(Map.of("coding", List.of(write, command, done)), false)));
    }
}
