package dev.codeagent.projects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.project.Workflow;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.upload.UploadStatus;
import dev.codeagent.config.PathMapping;
import dev.codeagent.sandbox.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs on files that a client uploads, and patches for them. */
@Execution(ExecutionMode.CONCURRENT)
class ProjectUploadsTest {
    private static final RunId RUN = new RunId("run-1");
    private static final String KEY = "0123456789abcdef";
    private static final long QUOTA = 3 << 20;

    @TempDir
    Path directory;

    private final InMemoryProjectStore store = new InMemoryProjectStore();
    private RunBranchStore branches;
    private WorkspaceStore workspaces;
    private ProjectUploads uploads;
    private Project project;
    private UploadingClient client;
    private Path folder;

    @BeforeEach
    void create() throws Exception {
        Path data = directory.resolve("data");
        branches = new RunBranchStore(data, PathMapping.IDENTITY);
        workspaces = new WorkspaceStore(data, PathMapping.IDENTITY);
        var defaults = new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 1));
        uploads = new ProjectUploads(store, () -> defaults, data, branches, QUOTA, Clock.systemUTC());
        project = uploads.create(Caller.LOCAL, KEY, "app", "");
        folder = directory.resolve("client/app");
        TestRepository.create(folder, "a.txt", "one\ntwo\nthree\n");
        client = new UploadingClient(uploads, project.id(), folder);
    }

    private void write(String name, String content) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** The run changes files of its workspace. */
    private Workspace run(Map<String, String> changes) throws Exception {
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            Path file = workspace.directory().resolve(change.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, change.getValue());
        }
        var clone = new TestRepository(workspace.directory());
        clone.git("add", "-A");
        byte[] patch = clone.output("diff", "--cached", "--binary", "--full-index", workspace.baseCommit());
        branches.commit(project, RUN, workspace.baseCommit(), patch, "/code x");
        return workspace;
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(text);
    }

    @Test
    void theSameKeyIsTheSameProject() {
        assertThat(uploads.create(Caller.LOCAL, KEY, "other name", "")).isEqualTo(project);
        assertThat(project.kind()).isEqualTo(ProjectKind.UPLOAD);
        assertThat(uploads.create(Caller.LOCAL, KEY, "app", "part").id()).isNotEqualTo(project.id());
    }

    @Test
    void partsOutsideOfTheRepositoryAreRefused() {
        for (String part : List.of("/etc", "../x", "a/../b", ".git", "a/.GIT/x", "a//b", "a/")) {
            assertFails(
                    () -> uploads.create(Caller.LOCAL, KEY, "app", part), ErrorCode.INVALID_VALUE, "'subdirectory'");
        }
    }

    @Test
    void theWorkspaceHasTheUploadedFiles() throws Exception {
        write("dir/ü.txt", "untracked\r\n");
        client.upload(client.bundleOfFiles());
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        assertThat(Files.readString(workspace.directory().resolve("dir/ü.txt"))).isEqualTo("untracked\r\n");
        assertThat(Files.readString(workspace.directory().resolve("a.txt"))).isEqualTo("one\ntwo\nthree\n");
        assertThat(workspace.baseCommit())
                .isEqualTo(uploads.status(Caller.LOCAL, project.id()).commit());
    }

    @Test
    void noFileOfAClientIsWrittenToTheServersDiskOutsideOfWorkspaces() throws Exception {
        client.upload(client.bundleOfFiles());
        try (var files = Files.walk(directory.resolve("data"))) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("a.txt");
        }
    }

    @Test
    void aProjectWithoutFilesHasNoRuns() {
        assertFails(() -> workspaces.openOrCreate(project, RUN), ErrorCode.WORKSPACE_FAILED, "no files yet");
    }

    @Test
    void onlyTheDifferenceIsSentLater() throws Exception {
        var random = new java.util.Random(1);
        byte[] large = new byte[500_000];
        random.nextBytes(large);
        Files.write(folder.resolve("large.bin"), large);
        byte[] first = client.bundleOfFiles();
        UploadStatus status = client.upload(first);
        write("a.txt", "one\nTWO\nthree\n");
        byte[] second = client.differenceTo(status.commit());
        assertThat(second.length).isLessThan(first.length / 100);
        client.upload(second);
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        assertThat(Files.readString(workspace.directory().resolve("a.txt"))).isEqualTo("one\nTWO\nthree\n");
        assertThat(Files.readAllBytes(workspace.directory().resolve("large.bin")))
                .isEqualTo(large);
    }

    @Test
    void aDifferenceToAnotherStateIsRefusedAndChangesNothing() throws Exception {
        UploadStatus first = client.upload(client.bundleOfFiles());
        write("a.txt", "second\n");
        UploadStatus second = client.upload(client.differenceTo(first.commit()));
        write("a.txt", "third\n");
        byte[] stale = client.differenceTo(first.commit());
        assertFails(() -> client.upload(stale), ErrorCode.CONFLICT, "continues the commit " + first.commit());
        assertThat(uploads.status(Caller.LOCAL, project.id())).isEqualTo(second);
    }

    @Test
    void anInterruptedTransferContinues() throws Exception {
        byte[] bundle = client.bundleOfFiles();
        String transfer = UploadingClient.digest(bundle);
        uploads.receive(Caller.LOCAL, project.id(), transfer, 0, Arrays.copyOf(bundle, 10));
        assertFails(
                () -> uploads.receive(Caller.LOCAL, project.id(), transfer, 11, new byte[] {1}),
                ErrorCode.CONFLICT,
                "has 10 bytes");
        assertFails(() -> uploads.finish(Caller.LOCAL, project.id(), transfer), ErrorCode.CONFLICT, "10 bytes");
        UploadStatus status = uploads.status(Caller.LOCAL, project.id());
        assertThat(status.transfer()).isEqualTo(transfer);
        assertThat(status.receivedBytes()).isEqualTo(10);
        uploads.receive(Caller.LOCAL, project.id(), transfer, 10, Arrays.copyOfRange(bundle, 10, bundle.length));
        assertThat(uploads.finish(Caller.LOCAL, project.id(), transfer).commit())
                .isNotEmpty();
    }

    @Test
    void startsAgainWithAnotherTransfer() throws Exception {
        byte[] bundle = client.bundleOfFiles();
        uploads.receive(Caller.LOCAL, project.id(), "0".repeat(64), 0, new byte[10]);
        client.upload(bundle);
        assertThat(uploads.status(Caller.LOCAL, project.id()).transfer()).isEmpty();
    }

    @Test
    void wrongBytesAreNotedAndCanBeSentAgain() throws Exception {
        byte[] bundle = client.bundleOfFiles();
        String transfer = UploadingClient.digest(bundle);
        uploads.receive(Caller.LOCAL, project.id(), transfer, 0, new byte[bundle.length]);
        assertFails(() -> uploads.finish(Caller.LOCAL, project.id(), transfer), ErrorCode.CONFLICT, "not all of it");
        assertThat(client.upload(bundle).commit()).isNotEmpty();
    }

    @Test
    void transfersEndAtTheQuota() {
        uploads.receive(Caller.LOCAL, project.id(), "0".repeat(64), 0, new byte[(int) QUOTA]);
        assertFails(
                () -> uploads.receive(Caller.LOCAL, project.id(), "0".repeat(64), QUOTA, new byte[1]),
                ErrorCode.MESSAGE_TOO_LARGE,
                "uploads.quotaMegabytes");
    }

    @Test
    void theMergeContainsTheUsersLaterChanges() throws Exception {
        write("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
        client.upload(client.bundleOfFiles());
        run(Map.of("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\nNINE\n", "new/b.txt", "new\n"));
        write("a.txt", "ONE\n2\n3\n4\n5\n6\n7\n8\n9\n");
        client.upload(client.bundleOfFiles());
        byte[] patch = uploads.merge(Caller.LOCAL, project.id(), RUN, List.of());
        client.git(patch, "apply", "--binary", "-");
        assertThat(Files.readString(folder.resolve("a.txt"))).isEqualTo("ONE\n2\n3\n4\n5\n6\n7\n8\nNINE\n");
        assertThat(Files.readString(folder.resolve("new/b.txt"))).isEqualTo("new\n");

        assertFails(() -> branches.apply(project, RUN, List.of()), ErrorCode.CONFLICT, "on the machine of the client");
        client.upload(client.bundleOfFiles());
        assertThat(uploads.merge(Caller.LOCAL, project.id(), RUN, List.of())).isEmpty();
        assertThat(branches.apply(project, RUN, List.of())).isZero();
        assertThat(branches.hasAppliedChanges(project, RUN)).isTrue();
        assertFails(
                () -> uploads.merge(Caller.LOCAL, project.id(), RUN, List.of()),
                ErrorCode.CONFLICT,
                "already in the working tree");
    }

    @Test
    void partsAreMergedOneAfterTheOther() throws Exception {
        write("b.txt", "b\n");
        client.upload(client.bundleOfFiles());
        run(Map.of("a.txt", "changed\n", "b.txt", "changed\n"));
        List<PatchSelection> part = List.of(new PatchSelection("b.txt", List.of()));
        client.git(uploads.merge(Caller.LOCAL, project.id(), RUN, part), "apply", "--binary", "-");
        assertThat(folder.resolve("a.txt")).hasContent("one\ntwo\nthree\n");
        client.upload(client.bundleOfFiles());
        assertThat(branches.apply(project, RUN, part)).isEqualTo(1);
        client.git(uploads.merge(Caller.LOCAL, project.id(), RUN, List.of()), "apply", "--binary", "-");
        assertThat(folder.resolve("a.txt")).hasContent("changed\n");
        client.upload(client.bundleOfFiles());
        assertThat(branches.apply(project, RUN, List.of())).isZero();
    }

    @Test
    void attributesOfTheFilesCount() throws Exception {
        write(".gitattributes", "*.dat binary\n");
        client.upload(client.bundleOfFiles());
        run(Map.of("new.dat", "text\n"));
        assertThat(new String(branches.diff(project, RUN), UTF_8)).contains("GIT binary patch");
    }

    @Test
    void conflictsAreNamed() throws Exception {
        client.upload(client.bundleOfFiles());
        run(Map.of("a.txt", "one\nagent\nthree\n"));
        write("a.txt", "one\nuser\nthree\n");
        client.upload(client.bundleOfFiles());
        assertFails(
                () -> uploads.merge(Caller.LOCAL, project.id(), RUN, List.of()),
                ErrorCode.CONFLICT,
                "a.txt was also changed by you (hunk 1)");
    }

    @Test
    void manyUploadsBecomeFewPacks() throws Exception {
        String commit = client.upload(client.bundleOfFiles()).commit();
        for (int i = 0; i < 16; i++) {
            write("a.txt", "version " + i + "\n");
            commit = client.upload(client.differenceTo(commit)).commit();
        }
        Path packs = directory.resolve("data/projects/" + project.id() + "/upload/.git/objects/pack");
        try (var files = Files.list(packs)) {
            assertThat(files.filter(f -> f.toString().endsWith(".pack")).count())
                    .isLessThan(10);
        }
        Workspace workspace = workspaces.openOrCreate(project, RUN);
        assertThat(workspace.directory().resolve("a.txt")).hasContent("version 15\n");
    }

    @Test
    void theClientSaysWhereTheUserIs() {
        var catalog = new ProjectCatalog(
                store,
                () -> new ProjectConfiguration(List.of(), List.of(), new Workflow(Map.of(), 1)),
                directory.resolve("data"),
                PathMapping.IDENTITY,
                new ProjectRoots(directory.resolve("data"), Optional.empty()),
                directory.resolve("demo"),
                Clock.systemUTC());
        assertThat(catalog.resolve(Caller.LOCAL, "/code", project.id().value(), new ProjectDirectory("", "src/main"))
                        .folder())
                .isEqualTo("src/main");
        assertFails(
                () -> catalog.resolve(Caller.LOCAL, "/code", project.id().value(), new ProjectDirectory("", "../x")),
                ErrorCode.INVALID_VALUE,
                "'subdirectory'");
    }
}
