package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.agents.ToolCallAuthorizer;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.ProjectRoots;
import dev.codeagent.projects.TestRepository;
import dev.codeagent.projects.WorkspaceStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and folders that a prompt mentions, in a project that may be hostile. */
class MentionedFilesTest {
    private static final RunId RUN = new RunId("run-1");
    private static final String SECRET = "top secret";

    @TempDir
    Path folder;

    private Path tree;
    private Project project;
    private ProjectFiles files;
    private WorkspaceStore workspaces;

    @BeforeEach
    void createProject() throws Exception {
        Path root = folder.toRealPath();
        tree = root.resolve("tree");
        TestRepository repository = TestRepository.create(tree, "src/Main.java", "class Main {}\n");
        repository.write("src/util/Text.java", "class Text {} // ```\n");
        repository.write("docs/my notes.md", "Größe\n");
        repository.write(".gitignore", "*.log\nlocal/\n");
        repository.write("server.pem", SECRET);
        repository.write(".env", SECRET);
        repository.write("test/MainTest.java", "class MainTest {}\n");
        Files.write(tree.resolve("data.bin"), new byte[] {0, 1, 2});
        Files.writeString(root.resolve("passwd"), SECRET);
        Files.createSymbolicLink(tree.resolve("link.txt"), root.resolve("passwd"));
        Files.createSymbolicLink(tree.resolve("out"), root);
        repository.commitAll();
        repository.write("debug.log", SECRET);
        repository.write("new file.txt", "untracked\n");
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        Path data = root.resolve("data");
        files = new ProjectFiles(data, PathMapping.IDENTITY, new ProjectRoots(data, Optional.empty()));
        workspaces = new WorkspaceStore(data, PathMapping.IDENTITY);
    }

    private MentionedFiles.Request request(String prompt, String where, ToolCallAuthorizer authorizer) {
        var created = new RunEvent.Created(
                "p-1",
                "s-1",
                "local",
                "/code",
                List.of(),
                prompt,
                List.of(AgentName.CODING),
                "",
                false,
                false,
                where,
                Optional.empty(),
                Optional.empty());
        return new MentionedFiles(
                        created,
                        () -> {
                            workspaces.openOrCreate(project, RUN);
                            return files.ofBase(project, RUN);
                        },
                        authorizer)
                .request("coding");
    }

    private MentionedFiles.Request request(String prompt) {
        return request(prompt, "", call -> Optional.empty());
    }

    private void check(String prompt) {
        new MentionResolver(files.ofProject(project), "").resolve(prompt);
    }

    @Test
    void givesAgentsWhatTheRunStartsFrom() throws Exception {
        workspaces.openOrCreate(project, RUN);
        Files.writeString(tree.resolve("src/Main.java"), "class Changed {}\n");

        MentionedFiles.Request request =
                request("Compare @src/Main.java, @\"new file.txt\" and @src/util/Text.java with @docs/. @Override?");

        assertThat(request.text())
                .isEqualTo("Compare src/Main.java, \"new file.txt\" and src/util/Text.java with docs. @Override?");
        assertThat(request.contents())
                .contains("Mentioned file src/Main.java:\n```\nclass Main {}\n```")
                .contains("Mentioned file new file.txt:\n```\nuntracked\n```")
                .contains("Mentioned file src/util/Text.java:\n````\nclass Text {} // ```\n````")
                .contains("Mentioned folder docs contains:\n- docs/my notes.md")
                .doesNotContain("Changed", "Override");
    }

    @Test
    void readsNothingWithoutAMention() {
        var created =
                request("mail ann@example.org about @Override and @types/node and @pytest.fixture and @app.route");

        assertThat(created.contents()).isEmpty();
        assertThat(created.text()).contains("@types/node");
    }

