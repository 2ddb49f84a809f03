package dev.codeagent.projects;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Excludes build output ({@code target} beside a {@code pom.xml}) from snapshots, even if no {@code .gitignore}
 * excludes it, unless the project tracks files in it.
 */
final class BuildOutputExcludes {
    private BuildOutputExcludes() {}

    /** The arguments of {@code git add} without build output; {@code git} runs a command and returns its output. */
    static List<String> gitAddArguments(Path workTree, Function<List<String>, String> git) {
        var arguments = new ArrayList<>(List.of("add", "-A", "--", "."));
        for (String pom : git.apply(
                        List.of("ls-files", "-z", "-co", "--exclude-standard", "--", "pom.xml", "*/pom.xml"))
                .split("\0")) {
            String target = pom.replaceFirst("pom\\.xml$", "target");
            boolean output = pom.endsWith("pom.xml")
                    && Files.isDirectory(workTree.resolve(target))
                    // git add fails if it has to exclude an ignored path.
                    && !git.apply(List.of("ls-files", "-o", "--exclude-standard", "--directory", "--", target))
                            .isBlank()
                    && git.apply(List.of("ls-files", "--", target)).isBlank();
            if (output) {
                arguments.add(":(exclude,top,literal)" + target);
            }
        }
        return arguments;
    }
}
