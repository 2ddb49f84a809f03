package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The executor as the main process of a container: it waits for its workspace and serves one server after the other.
 */
class ContainerModeTest {
    @TempDir
    Path folder;

    private RunningExecutor executor;
    private Path workspace;
    private Path results;

    @BeforeEach
    void start() throws IOException {
        workspace = Files.createDirectories(folder.resolve("workspace"));
        results = Files.createDirectories(folder.resolve("results"));
        executor = new RunningExecutor("project-1");
    }

    @AfterEach
    void stop() throws Exception {
        executor.close();
    }

    private JsonObject open(String project, String run) {
        return executor.request(
                "codeagent/open",
                Json.createObjectBuilder()
                        .add("project", project)
                        .add("run", run)
                        .add("workspace", workspace.toString())
                        .add("results", results.toString())
                        .add("base", "")
                        .add("timeoutSeconds", 30)
                        .add("network", false)
                        .add("diskBytes", 0)
                        .add(
                                "environment",
                                Json.createObjectBuilder()
                                        .add("GREETING", "hello")
                                        .add("HOME", folder.resolve("home").toString()))
                        .add("mavenSettings", "")
                        .add("repository", folder.resolve("repository").toString())
                        .build());
    }

    private static String error(JsonObject answer) {
        return answer.getJsonObject("error").getString("message");
    }

    @Test
    void warmsUpBeforeTheWorkspaceIsOpenAndLeavesNoFiles() throws IOException {
        JsonObject warmedUp = executor.request("codeagent/warmUp", JsonObject.EMPTY_JSON_OBJECT);

        assertThat(warmedUp).containsKey("result");
        assertThat(open("project-1", "run-1").getJsonObject("result").getBoolean("imported"))
                .isFalse();
        assertThat(workspace).isEmptyDirectory();
        assertThat(error(executor.request("codeagent/warmUp", JsonObject.EMPTY_JSON_OBJECT)))
                .contains("open already");
    }

    @Test
    void initializesBeforeTheWorkspaceIsOpenButRejectsToolCalls() {
        JsonObject call = executor.call("c1", "list_files");

        assertThat(error(call)).contains("not open").contains("codeagent/open");
        assertThat(executor.request("initialize", JsonObject.EMPTY_JSON_OBJECT).getJsonObject("result"))
                .containsKey("protocolVersion");
        assertThat(executor.request("ping", JsonObject.EMPTY_JSON_OBJECT)).containsKey("result");
        assertThat(executor.request("tools/list", JsonObject.EMPTY_JSON_OBJECT)
                        .getJsonObject("result")
                        .getJsonArray("tools"))
                .isNotEmpty();
    }

    @Test
    void opensTheWorkspaceForOneProjectAndOneRun() {
        assertThat(error(open("project-2", "run-1"))).contains("belongs to project project-1");

        assertThat(open("project-1", "run-1").getJsonObject("result").getBoolean("imported"))
                .isFalse();
        assertThat(open("project-1", "run-1").getJsonObject("result").getBoolean("imported"))
                .isFalse();
        assertThat(error(open("project-1", "run-2"))).contains("is assigned to run 'run-1'");
        assertThat(ExecutorFixture.resultText(executor.call("c1", "run_command", "command", "echo $GREETING")
                        .getJsonObject("result")))
                .startsWith("hello");
    }

    private record Bundle(byte[] bytes, String commit) {}

