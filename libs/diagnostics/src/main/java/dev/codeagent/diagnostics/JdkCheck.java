package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Names the JDKs with which projects can be built; each project is built with the oldest one that it permits. */
record JdkCheck(Map<String, String> environment, Path userHome) implements Check {

    @Override
    public String name() {
        return "jdks";
    }

    @Override
    public List<Finding> run() {
        List<Path> homes = InstalledJdks.find(environment, userHome);
        String found = homes.stream()
                .map(home -> InstalledJdks.version(home).orElse("?") + " in " + home)
                .collect(Collectors.joining(", "));
        return List.of(
                homes.isEmpty()
                        ? Finding.warn(
                                name(),
                                "no JDK found",
                                "Java projects cannot be built and tested",
                                "install one, for example: sudo apt install openjdk-21-jdk-headless")
                        : Finding.ok(name(), found));
    }
}
