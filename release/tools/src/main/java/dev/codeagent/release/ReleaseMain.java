package dev.codeagent.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Main class for the steps of {@code release/build.sh}. */
public final class ReleaseMain {
    private static final String USAGE = """
            usage: notes TREE VERSION
                   pack TREE VERSION FOLDER
                   seal VERSION FOLDER COMMIT SOURCE BUILDER TOOLS BEGAN
                   compare VERSION FOLDER FOLDER""";

    private ReleaseMain() {}

    public static void main(String[] arguments) throws IOException {
        try {
            run(List.of(arguments));
        } catch (ReleaseException e) {
            System.err.println("release: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(List<String> arguments) throws IOException {
        String step = arguments.isEmpty() ? "" : arguments.getFirst() + " " + arguments.size();
        switch (step) {
            case "notes 3" ->
                System.out.print(
                        new Changelog(Files.readString(Path.of(arguments.get(1)).resolve("CHANGELOG.md")))
                                .releaseNotes(arguments.get(2)));
            case "pack 4" ->
                new Release(arguments.get(2), Path.of(arguments.get(3))).packageDistribution(Path.of(arguments.get(1)));
            case "seal 8" ->
                new Release(arguments.get(1), Path.of(arguments.get(2)))
                        .writeProvenanceAndChecksums(new Provenance(
                                arguments.get(1),
                                arguments.get(3),
                                arguments.get(4),
                                arguments.get(5),
                                arguments.get(6),
                                Instant.parse(arguments.get(7))));
            case "compare 4" -> compareBuilds(arguments.get(1), Path.of(arguments.get(2)), Path.of(arguments.get(3)));
            default -> throw new ReleaseException(USAGE);
        }
    }

    private static void compareBuilds(String version, Path first, Path second) {
        List<String> names = new Release(version, first).reproducibleFiles();
        List<String> differences = new BuildComparison(first, second).findDifferences(names);
        if (!differences.isEmpty()) {
            throw new ReleaseException("two builds of this source differ:\n" + String.join("\n", differences));
        }
        System.out.println("reproducible, byte for byte: " + String.join(", ", names));
    }
}
