package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitToolsTest {
    private static final String PATCH = """
            --- a/a.txt
            +++ b/a.txt
            @@ -1 +1 @@
            -one
            +two
            """;

    @TempDir
    Path folder;

    private ExecutorFixture fixture;
    private Path root;

    @BeforeEach
    void open() throws Exception {
        fixture = ExecutorFixture.create(folder);
        root = fixture.workspace();
        Files.writeString(root.resolve("a.txt"), "one\n");
        Shell.initRepository(root);
    }

    private static boolean isUnknown(JsonObject result) {
        return result.containsKey("_meta") && result.getJsonObject("_meta").getBoolean("dev.codeagent/unknown", false);
    }

    private void deleteStoredResult(String id) throws Exception {
        Files.delete(fixture.results().resolve(id + ".json"));
    }

    @Test
    void showsStatusDiffLogAndCommits() throws Exception {
        Files.writeString(root.resolve("a.txt"), "two\n");
        Files.writeString(root.resolve("new.txt"), "new\n");

        assertThat(fixture.resultText("git_status")).isEqualTo("## work\n M a.txt\n?? new.txt\n");
        assertThat(fixture.resultText("git_diff")).contains("-one", "+two", "+new");
        assertThat(fixture.resultText("git_diff", "path", "new.txt"))
                .contains("+new")
                .doesNotContain("+two");
        assertThat(fixture.resultText("git_log")).contains("A: First");
        assertThat(fixture.resultText("git_show")).contains("First", "+one");
        assertThat(fixture.resultText("git_show", "commit", "none")).contains("no commit 'none'");
        assertThat(fixture.resultText("git_show", "commit", "--output=x")).contains("no commit '--output=x'");
        assertThat(fixture.resultText("git_diff", "from", "HEAD", "to", "HEAD")).isEqualTo("no difference");
    }

    @Test
    void commitsAllOrSelectedPaths() throws Exception {
        Files.writeString(root.resolve("a.txt"), "two\n");
        Files.writeString(root.resolve("new.txt"), "new\n");
        Files.writeString(root.resolve("pom.xml"), "<project/>\n");
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("target/out.txt"), "built\n");

        assertThat(fixture.resultText(
                        "git_commit",
                        "message",
                        "Say two",
                        "paths",
                        Json.createArrayBuilder().add("a.txt").build()))
                .contains("Say two", "1 file changed");
        assertThat(fixture.resultText("git_commit", "message", "All else")).contains("2 files changed");
        assertThat(fixture.resultText("git_commit", "message", "Nothing")).contains("nothing to commit");
        assertThat(fixture.resultText("git_commit", "message", " ")).contains("'message' is empty");
        assertThat(Shell.run(root, "git log --format='%s %an'")).isEqualTo("All else A\nSay two A\nFirst A\n");
        assertThat(Shell.run(root, "git ls-files")).doesNotContain("target");
    }

    @Test
    void createsAndSwitchesBranches() throws Exception {
        assertThat(fixture.resultText("git_branch", "name", "idea")).isEqualTo("created branch idea");
        assertThat(fixture.resultText("git_branch", "name", "idea")).contains("exists already");
        assertThat(fixture.resultText("git_branch", "name", "idea", "switch", true))
                .isEqualTo("switched to idea");
        assertThat(fixture.resultText("git_branch")).contains("* idea", "  work");
        assertThat(fixture.resultText("git_branch", "name", "-D")).contains("is not a valid branch name");
        assertThat(fixture.resultText("git_branch", "name", "b", "from", "none"))
                .contains("no commit 'none'");
    }

    @Test
    void appliesAPatchAtomically() throws Exception {
        String bad = PATCH + "--- a/none.txt\n+++ b/none.txt\n@@ -1 +1 @@\n-x\n+y\n";

        assertThat(fixture.resultText("git_apply", "patch", bad)).contains("git apply failed", "none.txt");
        assertThat(root.resolve("a.txt")).hasContent("one\n");
        assertThat(fixture.resultText("git_apply", "patch", PATCH)).isEqualTo("applied to a.txt");
        assertThat(root.resolve("a.txt")).hasContent("two\n");
        assertThat(fixture.resultText("git_apply", "patch", PATCH, "reverse", true))
                .isEqualTo("applied to a.txt");
        assertThat(root.resolve("a.txt")).hasContent("one\n");
        assertThat(fixture.resultText("git_apply", "patch", PATCH.replace("a.txt", "../outside.txt")))
                .contains("outside.txt");
        assertThat(fixture.resultText("git_apply", "patch", "nonsense")).contains("git apply");
    }

    @Test
    void detectsWhetherAnInterruptedCommitHappened() throws Exception {
        JsonObject commit = ExecutorFixture.arguments("message", "Say two");
        Files.writeString(root.resolve("a.txt"), "two\n");
        fixture.call("c1", "git_commit", commit);

        deleteStoredResult("c1");
        assertThat(ExecutorFixture.resultText(fixture.call("c1", "git_commit", commit)))
                .contains("Say two");
        assertThat(Shell.run(root, "git log --format=%s")).isEqualTo("Say two\nFirst\n");

        Shell.run(root, "git reset -q --soft HEAD^ && touch .git/index.lock");
        deleteStoredResult("c1");
        fixture.call("c1", "git_commit", commit);
        assertThat(Shell.run(root, "git log --format=%s")).isEqualTo("Say two\nFirst\n");

        Shell.run(root, "git commit -q --amend -m Other");
        deleteStoredResult("c1");
        assertThat(isUnknown(fixture.call("c1", "git_commit", commit))).isTrue();
        assertThat(Shell.run(root, "git log --format=%s")).isEqualTo("Other\nFirst\n");
    }

    @Test
    void detectsWhetherAnInterruptedPatchWasApplied() throws Exception {
        JsonObject apply = ExecutorFixture.arguments("patch", PATCH);
        fixture.call("p1", "git_apply", apply);

        deleteStoredResult("p1");
        assertThat(ExecutorFixture.resultText(fixture.call("p1", "git_apply", apply)))
                .isEqualTo("applied to a.txt");

        Files.writeString(root.resolve("a.txt"), "one\n");
        deleteStoredResult("p1");
        fixture.call("p1", "git_apply", apply);
        assertThat(root.resolve("a.txt")).hasContent("two\n");

        Files.writeString(root.resolve("a.txt"), "half\n");
        deleteStoredResult("p1");
        assertThat(isUnknown(fixture.call("p1", "git_apply", apply))).isTrue();
        assertThat(root.resolve("a.txt")).hasContent("half\n");
    }

    @Test
    void runsNoProgramConfiguredByTheRepository() throws Exception {
        String evil = "touch " + folder.resolve("evil") + "; cat";
        Files.writeString(root.resolve(".gitattributes"), "*.txt filter=bad diff=bad\n");
        Files.createDirectories(root.resolve(".git/hooks"));
        for (String hook : new String[] {"pre-commit", "post-checkout", "post-commit", "reference-transaction"}) {
            Path file = Files.writeString(root.resolve(".git/hooks/" + hook), "#!/bin/sh\n" + evil + "\n");
            file.toFile().setExecutable(true);
        }
        for (String key : new String[] {
            "filter.bad.clean",
            "filter.bad.smudge",
            "diff.bad.textconv",
            "diff.bad.command",
            "core.fsmonitor",
            "diff.external"
        }) {
            Shell.run(root, "git config " + key + " '" + evil + "'");
        }
        Shell.run(
                root,
                "git config filter.bad.required true && git config commit.gpgSign true && git config gpg.program '"
                        + evil + "'");
        Files.deleteIfExists(folder.resolve("evil"));
        Files.writeString(root.resolve("a.txt"), "two\n");

        assertThat(fixture.resultText("git_diff")).contains("+two");
        assertThat(fixture.resultText("git_status")).contains("a.txt");
        assertThat(fixture.resultText("git_commit", "message", "Say two")).contains("Say two");
        assertThat(fixture.resultText("git_show")).contains("+two");
        assertThat(fixture.resultText("git_branch", "name", "x", "switch", true))
                .contains("switched to x");

        assertThat(folder.resolve("evil")).doesNotExist();
    }

    /** The diff shows the characters, and a patch with them applies to the bytes. */
    @Test
    void showsAndAppliesPatchesInTheEncodingAndWithTheLineEndsOfTheFile() throws Exception {
        Charset cp1252 = Charset.forName("windows-1252");
        Path file = Files.write(root.resolve("p.txt"), "grün\r\nschön\r\nc\r\n".getBytes(cp1252));
        Path mixed = Files.writeString(root.resolve("m.txt"), "\uFEFFa\nb\r\nc\n");

        String patch = """
                --- a/p.txt
                +++ b/p.txt
                @@ -1,3 +1,4 @@
                 grün
                -schön
                +schöner
                +für 3 €
                 c
                --- a/m.txt
                +++ b/m.txt
                @@ -1,3 +1,4 @@
                -a
                +A
                 b
                +x
                 c
                --- /dev/null
                +++ b/new.txt
                @@ -0,0 +1 @@
                +ü
                """;
        assertThat(fixture.resultText("git_apply", "patch", patch)).isEqualTo("applied to p.txt, m.txt, new.txt");

        assertThat(Files.readAllBytes(file)).isEqualTo("grün\r\nschöner\r\nfür 3 €\r\nc\r\n".getBytes(cp1252));
        assertThat(Files.readString(mixed)).isEqualTo("\uFEFFA\nb\r\nx\r\nc\n");
        assertThat(root.resolve("new.txt")).hasContent("ü\n");
        assertThat(fixture.resultText("git_diff", "path", "p.txt")).contains("+schöner", "+für 3 €");
        assertThat(fixture.resultText("git_apply", "patch", patch, "reverse", true))
                .isEqualTo("applied to new.txt, m.txt, p.txt");
        assertThat(Files.readAllBytes(file)).isEqualTo("grün\r\nschön\r\nc\r\n".getBytes(cp1252));
        assertThat(Files.readString(mixed)).isEqualTo("\uFEFFa\nb\r\nc\n");
        assertThat(fixture.resultText("git_apply", "patch", patch.replace("€", "→")))
                .contains("'patch' contains '→' (U+2192)", "windows-1252");
    }
}
