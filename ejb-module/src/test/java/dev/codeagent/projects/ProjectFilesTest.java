package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileContent;
import dev.codeagent.api.file.FileEntry;
import dev.codeagent.api.file.FileMatches;
import dev.codeagent.api.file.FilePage;
import dev.codeagent.api.file.FileQuery;
import dev.codeagent.api.file.FileSearch;
import dev.codeagent.api.file.FileService;
import dev.codeagent.api.file.WriteCondition;
import dev.codeagent.api.file.WrittenFile;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.config.PathMapping;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a project, as clients get them; the project may be hostile. */
@Execution(ExecutionMode.CONCURRENT)
class ProjectFilesTest {
    private static final byte[] BINARY = {0, 1, 2, (byte) 0xff, 13, 10, 0};
    private static final String SECRET = "top secret";

    @TempDir
    Path folder;

    private Path tree;
    private TestRepository repository;
    private Project project;
    private ProjectFiles files;

    @BeforeEach
    void createProject() throws Exception {
        Path root = folder.toRealPath();
        tree = root.resolve("tree");
        repository = TestRepository.create(tree, "src/Main.java", "class Main {}\n");
        repository.write(".gitignore", "*.log\n.env\n");
        Files.write(tree.resolve("data.bin"), BINARY);
        repository.commitAll();
        repository.write("notes.txt", "Untracked\n");
        repository.write(".env", SECRET);
        repository.write("debug.log", SECRET);
        Files.createDirectories(root.resolve("elsewhere"));
        Files.writeString(root.resolve("elsewhere/passwd"), SECRET);
        project = new Project(new ProjectId("p-1"), "tree", tree.toString(), "local", Instant.EPOCH);
        Path data = root.resolve("data");
        files = new ProjectFiles(data, PathMapping.IDENTITY, new ProjectRoots(data, Optional.empty()));
    }

    private FilePage list(String directory, boolean recursive) {
        return files.ofProject(project).list(new FileQuery(directory, recursive, "", 100));
    }

    private static List<String> paths(FilePage page) {
        return page.entries().stream().map(FileEntry::path).toList();
    }

    private FileContent read(String path) {
        return files.ofProject(project).read(path, ByteRange.ALL);
    }

    private WrittenFile write(String path, String content, WriteCondition condition) {
        return files.write(project, path, content.getBytes(StandardCharsets.UTF_8), condition);
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void listsTrackedAndUntrackedFilesAndNothingThatGitIgnores() {
        assertThat(paths(list("", true))).containsExactly(".gitignore", "data.bin", "notes.txt", "src/Main.java");
        assertThat(list("", false).entries())
                .contains(
                        new FileEntry("src", FileEntry.Type.DIRECTORY, 0),
                        new FileEntry("data.bin", FileEntry.Type.FILE, BINARY.length));
        assertThat(paths(list("src/", false))).containsExactly("src/Main.java");
        assertCode(ErrorCode.NOT_FOUND, () -> list("missing", false));
    }

    @Test
    void listsPageByPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            repository.write("many/" + i + ".txt", "x");
        }
        Files.delete(tree.resolve("data.bin"));

        FilePage first = files.ofProject(project).list(new FileQuery("many", true, "", 3));
        FilePage second = files.ofProject(project)
                .list(new FileQuery("many", true, first.next().orElseThrow(), 3));

