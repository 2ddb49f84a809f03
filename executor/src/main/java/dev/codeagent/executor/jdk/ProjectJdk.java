package dev.codeagent.executor.jdk;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Selects the JDK of a project: the oldest installed one that fits what its files say, or the default if they say nothing. Agents
 * change these files, so it is selected again for each program.
 */
public final class ProjectJdk {
    private final JavaRequirementReader reader;
    private final Map<String, String> environment;

    /**
     * @param files the text of a file of the project; empty if there is none
     * @param environment the variables of commands
     */
    public ProjectJdk(Function<String, String> files, Map<String, String> environment) {
        this.reader = new JavaRequirementReader(files);
        this.environment = environment;
    }

    /** The variables with which programs use the JDK; none for the default. */
    public Map<String, String> environment() {
        return reader.read()
                .flatMap(requirement -> requirement.select(installed()))
                .map(Jdk::home)
                .filter(home -> !home.equals(defaultHome()))
                .map(home -> Map.of("JAVA_HOME", home.toString(), "PATH", home.resolve("bin") + ":" + path()))
                .orElse(Map.of());
    }

    /** What the project needs and no installed JDK has, with those that are there; empty if nothing is missing. */
    public Optional<String> missing() {
        List<Jdk> installed = installed();
        if (installed.isEmpty()) {
            return Optional.empty(); // There may be one where this class does not look.
        }
        Optional<String> range = reader.read()
                .filter(requirement -> requirement.select(installed).isEmpty())
                .map(JavaRequirement::description);
        Optional<String> toolchain = reader.toolchains().stream()
                .filter(version -> installed.stream().noneMatch(jdk -> jdk.version() == version))
                .map(version -> "a JDK " + version + " (toolchain")
                .findFirst();
        return range.or(() -> toolchain)
                .map(needed -> needed + "; installed: "
                        + installed.stream().map(jdk -> "" + jdk.version()).collect(Collectors.joining(", ")) + ")");
    }

    /** The homes of all JDKs, the oldest first. */
    public List<Jdk> installed() {
        return Jdk.findInstalled(environment);
    }

    private Path defaultHome() {
        String home = environment.getOrDefault("JAVA_HOME", System.getenv().getOrDefault("JAVA_HOME", ""));
        try {
            return Path.of(home).toRealPath();
        } catch (java.io.IOException e) {
            return Path.of(home);
        }
    }

    private String path() {
        return environment.getOrDefault("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    }
}
