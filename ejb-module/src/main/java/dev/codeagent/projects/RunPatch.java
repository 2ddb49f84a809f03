package dev.codeagent.projects;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The difference between two commits as files and hunks, with exact bytes. */
record RunPatch(List<FileDiff> files) {
    RunPatch {
        files = List.copyOf(files);
    }

    /**
     * A file of the patch.
     *
     * @param name the bytes of the path, each as one character
     * @param header the lines before the hunks
     * @param hunks empty if the file can only be applied as a whole: binary, link, added, deleted or another mode
     */
    record FileDiff(String name, FileVersion before, FileVersion after, byte[] header, List<byte[]> hunks) {

        /** The path as text, which selects the file. */
        String path() {
            return GitPaths.display(name);
        }

        boolean hasHunks() {
            return !hunks.isEmpty();
        }

        String status() {
            return !before.isPresent() ? "added" : after.isPresent() ? "modified" : "deleted";
        }

        /** A patch with the given hunks; the first hunk has the number 1. */
        byte[] selectHunks(Iterable<Integer> numbers) {
            var out = new ByteArrayOutputStream();
            out.writeBytes(header);
            numbers.forEach(n -> out.writeBytes(hunks.get(n - 1)));
            return out.toByteArray();
        }
    }

    /** Mode and blob of a file on one side of the difference, as git prints them; zeros if the file is absent. */
    record FileVersion(String mode, String blob) {
        static final String ABSENT_MODE = "000000";
        /** The mode of a commit of another repository. */
        static final String GITLINK_MODE = "160000";

        boolean isPresent() {
            return !mode.equals(ABSENT_MODE);
        }

        boolean isGitlink() {
            return mode.equals(GITLINK_MODE);
        }

        boolean isRegularFile() {
            return mode.startsWith("100");
        }
    }

    /**
     * The difference between two commits as a patch for {@code git apply}, with binary files and without commits of submodules.
     *
     * @param prefix what comes before each path, with a slash at its end if it is not empty
     */
    static byte[] toBytes(Git git, String from, String to, String prefix) {
        return git.runForBytes(diffTreeArguments(
                "-p",
                "-U3",
                "--binary",
                "--ignore-submodules=all",
                "--src-prefix=a/" + prefix,
                "--dst-prefix=b/" + prefix,
                from,
                to));
    }

    /** The difference between two commits or trees; commits of submodules are not part of it. */
    static RunPatch between(Git git, String from, String to) {
        String[] raw = new String(
                        git.runForBytes(diffTreeArguments("--raw", "-z", from, to)), StandardCharsets.ISO_8859_1)
                .split("\0");
        List<byte[]> sections = splitFiles(git.runForBytes(diffTreeArguments("-p", "-U3", "--binary", from, to)));
        var files = new ArrayList<FileDiff>();
        int next = 0;
        for (int i = 0; i + 1 < raw.length; i += 2) {
            String[] fields = raw[i].substring(1).split(" ");
            var lines = new ArrayList<>(splitLines(sections.get(next++)));
            if (fields[4].equals("T")) { // Git shows a file that became a link as a deleted and an added file.
                lines.addAll(splitLines(sections.get(next++)));
            }
            var before = new FileVersion(fields[0], fields[2]);
            var after = new FileVersion(fields[1], fields[3]);
            if (!before.isGitlink() && !after.isGitlink()) {
                files.add(parseFile(raw[i + 1], before, after, lines));
            }
        }
        return new RunPatch(files);
    }

    /** A plumbing command: no configuration changes its output. */
    private static String[] diffTreeArguments(String... options) {
        var arguments = new ArrayList<>(List.of(
                "diff-tree",
                "-r",
                "--no-renames",
                "--full-index",
                "--no-ext-diff",
                "--no-textconv",
                "--no-color",
                // Explicit, because .gitmodules overrides the setting.
                "--ignore-submodules=all"));
        arguments.addAll(Arrays.asList(options));
        return arguments.toArray(String[]::new);
    }

    private static FileDiff parseFile(String path, FileVersion before, FileVersion after, List<byte[]> lines) {
        var header = new ByteArrayOutputStream();
        var hunks = new ArrayList<ByteArrayOutputStream>();
        for (byte[] line : lines) {
            if (startsWith(line, "@@ ")) {
                hunks.add(new ByteArrayOutputStream());
            }
            (hunks.isEmpty() ? header : hunks.getLast()).writeBytes(line);
        }
        boolean hasHunks = before.isRegularFile() && before.mode().equals(after.mode());
        return new FileDiff(
                path,
                before,
                after,
                header.toByteArray(),
                hasHunks
                        ? hunks.stream().map(ByteArrayOutputStream::toByteArray).toList()
                        : List.of());
    }

    /** Splits at lines with "diff --git"; a line of a hunk starts with a space, a sign or a backslash. */
    private static List<byte[]> splitFiles(byte[] patch) {
        var sections = new ArrayList<ByteArrayOutputStream>();
        for (byte[] line : splitLines(patch)) {
            if (startsWith(line, "diff --git ")) {
                sections.add(new ByteArrayOutputStream());
            }
            if (!sections.isEmpty()) {
                sections.getLast().writeBytes(line);
            }
        }
        return sections.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    private static List<byte[]> splitLines(byte[] text) {
        var lines = new ArrayList<byte[]>();
        int begin = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n' || i == text.length - 1) {
                lines.add(Arrays.copyOfRange(text, begin, i + 1));
                begin = i + 1;
            }
        }
        return lines;
    }

    private static boolean startsWith(byte[] line, String start) {
        byte[] bytes = start.getBytes(StandardCharsets.US_ASCII);
        return line.length >= bytes.length && Arrays.equals(line, 0, bytes.length, bytes, 0, bytes.length);
    }
}
