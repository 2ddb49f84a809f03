package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.ServerWithFakeModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real bash completes names that a real server knows, as if the user pressed Tab at the end of the line. */
class CompletionTest {
    @TempDir
    static Path folder;

    @Test
    void completesInBash() throws Exception {
        ScriptedTurn done = new ScriptedTurn("It is planned.", new Pacing(100, 0), List.of());
        var model = ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("planning", List.of(done)), false)));
        try (ServerWithFakeModel server = ServerWithFakeModel.start(folder, model)) {
            String session = "conversation-" + UUID.randomUUID();
            Path repository = GitRepository.create(folder.resolve("repository")).path();
            String run = server.codeagent()
                    .run(
                            "/plan",
                            "it",
                            "--session",
                            session,
                            "--provider",
                            "scripted",
                            "--project",
                            repository.toString())
                    .runId();
            Path script = Files.writeString(
                    folder.resolve("completion.bash"),
                    server.codeagent().run("completion", "bash").out());
            String data = "codeagent --data " + server.address().dataDirectory() + " ";

            assertThat(complete(script, data + "providers "))
                    .contains("add", "list", "rotate")
                    .doesNotContain("up");
            assertThat(complete(script, data + "show " + run.substring(0, 10))).contains(run);
            assertThat(complete(script, data + "diff la")).containsExactly("last");
            assertThat(complete(script, data + "providers test scr")).contains("scripted");
            assertThat(complete(script, data + "/code --session " + session.substring(0, 20)))
                    .contains(session);
        }
        Path nowhere = Files.createDirectories(folder.resolve("no-server"));
        Path script = folder.resolve("completion.bash");
        assertThat(complete(script, "codeagent --data " + nowhere + " show r")).isEmpty();
    }

    private static List<String> complete(Path script, String line) throws Exception {
        String test = "source \"$1\"; COMP_WORDS=($2); [ \"${2% }\" = \"$2\" ] || COMP_WORDS+=(\"\");"
                + " COMP_WORDS[0]=$3; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _codeagent; printf '%s\\n' \"${COMPREPLY[@]}\"";
        String launcher = CodeagentCli.projectRoot().resolve("codeagent").toString();
        Process bash = new ProcessBuilder("bash", "-c", test, "bash", script.toString(), line, launcher)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return out.lines().filter(candidate -> !candidate.isEmpty()).toList();
    }
}