    private Bundle bundle() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        runShell(
                source,
                "git init -q . && git config user.name A && git config user.email a@b.invalid"
                        + " && printf 'one\\r\\n' > a.txt && mkdir src && echo two > src/b.txt && git add -A && git commit -qm First"
                        + " && git update-ref refs/codeagent/base/run-1 HEAD"
                        + " && git bundle create -q ../all.bundle refs/codeagent/base/run-1 && git rev-parse HEAD > ../commit");
        return new Bundle(
                Files.readAllBytes(folder.resolve("all.bundle")),
                Files.readString(folder.resolve("commit")).strip());
    }

    private static String runShell(Path directory, String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private JsonObject importChunk(byte[] bytes, boolean last, String commit) {
        return executor.request(
                "codeagent/import",
                Json.createObjectBuilder()
                        .add("data", Base64.getEncoder().encodeToString(bytes))
                        .add("last", last)
                        .add("commit", commit)
                        .build());
    }

    @Test
    void importsABundleInChunks() throws Exception {
        Bundle bundle = bundle();
        int half = bundle.bytes().length / 2;
        open("project-1", "run-1");

        JsonObject first = importChunk(Arrays.copyOf(bundle.bytes(), half), false, bundle.commit());
        JsonObject second =
                importChunk(Arrays.copyOfRange(bundle.bytes(), half, bundle.bytes().length), true, bundle.commit());

        assertThat(first.getJsonObject("result").getBoolean("imported")).isFalse();
        assertThat(second.getJsonObject("result").getBoolean("imported")).isTrue();
        assertThat(workspace.resolve("src/b.txt")).hasContent("two\n");
        assertThat(Files.readString(workspace.resolve("a.txt"))).isEqualTo("one\r\n");
        assertThat(
                        runShell(
                                workspace,
                                "git for-each-ref --format='%(refname)'; git status --short; git remote; git symbolic-ref HEAD"))
                .isEqualTo("refs/heads/base\nrefs/heads/work\nrefs/heads/work\n");
        assertThat(workspace.resolve(".git/hooks")).doesNotExist();
        assertThat(error(importChunk(new byte[1], true, bundle.commit()))).contains("imported already");
        executor.call("w1", "write_file", "path", "a.txt", "content", "changed\n");
        assertThat(ExecutorFixture.resultText(executor.call("", "git_diff").getJsonObject("result")))
                .contains("+changed");
    }

    @Test
    void restartsAnIncompleteImport() throws Exception {
        Bundle bundle = bundle();
        open("project-1", "run-1");
        importChunk(Arrays.copyOf(bundle.bytes(), 10), false, bundle.commit());
        Files.writeString(workspace.resolve("half.txt"), "of a checkout that was killed\n");
        executor.close();
        executor = new RunningExecutor("project-1");

        assertThat(open("project-1", "run-1").getJsonObject("result").getBoolean("imported"))
                .isFalse();
        importChunk(Arrays.copyOf(bundle.bytes(), 10), false, bundle.commit());
        open("project-1", "run-1");
        importChunk(bundle.bytes(), true, bundle.commit());

        assertThat(workspace.resolve("half.txt")).doesNotExist();
        assertThat(workspace.resolve("src/b.txt")).hasContent("two\n");
        executor.close();
        executor = new RunningExecutor("project-1");
        assertThat(open("project-1", "run-1").getJsonObject("result").getBoolean("imported"))
                .isTrue();
    }

    @Test
    void rejectsAnInvalidBundle() {
        open("project-1", "run-1");

        assertThat(error(importChunk(new byte[3], true, "HEAD"))).contains("not a full commit id");
        assertThat(error(importChunk("no bundle".getBytes(StandardCharsets.UTF_8), true, "a".repeat(40))))
                .contains("bundle");
    }

    @Test
    void parsesTheFirstLineOfANewServerAfterAPartialLine() {
        open("project-1", "run-1");

        executor.send("{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"pi");
        executor.sendLine("");
        JsonObject broken = executor.nextResponse();
        JsonObject alive = executor.request("ping", JsonObject.EMPTY_JSON_OBJECT);

        assertThat(broken.isNull("id")).isTrue();
        assertThat(broken.getJsonObject("error").getInt("code")).isEqualTo(-32700);
        assertThat(alive).containsKey("result");
    }

    @Test
    void returnsTheResultOfARunningCallToANewServer() throws Exception {
        open("project-1", "run-1");
        JsonObject command = ExecutorFixture.arguments(
                "command", "echo x >> log.txt; while [ ! -e go ]; do sleep 0.05; done; echo done");

        executor.sendLine(
                ExecutorFixture.toolCallRequest(5, "c1", "run_command", command).toString());
        executor.await(() -> Files.exists(workspace.resolve("log.txt")));
        executor.request("initialize", JsonObject.EMPTY_JSON_OBJECT);
        executor.sendLine(
                ExecutorFixture.toolCallRequest(6, "c1", "run_command", command).toString());
        Files.writeString(workspace.resolve("go"), "");
        JsonObject answer = executor.nextResponse();

        assertThat(answer.getString("id")).isEqualTo("6");
        assertThat(ExecutorFixture.resultText(answer.getJsonObject("result"))).contains("done");
        assertThat(workspace.resolve("log.txt")).hasContent("x\n");
        assertThat(executor.pendingMessages()).isEqualTo(List.of());
    }

    @Test
    void finishesTheRunningCallWhenItsInputEnds() throws Exception {
        open("project-1", "run-1");

        executor.sendLine(ExecutorFixture.toolCallRequest(
                        1, "c1", "run_command", ExecutorFixture.arguments("command", "sleep 0.5; touch made"))
                .toString());
        executor.close();

        assertThat(workspace.resolve("made")).exists();
        assertThat(results.resolve("c1.json")).exists();
    }
}
