package dev.codeagent.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A small project: a library between two modules of the WAR, and a module beside the WAR. */
record PomTree(Path root) {

    static PomTree create(Path root) throws IOException {
        var tree = new PomTree(root);
        tree.writePom("", "root", modules("contract", "libs/text", "storage", "endpoint", "launcher", "ear", "tests"));
        tree.writePom("contract", "contract", dependencies());
        tree.writePom("libs/text", "text", dependencies(compile("contract")));
        tree.writePom("storage", "storage", dependencies(compile("contract"), scope("text", "test")));
        tree.writePom("endpoint", "endpoint", dependencies(compile("text")));
        tree.writePom("launcher", "launcher", dependencies(compile("contract")));
        tree.writePom("ear", "ear", modules("micro"));
        tree.writePom(
                "ear/micro",
                "micro",
                dependencies(compile("endpoint"), compile("storage"), scope("launcher", "provided")));
        tree.writePom("tests", "tests", dependencies(compile("endpoint")));
        return tree;
    }

    private void writePom(String path, String artifactId, String content) throws IOException {
        Path pom = root.resolve(path).resolve("pom.xml");
        Files.createDirectories(pom.getParent());
        Files.writeString(pom, """
                <project>
                  <parent><groupId>dev.codeagent</groupId><artifactId>root</artifactId></parent>
                  <artifactId>%s</artifactId>
                  %s
                </project>
                """.formatted(artifactId, content));
    }

    private static String modules(String... paths) {
        return Stream.of(paths)
                .map(path -> "<module>" + path + "</module>")
                .collect(Collectors.joining("", "<modules>", "</modules>"));
    }

    private static String dependencies(String... dependencies) {
        return "<dependencies>" + String.join("", dependencies) + "</dependencies>";
    }

    private static String compile(String artifactId) {
        return "<dependency><groupId>dev.codeagent</groupId><artifactId>" + artifactId + "</artifactId></dependency>";
    }

    private static String scope(String artifactId, String scope) {
        return compile(artifactId).replace("</dependency>", "<scope>" + scope + "</scope></dependency>");
    }
}
