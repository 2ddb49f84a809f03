package dev.codeagent.bench.harness;

import dev.codeagent.cli.server.CompilerDirectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The paths of the built programs; the system property {@code codeagent.root} is the root directory of the project. */
public record BuildArtifacts(Path projectRoot) {

    public static BuildArtifacts locate() {
        return new BuildArtifacts(Path.of(System.getProperty("codeagent.root", "."))
                .toAbsolutePath()
                .normalize());
    }

    public Path launcherScript() {
        return projectRoot.resolve("codeagent");
    }

    /** Returns the java executable that runs the benchmark; all processes use it. */
    static String javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Returns the JVM options of the server directory. */
    List<String> jvmOptions() throws IOException {
        return Files.readAllLines(serverDirectory().resolve("jvm.options")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    List<String> serverCommand(List<String> jvmOptions, Path dataDirectory, int port) {
        var command = new ArrayList<>(List.of(javaExecutable()));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-jar", serverDirectory().resolve("codeagent-server.jar").toString()));
        command.addAll(List.of("--data", dataDirectory.toString(), "--port", String.valueOf(port)));
        return command;
    }

    /** Returns the command of the server's program with the given options alone. */
    public List<String> serverCommand(String... options) {
        var command = new ArrayList<>(List.of(javaExecutable(), "-XX:TieredStopAtLevel=1", "-jar"));
        command.add(serverDirectory().resolve("codeagent-server.jar").toString());
        command.addAll(List.of(options));
        return command;
    }

    /** Returns the JVM options that exclude packages from the C2 compiler. */
    List<String> compilerDirectives() {
        return CompilerDirectives.jvmOptions(serverDirectory().resolve("codeagent-server.jar"));
    }

    /** Returns the CDS archive that the build created, if there is one. */
    Optional<Path> cdsArchive() {
        return Optional.of(serverDirectory().resolve("codeagent-server.jsa")).filter(Files::isRegularFile);
    }

    /** Returns the command of an unmodified Payara Micro, without Hazelcast and phone home, like the server. */
    List<String> payaraMicroCommand(List<String> jvmOptions, Path war, int port) {
        var command = new ArrayList<>(List.of(javaExecutable()));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-jar", projectRoot.resolve("ear/micro/target/payara-micro.jar").toString()));
        command.addAll(List.of("--nohazelcast", "--disablephonehome", "--port", String.valueOf(port)));
        command.addAll(List.of("--deploy", war.toString(), "--contextroot", "/"));
        return command;
    }

    private Path serverDirectory() {
        return projectRoot.resolve("ear/micro/target/server");
    }

    List<String> fakeModelCommand(Path script) {
        String jar = projectRoot
                .resolve("fake-model/target/fake-model/codeagent-fake-model.jar")
                .toString();
        return List.of(
                javaExecutable(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                // A short pause of each collection, so that the model server keeps the pace of its streams.
                "-Xmn16m",
                "-jar",
                jar,
                "--script",
                script.toString(),
                "--port",
                "0");
    }
}
