package dev.codeagent.tests.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.tests.anyserver.CodeagentCli.CommandResult;
import dev.codeagent.tests.anyserver.ServerWithFakeModel;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line with a server that does not read the folder itself. */
class UploadTest {
    private static final int REJECTED = 4;

    @TempDir
    static Path folder;

    private static ServerWithFakeModel server;

    @BeforeAll
    static void start() throws Exception {
        var write = new ScriptedTurn(
                "I write it.",
                new Pacing(100, 0),
                List.of(ScriptedCall.of("write_file", "path", "src/new.txt", "content", "new\n")));
        var done = new ScriptedTurn("It is written.", new Pacing(100, 0), List.of());
        var coding = Map.of("coding", List.of(write, done));
        server = ServerWithFakeModel.start(
                folder, ModelScripts.script(Map.of("*", ModelScripts.scenario(coding, false))));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static void assertSuccess(CommandResult result) {
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
    }

    private static List<JsonObject> parse(CommandResult result) {
        assertSuccess(result);
        return result.lines().stream().map(GatewayMessages::parse).toList();
    }

    @Test
    void aRunOnUploadedFilesIsAppliedToTheLocalFolder() throws Exception {
        GitRepository local = GitRepository.create(folder.resolve("uploaded"));
        Files.writeString(local.path().resolve("README.md"), "# Changed\r\n");
        Files.writeString(local.path().resolve("untracked.txt"), "untracked\n");
        String repositoryBefore = local.git("for-each-ref") + local.git("count-objects", "-v");

        CommandResult result = upload(local, "/code", "write it", "--provider", "scripted", "--json");
        assertSuccess(result);
        String run = GatewayMessages.parse(result.lines().getFirst()).getString("run");
        assertThat(upload(local, "diff", run).out())
                .contains("+++ b/src/new.txt")
                .doesNotContain("untracked");
        assertThat(local.path().resolve("src/new.txt")).doesNotExist();
        CommandResult refused = server.codeagent().run("apply", run);
        assertThat(refused.exit()).isEqualTo(REJECTED);
        assertThat(refused.err()).contains("on the machine of the client");

        assertSuccess(upload(local, "apply", run));
        assertThat(local.path().resolve("src/new.txt")).hasContent("new\n");
        assertThat(local.path().resolve("README.md")).hasBinaryContent("# Changed\r\n".getBytes(UTF_8));
        assertThat(upload(local, "apply", run).err()).contains("already in the working tree");
        assertThat(parse(upload(local, "runs", "--json")))
                .extracting(r -> r.getString("patch"))
                .containsExactly("applied");

        assertSuccess(upload(local, "undo", "last"));
        assertSuccess(upload(local, "apply", run));
        assertThat(local.path().resolve("src/new.txt")).doesNotExist();
        assertThat(local.git("for-each-ref") + local.git("count-objects", "-v")).isEqualTo(repositoryBefore);
    }

    /** The same command as for a server of another machine, which this one takes for one. */
    private static CommandResult upload(GitRepository repository, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--project", repository.path().toString()));
        command.addAll(List.of("--server", server.address().baseUrl(), "--upload", "always"));
        return server.codeagent()
                .with("XDG_STATE_HOME", folder.resolve("state").toString())
                .run(command.toArray(String[]::new));
    }
}
