package dev.codeagent.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small tree of the same shape: a contract, and a module that uses it. */
class BuildsTest {
    @TempDir
    Path folder;

    private SourceTree tree;
    private Builds builds;

    @BeforeEach
    void makeATreeAndItsServer() throws IOException {
        tree = new SourceTree(folder.resolve("tree"));
        for (String module : SourceTree.MODULES) {
            Files.createDirectories(tree.java(module));
        }
        write("api-module", "Contract", "public class Contract { public static String word() { return \"one\"; } }");
        write(
                "web-module",
                "Door",
                "public class Door { public static String says() { return Contract.word() + \"!\"; } }");
        Path server = folder.resolve("server");
        Files.createDirectories(server.resolve("lib"));
        Files.createDirectories(server.resolve("runtime"));
        Files.write(server.resolve("codeagent.war"), war());
        builds = new Builds(tree, server, folder.resolve("dev"));
    }

    @AfterEach
    void close() throws IOException {
        builds.close();
    }

    @Test
    void compilesTheChangedModuleAgainstTheContractThatRuns() throws Exception {
        accept("api-module");
        write(
                "web-module",
                "Door",
                "public class Door { public static String says() { return Contract.word() + \"?\"; } }");

        accept("web-module");

        assertThat(says()).isEqualTo("one?");
    }

    @Test
    void compilesEveryModuleWhereTheContractChanged() throws Exception {
        accept("api-module");
        write("api-module", "Contract", "public class Contract { public static String speech() { return \"two\"; } }");

        Builds.Outcome outcome = builds.build(Set.of("api-module"));

        assertThat(outcome.version()).isEmpty();
        assertThat(outcome.errors())
                .singleElement()
                .asString()
                .startsWith("web-module/src/main/java/Door.java:1: cannot find symbol");
    }

    @Test
    void takesUpWhatDidNotCompileBefore() throws Exception {
        accept("api-module");
        write("api-module", "Contract", "public class Contract { public static String speech() { return \"two\"; } }");
        builds.build(Set.of("api-module"));
        write("web-module", "Door", "public class Door { public static String says() { return Contract.speech(); } }");

        accept("web-module");

        assertThat(says()).isEqualTo("two");
    }

    @Test
    void keepsWhatMavenPutIntoTheJarAndDropsDeletedClasses() throws Exception {
        accept("api-module");
        Files.delete(tree.java("web-module").resolve("Door.java"));
        write("web-module", "Gate", "public class Gate { }");
        Path resource = Files.createDirectories(tree.resources("web-module")).resolve("words.txt");
        Files.writeString(resource, "new words");

        accept("web-module");

        try (var jar = new ZipFile(builds.good().jar("web-module").toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .containsExactlyInAnyOrder("Gate.class", "words.txt", "META-INF/note");
        }
    }

    private void accept(String module) throws IOException {
        Builds.Outcome outcome = builds.build(Set.of(module));
        assertThat(outcome.errors()).isEmpty();
        builds.accept(outcome.version().getFirst());
    }

    private String says() throws Exception {
        var urls = new URL[] {
            builds.good().jar("web-module").toUri().toURL(),
            builds.good().jar("api-module").toUri().toURL()
        };
        try (var loader = new URLClassLoader(urls, null)) {
            return (String) loader.loadClass("Door").getMethod("says").invoke(null);
        }
    }

    private void write(String module, String name, String text) throws IOException {
        Files.writeString(tree.java(module).resolve(name + ".java"), text);
    }

    private static byte[] war() throws IOException {
        var war = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(war)) {
            for (String module : SourceTree.MODULES) {
                zip.putNextEntry(new ZipEntry("WEB-INF/lib/" + module + "-1.0.jar"));
                zip.write(jar());
            }
        }
        return war.toByteArray();
    }

    private static byte[] jar() throws IOException {
        var jar = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(jar)) {
            for (String name : List.of("META-INF/note", "Old.class")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes());
            }
        }
        return jar.toByteArray();
    }
}
