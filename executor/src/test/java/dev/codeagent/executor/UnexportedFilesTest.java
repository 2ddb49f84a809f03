package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that an agent writes is either in the patch, or it is refused or named. */
class UnexportedFilesTest {
    @TempDir
    Path folder;

    private ExecutorFixture fixture;
    private Path root;
    private int calls;

    @BeforeEach
    void open() throws Exception {
        fixture = ExecutorFixture.create(folder);
        root = fixture.workspace();
        Files.writeString(root.resolve("a.txt"), "one\n");
        Files.writeString(root.resolve(".gitignore"), "*.log\n/out/\n.env\n__pycache__/\n");
        Shell.initRepository(root);
    }

    private JsonObject call(String tool, Object... arguments) {
        calls++;
        return fixture.call("coding-t1-c" + calls, tool, ExecutorFixture.arguments(arguments));
    }

    private void run(String command) {
        JsonObject result = call("run_command", "command", command);
        assertThat(ExecutorFixture.isError(result))
                .as(ExecutorFixture.resultText(result))
                .isFalse();
    }

    private String patch() {
        JsonObject result = fixture.call("workspace_export");
        return new String(
                Base64.getDecoder()
                        .decode(result.getJsonObject("structuredContent").getString("patch")),
                StandardCharsets.UTF_8);
    }

    private Map<String, String> unexported() {
        return fixture
                .call("workspace_unexported")
                .getJsonObject("structuredContent")
                .getJsonArray("paths")
                .getValuesAs(JsonObject.class)
                .stream()
                .collect(Collectors.toMap(p -> p.getString("path"), p -> p.getString("reason")));
    }

    @Test
    void namesWhatGitIgnores() {
        call("write_file", "path", ".env", "content", "KEY=1\n");
        call("write_file", "path", "new.txt", "content", "new\n");
        run("mkdir out __pycache__; for i in 1 2 3 4 5; do echo $i > out/$i.txt; done; echo x > __pycache__/x.pyc");
        run("echo 'hidden.txt' >> .git/info/exclude; echo x > hidden.txt");

        assertThat(unexported())
                .containsOnly(
                        Map.entry(".env", "it is ignored by git"),
                        Map.entry("hidden.txt", "it is ignored by git"),
                        Map.entry("out/", "5 files in it are ignored by git"));
        assertThat(patch()).contains("new.txt").doesNotContain("hidden.txt");
    }

    @Test
    void namesWhatWasThereBeforeOnlyIfAgentsChangedIt() throws Exception {
        Files.writeString(root.resolve("prepared.log"), "by the preparation\n");
        Files.writeString(root.resolve("changed.log"), "by the preparation\n");
        run("echo more >> changed.log; echo x > temporary.log; rm temporary.log");

        assertThat(unexported()).containsOnlyKeys("changed.log");
    }

    @Test
    void namesEmptyDirectoriesAndPipes() {
        call("make_folder", "path", "empty");
        run("mkfifo pipe; mkdir full; echo x > full/x.txt");

        assertThat(unexported())
                .containsOnly(
                        Map.entry("empty/", "git does not store empty directories"),
                        Map.entry("pipe", "it is a pipe, a socket or a device"));
    }

    @Test
    void exportsTheFilesOfARepositoryThatAnAgentCreates() {
        run("git init -q app && echo 'x.tmp' > app/.gitignore && echo one > app/one.txt && echo t > app/x.tmp");
        run("git init -q done && cd done && echo two > two.txt && git add -A"
                + " && git -c user.name=a -c user.email=a@example.org commit -qm two");

        assertThat(patch()).contains("app/one.txt", "done/two.txt").doesNotContain("Subproject commit", "app/x.tmp");
        assertThat(unexported())
                .containsOnly(
                        Map.entry("app/.git/", "a patch does not contain files of git"),
                        Map.entry("app/x.tmp", "it is ignored by git"),
                        Map.entry("done/.git/", "a patch does not contain files of git"));
        assertThat(fixture.resultText("git_diff")).contains("app/one.txt");
        assertThat(fixture.resultText("git_status")).contains("app/");
    }

    @Test
    void namesClonesOfOtherRepositories() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("o.txt"), "o\n");
        Shell.initRepository(other);
        run("git clone -q " + other + " vendor/other");

        assertThat(unexported()).containsOnly(Map.entry("vendor/other/", "it is a clone of another repository"));
        assertThat(patch()).isEmpty();
    }

    @Test
    void refusesToWriteWhereTheProjectHasAnotherRepository() throws Exception {
        fixture = fixture.withLeftOut("lib", "it is a nested repository and not a submodule");

        String refused = "'lib' is not part of this workspace, because it is a nested repository";
        assertThat(fixture.resultText("write_file", "path", "lib/new.txt", "content", "x"))
                .contains(refused);
        assertThat(fixture.resultText("edit_file", "path", "./lib/../lib/a.txt", "old", "x", "new", "y"))
                .contains(refused);
        assertThat(fixture.resultText("move_file", "from", "a.txt", "to", "lib/a.txt"))
                .contains(refused);
        assertThat(fixture.resultText("make_folder", "path", "lib/sub")).contains(refused);
        assertThat(fixture.resultText("git_apply", "patch", "--- /dev/null\n+++ b/lib/new.txt\n@@ -0,0 +1 @@\n+new\n"))
                .contains(refused);
        Files.createSymbolicLink(root.resolve("link"), Path.of("lib"));
        assertThat(fixture.resultText("write_file", "path", "link/new.txt", "content", "x"))
                .contains(refused);
        assertThat(fixture.resultText("write_file", "path", "library.txt", "content", "x"))
                .contains("wrote library.txt");
        assertThat(root.resolve("lib")).doesNotExist();

        // What a command writes there is in the patch, and the server names it.
        run("mkdir lib; echo x > lib/new.txt");
        assertThat(patch()).contains("lib/new.txt");
    }
}
