package dev.codeagent.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What {@code release/build.sh} asks for, step by step. */
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
        } catch (ReleaseFailure e) {
            System.err.println("release: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(List<String> words) throws IOException {
        String step = words.isEmpty() ? "" : words.getFirst() + " " + words.size();
        switch (step) {
            case "notes 3" ->
                System.out.print(
                        new Changelog(Files.readString(Path.of(words.get(1)).resolve("CHANGELOG.md")))
                                .notes(words.get(2)));
            case "pack 4" -> new Release(words.get(2), Path.of(words.get(3))).pack(Path.of(words.get(1)));
            case "seal 8" ->
                new Release(words.get(1), Path.of(words.get(2)))
                        .seal(new Provenance(
                                words.get(1),
                                words.get(3),
                                words.get(4),
                                words.get(5),
                                words.get(6),
                                Instant.parse(words.get(7))));
            case "compare 4" -> compare(words.get(1), Path.of(words.get(2)), Path.of(words.get(3)));
            default -> throw new ReleaseFailure(USAGE);
        }
    }

    private static void compare(String version, Path first, Path second) {
        List<String> names = new Release(version, first).reproducible();
        List<String> differences = new Comparison(first, second).differences(names);
        if (!differences.isEmpty()) {
            throw new ReleaseFailure("two builds of this source are not the same:\n" + String.join("\n", differences));
        }
        System.out.println("built twice, byte for byte the same: " + String.join(", ", names));
    }
}