        assertThat(paths(first)).containsExactly("many/0.txt", "many/1.txt", "many/2.txt");
        assertThat(paths(second)).containsExactly("many/3.txt", "many/4.txt");
        assertThat(second.next()).isEmpty();
        assertThat(paths(list("", true))).doesNotContain("data.bin");
        assertCode(
                ErrorCode.INVALID_VALUE,
                () -> files.ofProject(project).list(new FileQuery("", true, "not a cursor!", 3)));
    }

    @Test
    void readsEveryByteAndChangesTheEtagWithTheContent() throws Exception {
        FileContent before = read("data.bin");
        Files.write(tree.resolve("data.bin"), new byte[] {1});

        assertThat(before.bytes()).isEqualTo(BINARY);
        assertThat(read("data.bin").etag()).isNotEqualTo(before.etag());
        assertThat(read("notes.txt").bytes()).asString().isEqualTo("Untracked\n");
    }

    @Test
    void readsALargeFileInParts() throws Exception {
        byte[] large = new byte[FileService.MAX_READ_BYTES + 10];
        large[large.length - 1] = 7;
        Files.write(tree.resolve("large.bin"), large);
        ProjectFiles.Source source = files.ofProject(project);

        FileContent begin = source.read("large.bin", new ByteRange(0, -1));
        FileContent end = source.read("large.bin", new ByteRange(-1, 2));
        FileContent beyond = source.read("large.bin", new ByteRange(large.length, -1));

        assertThat(begin.bytes()).hasSize(FileService.MAX_READ_BYTES);
        assertThat(end.bytes()).containsExactly(0, 7);
        assertThat(end.offset()).isEqualTo(large.length - 2L);
        assertThat(beyond.bytes()).isEmpty();
        assertThat(begin.etag()).isEqualTo(end.etag());
        assertCode(ErrorCode.MESSAGE_TOO_LARGE, () -> source.read("large.bin", ByteRange.ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../elsewhere/passwd",
                "/etc/passwd",
                "src/../../elsewhere/passwd",
                "src//Main.java",
                "./notes.txt",
                ".git/config",
                "src/.git/config",
                ".GIT/config",
                ".git /config",
                ".git./config",
                ".git::$INDEX_ALLOCATION/config",
                "GIT~1/config",
                ".g\u200cit/config",
                "\".gi\\164/config\"",
                "\"..\\057elsewhere/passwd\"",
                "notes.txt\n",
                "a\u0000b"
            })
    void refusesPathsThatLeadOutOrIntoGit(String path) throws Exception {
        assertCode(ErrorCode.INVALID_VALUE, () -> read(path));
        assertCode(ErrorCode.INVALID_VALUE, () -> write(path, "x", WriteCondition.ABSENT));
        assertCode(ErrorCode.INVALID_VALUE, () -> write(path, "x", WriteCondition.EXISTS));
        assertThat(folder.resolve("elsewhere/passwd")).hasContent(SECRET);
    }

    @Test
    void followsNoLinkWhetherTrackedOrNot() throws Exception {
        repository.write("dir/passwd", "tracked\n");
        repository.commitAll();
        Files.delete(tree.resolve("dir/passwd"));
        Files.delete(tree.resolve("dir"));
        Files.createSymbolicLink(tree.resolve("dir"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(tree.resolve("link"), folder.resolve("elsewhere/passwd"));
        ProjectFiles.Source source = files.ofProject(project);

        FileMatches matches = source.search(new FileSearch(SECRET, false, "", 10));

        assertThat(matches.matches()).isEmpty();
        assertThat(list("", true).entries())
                .contains(new FileEntry("link", FileEntry.Type.LINK, 0))
                .noneMatch(e -> e.path().equals("dir/passwd"));
        for (String path : List.of("dir/passwd", "link")) {
            assertCode(ErrorCode.NOT_FOUND, () -> read(path));
            assertCode(ErrorCode.INVALID_VALUE, () -> write(path, "x", WriteCondition.ABSENT));
            assertCode(ErrorCode.INVALID_VALUE, () -> write(path, "x", WriteCondition.EXISTS));
        }
        assertCode(ErrorCode.INVALID_VALUE, () -> write("dir/new/file.txt", "x", WriteCondition.ABSENT));
        assertThat(folder.resolve("elsewhere")).isDirectoryNotContaining("glob:**new");
        assertThat(folder.resolve("elsewhere/passwd")).hasContent(SECRET);
    }

    @Test
    void hidesWhatGitIgnores() {
        assertCode(ErrorCode.NOT_FOUND, () -> read(".env"));
        assertThat(files.ofProject(project)
                        .search(new FileSearch(SECRET, false, "", 10))
                        .matches())
                .isEmpty();
        assertCode(ErrorCode.INVALID_VALUE, () -> write(".env", "x", WriteCondition.EXISTS));
        assertCode(ErrorCode.INVALID_VALUE, () -> write("new.log", "x", WriteCondition.ABSENT));
    }

    @Test
    void refusesNestedRepositoriesAndShowsSubmodules() throws Exception {
        TestRepository library = TestRepository.create(folder.resolve("library"), "lib.c", "int lib;\n");
        repository.addSubmodule(library, "lib");
        TestRepository.create(tree.resolve("clone"), "own.txt", SECRET);

        assertThat(paths(list("", true))).contains("lib/lib.c", "clone").doesNotContain("clone/own.txt");
        assertThat(read("lib/lib.c").bytes()).asString().isEqualTo("int lib;\n");
        assertCode(ErrorCode.INVALID_VALUE, () -> read("clone/own.txt"));
        assertCode(ErrorCode.INVALID_VALUE, () -> write("clone/own.txt", "x", WriteCondition.EXISTS));
        assertThat(tree.resolve("clone/own.txt")).hasContent(SECRET);
    }

    @Test
    void writesOnlyWhatTheClientHasSeen() throws Exception {
        Files.setPosixFilePermissions(tree.resolve("notes.txt"), PosixFilePermissions.fromString("rwxr-x---"));
        String etag = read("notes.txt").etag();

        WrittenFile written = write("notes.txt", "Mine\n", new WriteCondition(etag));

        assertThat(tree.resolve("notes.txt")).hasContent("Mine\n");
        assertThat(Files.getPosixFilePermissions(tree.resolve("notes.txt")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(read("notes.txt").etag()).isEqualTo(written.etag());
        assertCode(ErrorCode.PRECONDITION_FAILED, () -> write("notes.txt", "Stale\n", new WriteCondition(etag)));
        assertCode(ErrorCode.PRECONDITION_FAILED, () -> write("notes.txt", "Blind\n", WriteCondition.ABSENT));
        assertCode(ErrorCode.PRECONDITION_FAILED, () -> write("none.txt", "x", WriteCondition.EXISTS));
        assertThat(tree.resolve("notes.txt")).hasContent("Mine\n");
        assertThat(tree).isDirectoryNotContaining("glob:**.codeagent-write-*");
    }

    @Test
    void createsAFileWithItsDirectories() {
        write("a/b/new.txt", "New\n", WriteCondition.ABSENT);

        assertThat(tree.resolve("a/b/new.txt")).hasContent("New\n");
        assertThat(paths(list("a", true))).containsExactly("a/b/new.txt");
        assertCode(ErrorCode.INVALID_VALUE, () -> write("src", "x", WriteCondition.ABSENT));
        assertCode(ErrorCode.INVALID_VALUE, () -> write("notes.txt/x", "x", WriteCondition.ABSENT));
        assertCode(
                ErrorCode.MESSAGE_TOO_LARGE,
                () -> files.write(project, "big", new byte[FileService.MAX_WRITE_BYTES + 1], WriteCondition.ABSENT));
    }

    @Test
    void namesThatAreNotTextCanBeReadAsTheyAreListed() throws Exception {
        Path odd = GitPaths.resolve(tree, "caf\u00e9.txt");
        Files.writeString(odd, "odd\n");

        String path = paths(list("", true)).stream()
                .filter(p -> p.startsWith("\""))
                .findFirst()
                .orElseThrow();

        assertThat(path).isEqualTo("\"caf\\351.txt\"");
        assertThat(read(path).bytes()).asString().isEqualTo("odd\n");
        write("größer/ä.txt", "text\n", WriteCondition.ABSENT);
        assertThat(read("größer/ä.txt").bytes()).asString().isEqualTo("text\n");
        assertThat(paths(list("größer", true))).containsExactly("größer/ä.txt");
    }

    @Test
    void searchesTextAndSaysWhatItSkipped() throws Exception {
        repository.write("a.txt", "one\r\nNeedle here\r\n" + "x".repeat(500) + "needle" + "y".repeat(500));
        repository.write("large.txt", "needle".repeat(200_000));

        FileMatches found = files.ofProject(project).search(new FileSearch("needle", true, "", 10));
        FileMatches first = files.ofProject(project).search(new FileSearch("e", false, "", 1));

        assertThat(found.matches().getFirst()).isEqualTo(new FileMatches.Match("a.txt", 2, "Needle here"));
        assertThat(found.matches().get(1).text()).contains("needle").hasSizeLessThan(450);
        assertThat(found.skipped()).isEqualTo(2);
        assertThat(found.complete()).isTrue();
        assertThat(first.matches()).hasSize(1);
        assertThat(first.complete()).isFalse();
        assertThat(files.ofProject(project)
                        .search(new FileSearch("(", false, "src", 10))
                        .matches())
                .isEmpty();
    }
}
