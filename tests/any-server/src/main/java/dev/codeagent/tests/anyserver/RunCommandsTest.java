package dev.codeagent.tests.anyserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a user's repository from the command line: start, show, apply, discard, cancel. */
@Tag("any-server")
@Tag("runs")
class RunCommandsTest {
    private static final int USAGE = 2;
    private static final int REJECTED = 4;
    private static final int CANCELLED = 5;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;
    private static int repositories;

    private GitRepository repository;

    @BeforeAll
    static void start() throws Exception {
        server = ServerWithFakeModel.start(folder, OneFileScript.create("größer 🙂\n"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void repository() throws Exception {
        repository = GitRepository.create(folder.resolve("repository-" + repositories++));
    }

    @Test
    void doesNotChangeTheWorkingTreeBeforeApply() throws Exception {
        Files.writeString(repository.path().resolve("src/first.txt"), "changed, not committed\n");
        Files.writeString(repository.path().resolve("untracked.txt"), "untracked\n");
        String before = repository.git("status", "--porcelain");
        String run = runCodeCommand();

        assertThat(repository.git("status", "--porcelain")).isEqualTo(before);
        assertThat(repository.git("branch", "--list", "codeagent/" + run)).contains(run);
        assertThat(run("diff", run).out())
                .contains("+++ b/src/new.txt", "+größer 🙂")
                .doesNotContain("untracked", "not committed");

        CommandResult applied = run("apply", run);

        assertThat(applied.exit()).as(applied.err()).isZero();
        assertThat(repository.path().resolve("src/new.txt")).hasContent("größer 🙂\n");
        assertThat(repository.path().resolve("src/first.txt")).hasContent("changed, not committed\n");
        assertThat(run("clean", run).out()).contains("would free", "applied", "yes");
        assertThat(run("clean", run, "--yes").out()).contains("freed").doesNotContain("freed 0 B");
        assertThat(run("clean", run).out()).contains("no run occupies a workspace");
    }

    @Test
    void rejectsAConflictingPatchAndChangesNothing() throws Exception {
        String run = runCodeCommand();
        Files.writeString(repository.path().resolve("src/new.txt"), "mine\n");

        CommandResult refused = run("apply", run);

        assertThat(refused.exit()).isEqualTo(REJECTED);
        assertThat(refused.err()).contains("src/new.txt", "CONFLICT");
        assertThat(repository.path().resolve("src/new.txt")).hasContent("mine\n");
    }

    @Test
    void discardsTheBranch() throws Exception {
        String run = runCodeCommand();

        CommandResult discarded = run("discard", run);

        assertThat(discarded.exit()).as(discarded.err()).isZero();
        assertThat(repository.git("branch", "--list", "codeagent/*")).isBlank();
        assertThat(run("discard", run).exit()).isEqualTo(REJECTED);
        assertThat(run("clean", run).out()).contains("no run occupies a workspace");
    }

    @Test
    void runsInADirectoryWithoutGit() throws Exception {
        Path plain = Files.createDirectories(folder.resolve("plain"));
        Files.writeString(plain.resolve("a.txt"), "a\n");

        CommandResult result = run("/code", "write it", "--provider", "scripted", "--project", plain.toString());

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("+größer 🙂");
        assertThat(plain.resolve("src")).doesNotExist();
        assertThat(plain.resolve(".git")).doesNotExist();
        assertThat(run("apply", result.runId()).exit()).isZero();
        assertThat(plain.resolve("src/new.txt")).hasContent("größer 🙂\n");
    }

    @Test
    void worksOnTheRepositoryOfASubdirectory() throws Exception {
        Path pay = Files.createDirectories(repository.path().resolve("services/pay"));
        Files.writeString(repository.path().resolve(".gitignore"), ".env\n");
        Files.writeString(repository.path().resolve(".codeagent.json"), "{\"provider\": \"scripted\"}");
        Files.writeString(pay.resolve(".env"), "SECRET=abc\n");
        Files.writeString(pay.resolve("greet.txt"), "hello\n");
        repository.git("add", "-A");
        repository.git("commit", "-q", "-m", "Add a part");

        CommandResult result = run("/code", "write it", "--project", pay.toString());

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        String run = result.runId();
        assertThat(repository.git("ls-tree", "-r", "--name-only", "codeagent/" + run))
                .contains("services/pay/greet.txt", "src/new.txt")
                .doesNotContain("services/pay/.env");
        assertThat(run("runs", "--project", pay.toString()).out()).contains(run);

        CommandResult part = run("/code", "write it", "--project", pay.toString(), "--here", "--json");

        assertThat(part.exit()).as(part.out() + part.err()).isZero();
        assertThat(part.out()).contains("\"folder\":\"services/pay\"");
        assertThat(repository.git("branch", "--list", "codeagent/*").lines()).hasSize(2);
        assertThat(run("runs", "--project", pay.toString(), "--here").out())
                .contains("/code")
                .doesNotContain(run);
        assertThat(server.rest().getArray("/api/v1/projects").toString())
                .contains("\"path\":\"" + repository.path() + "\"", "\"subdirectory\":\"services/pay\"")
                .doesNotContain("\"path\":\"" + pay);
    }

    @Test
    void refusesAGitDirectory() throws Exception {
        String gitDirectory = repository.path().resolve(".git").toString();

        CommandResult refused = run("/code", "write it", "--provider", "scripted", "--project", gitDirectory);

        assertThat(refused.exit()).isEqualTo(REJECTED);
        assertThat(refused.err()).contains("INVALID_VALUE", "for example " + repository.path());
        assertThat(server.rest().getArray("/api/v1/projects").toString()).doesNotContain(gitDirectory);
    }

    @Test
    void cancelsARunByCommand() throws Exception {
        Process process = server.codeagent()
                .processBuilder(
                        "/plan",
                        "slowly",
                        "--provider",
                        "scripted",
                        "--project",
                        repository.path().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("cancelled.out").toFile())
                .start();
        await().atMost(TIMEOUT).until(() -> output().contains("── planning"));
        String run = CommandResult.findRunId(output()).orElseThrow();

        CommandResult cancel = run("cancel", run);

        assertThat(cancel.exit()).as(cancel.err()).isZero();
        assertThat(process.waitFor()).isEqualTo(CANCELLED);
        assertThat(run("runs").out()).containsPattern(run + " +cancelled");
    }

    @Test
    void cancelsTheRunOnCtrlC() throws Exception {
        Process process = server.codeagent()
                .processBuilder(
                        "/plan",
                        "slowly",
                        "--provider",
                        "scripted",
                        "--project",
                        repository.path().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("cancelled.out").toFile())
                .start();
        await().atMost(TIMEOUT).until(() -> output().contains("── planning"));

        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();

        assertThat(process.waitFor()).isEqualTo(CANCELLED);
        assertThat(output()).contains("cancelled");
    }

    @Test
    void reportsInvalidCommands() throws Exception {
        CommandResult typo = run("/biuld", "x");
        CommandResult option = run("runs", "--nonsense");
        CommandResult unknown = run("diff", "run-none");
        CommandResult empty = run("/plan", "--project", repository.path().toString());

        assertThat(typo.exit()).isEqualTo(USAGE);
        assertThat(typo.err()).contains("/biuld", "/build");
        assertThat(option.exit()).isEqualTo(USAGE);
        assertThat(option.err()).contains("--nonsense");
        assertThat(unknown.exit()).isEqualTo(REJECTED);
        assertThat(unknown.err()).contains("run-none", "UNKNOWN_RUN");
        assertThat(empty.exit()).isIn(USAGE, REJECTED);
        assertThat(List.of(typo.err(), option.err(), unknown.err(), empty.err()))
                .noneMatch(text -> text.contains("\tat ") || text.isBlank());
    }

    @Test
    void reportsAnUnknownProviderBeforeItTakesASnapshot() throws Exception {
        CommandResult result = run(
                "/code",
                "x",
                "--provider",
                "nobody",
                "--project",
                repository.path().toString());

        assertThat(result.exit()).isNotZero();
        assertThat(result.out() + result.err())
                .contains("nobody", "providers add")
                .doesNotContain("workspace from");
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("cancelled.out"));
    }

    /** Runs {@code /code} successfully and returns the id of the run. */
    private String runCodeCommand() throws Exception {
        CommandResult result = run(
                "/code",
                "write it",
                "--provider",
                "scripted",
                "--project",
                repository.path().toString());
        return result.runId();
    }

    private static CommandResult run(String... arguments) throws IOException, InterruptedException {
        return server.codeagent().run(arguments);
    }
}