    @Test
    void findsAPathThatIsRelativeToTheUsersFolder() {
        assertThat(request("see @Main.java", "src", call -> Optional.empty()).text())
                .isEqualTo("see src/Main.java");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@src/Mian.java | the nearest are src/Main.java",
                "@Main.jav | ",
                "@Main.java | the nearest are src/Main.java",
                "@scr/util/Text.java | the nearest are src/util/Text.java",
                "@src/none | no file or folder",
                "@\"no such file\" | no file or folder",
                "@nothing/ | no file or folder",
                "@debug.log | ignored files are not",
                "@.env | usually contains keys",
                "@server.pem | usually contains keys",
                "@link.txt | links are not followed",
                "@out/passwd | no file or folder",
                "@src/Main.java/ | leave out the slash",
                "@../passwd | leads out of the project",
                "@src/../../passwd | leads out of the project",
                "@/etc/passwd | leads out of the project",
                "@.git/config | leads out of the project",
                "@src/.GIT/config | leads out of the project",
            })
    void refusesWhatIsNoPartOfTheProject(String mention, String reason) {
        if (reason == null) {
            check("see " + mention); // No file of the project ends like this, so it may be something else.
            return;
        }
        assertThatThrownBy(() -> check("see " + mention)).isInstanceOfSatisfying(AgentException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE);
            assertThat(e.field()).isEqualTo("prompt");
            assertThat(e.getMessage()).contains(reason).doesNotContain(SECRET);
        });
        assertThat(request("see " + mention).contents())
                .startsWith("\n\nNot given to you: ")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@Test", "@test", "@main", "@Override", "@a/b", "@@src", "@…", "@\u0000", "@'x'", "@src@x"})
    void leavesOtherWordsAlone(String word) {
        check("add " + word + " here");
    }

    @Test
    void doesNotGiveMoreThanFits() throws Exception {
        Files.writeString(tree.resolve("long.txt"), "ü".repeat(200_000));
        Files.writeString(tree.resolve("other.txt"), "y".repeat(29_000));
        Files.writeString(tree.resolve("third.txt"), "z".repeat(29_000));
        for (int i = 0; i < 400; i++) {
            Files.writeString(Files.createDirectories(tree.resolve("many")).resolve("f" + i), "");
        }

        String contents =
                request("@long.txt @other.txt @third.txt @many @data.bin").contents();

        assertThat(contents.length()).isLessThan(75_000);
        assertThat(contents)
                .contains("long.txt, its beginning (it has 400000 bytes; read_file shows the rest)")
                .contains("third.txt is left out", "data.bin is no text in UTF-8; it has 3 bytes");
        assertThat(request("@many").contents()).contains("… and more").doesNotContain("many/f99\n");
        var prompt = new StringBuilder();
        for (int i = 0; i < 21; i++) {
            prompt.append("@many/f").append(i).append(' ');
        }
        assertThatThrownBy(() -> check(prompt.toString())).hasMessageContaining("at most 20");
    }

    @Test
    void asksTheRulesLikeACallOfATool() {
        var calls = new ArrayList<RunEvent.ToolCalled>();
        MentionedFiles.Request request = request("@src/Main.java @docs @data.bin", "", new ToolCallAuthorizer() {
            @Override
            public Optional<String> denialReason(RunEvent.ToolCalled call) {
                calls.add(call);
                return call.arguments().contains("Main") ? Optional.of("denied by rule 7") : Optional.empty();
            }

            @Override
            public String reviewResult(RunEvent.ToolCalled call, String result) {
                return result.replace("my notes", "[removed]");
            }
        });

        assertThat(calls)
                .extracting(call -> call.tool() + call.arguments())
                .containsExactly(
                        "read_file{\"path\":\"src/Main.java\"}",
                        "list_files{\"path\":\"docs\"}",
                        "read_file{\"path\":\"data.bin\"}");
        assertThat(request.contents())
                .contains("src/Main.java is not given to you: denied by rule 7", "docs/[removed].md")
                .doesNotContain("class Main");
    }
}
