package dev.codeagent.cli.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Which files of a folder are uploaded, with real git. */
@Execution(ExecutionMode.CONCURRENT)
class FolderSnapshotTest {
    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void create() throws Exception {
        root = Files.createDirectories(directory.resolve("app")).toRealPath();
        user("init", "-q", "-b", "main");
        write("a.txt", "a\n");
        write(".gitignore", "*.log\n");
        user("add", "-A");
        user("commit", "-q", "-m", "first");
    }

    /** Git as the user calls it. */
    private String user(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "core.fsmonitor=false"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private void write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private ClientGit git() throws IOException {
        Path home = Files.createDirectories(directory.resolve("home"));
        return new ClientRepository(directory.resolve("state/repository.git"), LocalFolder.find(root, home)).open(home);
    }

    private FolderSnapshot take() throws IOException {
        return FolderSnapshot.take(git(), LocalFolder.find(root, directory.resolve("home")));
    }

    private List<String> names(FolderSnapshot snapshot) throws IOException {
        return git().names(new byte[0], "ls-tree", "-r", "-z", "--name-only", "--full-tree", snapshot.commit());
    }

    private String content(FolderSnapshot snapshot, String name) throws IOException {
        return new String(
                git().run(new byte[0], "cat-file", "blob", snapshot.commit() + ":" + name)
                        .output(),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void containsUncommittedAndUntrackedFilesWithoutIgnoredOnes() throws Exception {
        write("a.txt", "changed\n");
        write("new/ü b.txt", "new\n");
        write("x.log", "ignored\n");
        FolderSnapshot snapshot = take();
        assertThat(names(snapshot)).hasSize(3).contains("a.txt", ".gitignore");
        assertThat(content(snapshot, "a.txt")).isEqualTo("changed\n");
        assertThat(git().run("rev-parse", snapshot.commit() + "~1")).isEqualTo(user("rev-parse", "HEAD"));
    }

    @Test
    void sameFilesAreTheSameSnapshot() throws Exception {
        write("b.txt", "b\n");
        String first = take().commit();
        Thread.sleep(1100); // A commit has the time in seconds.
        assertThat(take().commit()).isEqualTo(first);
        write("b.txt", "c\n");
        assertThat(take().commit()).isNotEqualTo(first);
    }

    @Test
    void writesNothingToTheRepositoryOfTheUser() throws Exception {
        write("large.txt", "x".repeat(100_000));
        String before = state();
        take();
        assertThat(state()).isEqualTo(before);
    }

    private String state() throws IOException {
        var state = new StringBuilder();
        try (var files = Files.walk(root.resolve(".git"))) {
            // Git updates the time of an object that it would write again.
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                state.append(file)
                        .append(' ')
                        .append(java.util.Arrays.hashCode(Files.readAllBytes(file)))
                        .append('\n');
            }
        }
        return state.toString();
    }

    @Test
    void storesLineEndsAsTheUsersGit() throws Exception {
        user("config", "core.autocrlf", "true");
        write("crlf.txt", "one\r\ntwo\r\n");
        assertThat(content(take(), "crlf.txt")).isEqualTo("one\ntwo\n");
        user("config", "core.autocrlf", "false");
        assertThat(content(take(), "crlf.txt")).isEqualTo("one\r\ntwo\r\n");
    }

    @Test
    void runsNoProgramThatTheRepositoryNames() throws Exception {
        Path proof = directory.resolve("proof");
        String program = "touch " + proof + "; cat";
        write("monitor.sh", "#!/bin/sh\ntouch " + proof + "\n");
        root.resolve("monitor.sh").toFile().setExecutable(true);
        user("config", "core.fsmonitor", root.resolve("monitor.sh").toString());
        user("config", "filter.evil.clean", program);
        user("config", "filter.evil.smudge", program);
        user("config", "filter.evil.process", program);
        user("config", "core.sshCommand", program);
        user("config", "alias.add", "!" + program);
        for (String hook : List.of("post-index-change", "reference-transaction", "post-commit")) {
            Files.createDirectories(root.resolve(".git/hooks"));
            Files.copy(root.resolve("monitor.sh"), root.resolve(".git/hooks/" + hook));
        }
        write("secret.txt", "content\n");
        write(".gitattributes", "a.txt filter=evil\nsecret.txt filter=evil\n");
        write("a.txt", "changed\n");
        FolderSnapshot snapshot = take();
        assertThat(proof).doesNotExist();
        assertThat(names(snapshot)).doesNotContain("secret.txt");
        assertThat(content(snapshot, "a.txt")).isEqualTo("a\n");
        assertThat(snapshot.leftOut()).containsOnlyKeys("secret.txt", "a.txt");
    }

    @Test
    void namesRepositoriesThatAreLeftOut() throws Exception {
        Path nested = Files.createDirectories(root.resolve("nested"));
        Files.writeString(nested.resolve("n.txt"), "n\n");
        user("-C", "nested", "init", "-q");
        user("-C", "nested", "add", "-A");
        user("-C", "nested", "commit", "-q", "-m", "n");
        user("update-index", "--add", "--cacheinfo", "160000," + user("rev-parse", "HEAD") + ",module");
        user("commit", "-q", "-m", "module");
        Files.createDirectories(root.resolve("module"));
        FolderSnapshot snapshot = take();
        assertThat(snapshot.leftOut()).containsOnlyKeys("nested", "module");
        assertThat(names(snapshot)).containsExactlyInAnyOrder("a.txt", ".gitignore");
    }

    @Test
    void leavesOutBuildOutputLikeTheServer() throws Exception {
        write("pom.xml", "<project/>");
        write("target/app.jar", "jar");
        write("other/target/file.txt", "no build output");
        assertThat(names(take())).contains("pom.xml", "other/target/file.txt").doesNotContain("target/app.jar");
    }

    @Test
    void aFolderWithoutRepositoryIsUploadedToo() throws Exception {
        root = Files.createDirectories(directory.resolve("plain")).toRealPath();
        write("a.txt", "a\n");
        write(".gitignore", "*.log\n");
        write("x.log", "ignored\n");
        assertThat(names(take())).containsExactlyInAnyOrder("a.txt", ".gitignore");
    }

    @Test
    void aShallowCloneIsUploadedWithoutHistory() throws Exception {
        write("a.txt", "second\n");
        user("commit", "-q", "-a", "-m", "second");
        Path source = root;
        root = directory.resolve("clone");
        Process clone = new ProcessBuilder("git", "clone", "-q", "--depth=1", "file://" + source, root.toString())
                .inheritIO()
                .start();
        assertThat(clone.waitFor()).isZero();
        root = root.toRealPath();
        FolderSnapshot snapshot = take();
        assertThat(git().run("rev-list", "--count", snapshot.commit())).isEqualTo("1");
        assertThat(names(snapshot)).contains("a.txt");
    }

    @Test
    void aHomeDirectoryIsNotUploaded() throws Exception {
        Path home = root.resolve("home/me");
        Files.createDirectories(home);
        for (Path refused : List.of(home, root.resolve("home"), Path.of("/"))) {
            LocalFolder folder = LocalFolder.find(refused, home);
            assertThatThrownBy(() -> folder.requireAllowed(home))
                    .as(refused.toString())
                    .isInstanceOf(CliException.class)
                    .hasMessageContaining("home directory");
        }
        Path project = Files.createDirectories(home.resolve("project"));
        LocalFolder folder = LocalFolder.find(project, home);
        folder.requireAllowed(home);
        assertThat(folder.root()).isEqualTo(project); // The repository around the home directory does not count.
    }

    @Test
    void changesAllFilesOfAPatchOrNone() throws Exception {
        write("b.txt", "b\n");
        String commit = take().commit();
        write("a.txt", "A\n");
        write("b.txt", "B\n");
        String after = take().commit();
        byte[] patch = git().run(new byte[0], "diff-tree", "-r", "-p", "--binary", "--full-index", commit, after)
                .output();
        write("a.txt", "a\n");
        write("b.txt", "other\n");
        UploadState state =
                UploadState.create(directory.resolve("uploads"), java.net.URI.create("http://server"), root, "");
        assertThatThrownBy(() -> new LocalApply(git(), state).apply("run-1", commit, patch))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("no file was changed")
                .hasMessageContaining("b.txt");
        assertThat(root.resolve("a.txt")).hasContent("a\n");
        write("b.txt", "b\n");
        new LocalApply(git(), state).apply("run-1", commit, patch);
        assertThat(root.resolve("a.txt")).hasContent("A\n");
        assertThat(root.resolve("b.txt")).hasContent("B\n");
        assertThat(state.applyJournal()).doesNotExist();
    }

    @Test
    void anInterruptedApplyIsTakenBack() throws Exception {
        write("b.txt", "b\n");
        write("gone.txt", "gone\n");
        write("mine.txt", "mine\n");
        String before = take().commit();
        write("a.txt", "A\n");
        write("b.txt", "B\n");
        write("new.txt", "new\n");
        write("mine.txt", "agent\n");
        Files.delete(root.resolve("gone.txt"));
        String after = take().commit();
        // The apply changed some of the files before the machine stopped, and the user changed another one.
        write("b.txt", "b\n");
        write("mine.txt", "edited since\n");
        UploadState state =
                UploadState.create(directory.resolve("uploads"), java.net.URI.create("http://server"), root, "");
        Files.writeString(state.applyJournal(), before + "\n" + after + "\n");
        new LocalApply(git(), state).recover();
        assertThat(root.resolve("a.txt")).hasContent("a\n");
        assertThat(root.resolve("b.txt")).hasContent("b\n");
        assertThat(root.resolve("gone.txt")).hasContent("gone\n");
        assertThat(root.resolve("new.txt")).doesNotExist();
        assertThat(root.resolve("mine.txt")).hasContent("edited since\n");
        assertThat(state.applyJournal()).doesNotExist();
    }

    @Test
    void aFolderKeepsItsKeyForEachServerAndPart() throws Exception {
        Path location = directory.resolve("uploads");
        var server = java.net.URI.create("http://server");
        UploadState first = UploadState.create(location, server, root, "");
        assertThat(UploadState.create(location, server, root, "").key()).isEqualTo(first.key());
        assertThat(UploadState.create(location, server, root, "part").key()).isNotEqualTo(first.key());
        var other = java.net.URI.create("http://other");
        assertThat(UploadState.create(location, other, root, "").key()).isNotEqualTo(first.key());
        first.saveProject("proj-1");
        assertThat(UploadState.findProject(location, server, "proj-1")).isPresent();
        assertThat(UploadState.findProject(location, other, "proj-1")).isEmpty();
    }
}
