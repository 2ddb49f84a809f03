package dev.codeagent.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.architecture.Vocabulary.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The code base uses the terms of the field: none of the words of {@code banned-words.txt}. */
class VocabularyTest {
    private static final Path ROOT = ModuleListsTest.findRoot();
    private static final Path BANNED_WORDS = ROOT.resolve("tests/architecture/src/test/resources/banned-words.txt");

    /** The history keeps its words; the demo project and the folders of a server that runs here are a user's. */
    private static final Set<String> NOT_CHECKED = Set.of("LICENSE", "demo/project", ".env", "data", "projects");

    private static final Set<String> FOLDERS_WITHOUT_SOURCE =
            Set.of(".git", ".idea", ".vscode", "target", "node_modules");

    private final Vocabulary example = Vocabulary.read(
            List.of("# word: term", "door: endpoint", "wall: isolation", "way out: egress", "anew: again"));

    @Test
    void namesCommentsAndDocumentsUseNoBannedWords() throws IOException {
        Vocabulary vocabulary = Vocabulary.read(Files.readAllLines(BANNED_WORDS));
        var findings = new ArrayList<Finding>();
        for (String file : checkedFiles()) {
            findings.addAll(vocabulary.findings(file, text(file)));
        }

        assertThat(findings)
                .as("banned words (file:line: word; use: term), see %s", ROOT.relativize(BANNED_WORDS))
                .isEmpty();
    }

    @Test
    void checksEveryModuleAndTheDocuments() throws IOException {
        assertThat(checkedFiles())
                .contains("README.md", "ARCHITECTURE.md", "codeagent", "Dockerfile", "pom.xml", ".ci/run")
                .anyMatch(file -> file.startsWith("libs/sandbox/src/main/java/"))
                .anyMatch(file -> file.startsWith("tests/system/src/test/java/"))
                .anyMatch(file -> file.startsWith("docs/adr/"))
                .noneMatch(file -> file.startsWith("demo/project/") || file.contains("/target/"));
    }

    @Test
    void findsWordsInNamesOfPackagesTypesAndMethods() {
        assertThat(java("package a.door;\n\nfinal class FrontDoorList {\n  @Deprecated\n  void openDOOR() {}\n}\n"))
                .containsExactly(
                        "A.java:1: door; use: endpoint",
                        "A.java:3: door; use: endpoint",
                        "A.java:5: door; use: endpoint");
        assertThat(java("record Wall(int height) {}\ninterface B { enum WayOut {} }\n"))
                .containsExactly("A.java:1: wall; use: isolation", "A.java:2: way out; use: egress");
    }

    @Test
    void findsWordsInComments() {
        assertThat(java("/** Starts anew. */\nclass A {\n  int a; // a Door\n  /* The way\n   * out. */\n}\n"))
                .containsExactly(
                        "A.java:1: anew; use: again",
                        "A.java:3: door; use: endpoint",
                        "A.java:4: way out; use: egress");
    }

    @Test
    void findsWordsInDocumentsAndInCommentsOfOtherFiles() {
        assertThat(find("docs/a.md", "# Title\n\nThe door opens.\n"))
                .containsExactly("docs/a.md:3: door; use: endpoint");
        assertThat(find("pom.xml", "<a>\n  <!-- a wall -->\n</a>\n"))
                .containsExactly("pom.xml:2: wall; use: isolation");
        assertThat(find("a.yaml", "a: 1\nb: 2 # a wall\n")).containsExactly("a.yaml:2: wall; use: isolation");
        assertThat(find("bin/a", "#!/bin/sh\n# a wall\n")).containsExactly("bin/a:2: wall; use: isolation");
        assertThat(find("a/Dockerfile", "# a wall\n")).containsExactly("a/Dockerfile:1: wall; use: isolation");
        assertThat(find("V1.sql", "select 1; -- anew\n")).containsExactly("V1.sql:1: anew; use: again");
        assertThat(find("a.cmd", "rem anew\n")).containsExactly("a.cmd:1: anew; use: again");
    }

    @Test
    void leavesOutCodeSpansStringsAndNamesOfOthers() {
        assertThat(java("""
                        import other.door.Door;

                        /** Sends {@code {"door": "anew"}} to {@link other.Door#wall()}, see https://door.example/wall. */
                        class A extends Door {
                          String text = "a door \\" // wall";
                          String block = \"""
                              a door "wall" // anew
                              \""";
                          char quote = '"'; // nothing

                          @Override
                          public void wall() {
                            other.Door.wall(new Door("door"));
                          }
                        }
                        """)).isEmpty();
        assertThat(find("a.md", "A `door`, [text](door.md)\n\n```sh\nopen door\n```\n"))
                .isEmpty();
        assertThat(find("pom.xml", "<door>wall</door>\n")).isEmpty();
        assertThat(find("a.yaml", "door: wall\nurl: a#wall\n")).isEmpty();
        assertThat(find("a.txt", "a door\n")).isEmpty();
    }

    @Test
    void findsWholeWordsOnly() {
        assertThat(java("class Doorway {}\n// renewed outdoors\n")).isEmpty();
    }

    private List<String> java(String source) {
        return find("A.java", source);
    }

    private List<String> find(String file, String text) {
        return example.findings(file, text).stream()
                .map(Finding::toString)
                .sorted()
                .toList();
    }

    /** Bytes that are not UTF-8, as in a picture, are not a failure: such a file has no words. */
    private static String text(String file) throws IOException {
        return new String(Files.readAllBytes(ROOT.resolve(file)), StandardCharsets.UTF_8);
    }

    /** Paths relative to the root, with slashes. */
    private static List<String> checkedFiles() throws IOException {
        var files = new ArrayList<String>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NOT_CHECKED.contains(name(folder))
                                || FOLDERS_WITHOUT_SOURCE.contains(
                                        folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean usersConfiguration = name(file).startsWith("config/codeagent.");
                if (attributes.isRegularFile() && !NOT_CHECKED.contains(name(file)) && !usersConfiguration) {
                    files.add(name(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }
}
