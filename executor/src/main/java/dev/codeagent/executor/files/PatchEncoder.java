package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives the lines of a patch that a model wrote the encoding and the line ends of the files that it changes: the model
 * sees each file with LF, and git compares bytes.
 *
 * @param reverse whether the patch is applied in reverse, so that the file has the lines with a plus
 */
public record PatchEncoder(Workspace workspace, boolean reverse) {
    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@.*");
    private static final String NO_FILE = "/dev/null";
    private static final String MARK = "\uFEFF";

    /** The format of the file of a section; {@code lines} are those of the file as it is. */
    private record Target(String name, LineEnds lines, TextEncoding encoding, String defaultEnd) {}

    /** @throws ToolExecutionException if the encoding of a file does not have a character of the patch */
    public byte[] encode(String patch) {
        var out = new ByteArrayOutputStream();
        List<String> lines = patch.lines().toList().isEmpty() ? List.of() : List.of(patch.split("\n", -1));
        Optional<Target> target = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher hunk = HUNK.matcher(withoutCr(line));
            if (line.startsWith("--- ")
                    && i + 1 < lines.size()
                    && lines.get(i + 1).startsWith("+++ ")) {
                target = target(path(line), path(lines.get(i + 1)));
            }
            if (hunk.matches() && target.isPresent()) {
                int end = hunkEnd(lines, i + 1, count(hunk, 2), count(hunk, 4));
                write(out, line);
                encodeHunk(out, lines.subList(i + 1, end), number(hunk, reverse ? 3 : 1), target.get());
                i = end - 1;
            } else if (i < lines.size() - 1 || !line.isEmpty()) {
                write(out, line);
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String line) {
        out.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The file that the patch changes; empty if git has to say what is wrong with it. */
    private Optional<Target> target(String before, String after) {
        String current = reverse ? after : before;
        String created = reverse ? before : after;
        try {
            if (current.equals(NO_FILE)) {
                NewFileFormat format = NewFileFormat.of(workspace.root(), workspace.resolve(created));
                return Optional.of(new Target(created, LineEnds.of(""), format.encoding(), format.lineEnd()));
            }
            var file = workspace.resolve(current);
            return TextEncoding.decode(workspace.readBytes(file))
                    .map(d -> new Target(current, LineEnds.of(d.text()), d.encoding(), LineEnds.LF));
        } catch (ToolExecutionException e) {
            return Optional.empty();
        }
    }

    private static String path(String header) {
        String name = withoutCr(header).substring(4).replaceFirst("\t.*", "");
        return name.startsWith("a/") || name.startsWith("b/") ? name.substring(2) : name;
    }

    private static int hunkEnd(List<String> lines, int start, int oldCount, int newCount) {
        int oldLines = 0;
        int newLines = 0;
        int i = start;
        for (; i < lines.size() && (oldLines < oldCount || newLines < newCount); i++) {
            String line = lines.get(i);
            oldLines += line.startsWith("+") || line.startsWith("\\") ? 0 : 1;
            newLines += line.startsWith("-") || line.startsWith("\\") ? 0 : 1;
        }
        return i;
    }

    private void encodeHunk(ByteArrayOutputStream out, List<String> hunk, int lineNumber, Target target) {
        char added = reverse ? '-' : '+';
        List<String> old = hunk.stream()
                .filter(l -> !l.startsWith("\\") && !isSign(l, added))
                .map(PatchEncoder::content)
                .toList();
        int at = position(target.lines().contents(), old, lineNumber - 1);
        String end = target.lines().dominant(target.defaultEnd());
        boolean markOld = target.encoding().mark()
                && at == 0
                && !target.lines().contents().isEmpty();
        boolean markNew = target.encoding().mark()
                && (at == 0 || target.lines().contents().isEmpty());
        var ends = new ArrayList<>(target.lines().ends());
        for (String line : hunk) {
            if (line.startsWith("\\")) {
                write(out, line);
                continue;
            }
            boolean isAdded = isSign(line, added);
            if (!isAdded) {
                end = at >= 0 && at < ends.size() && !ends.get(at).isEmpty() ? ends.get(at) : end;
                at += at >= 0 ? 1 : 0;
            }
            boolean both = !isAdded && !isSign(line, reverse ? '+' : '-');
            boolean marked = isAdded ? markNew : markOld && (!both || markNew);
            markNew = isAdded || both ? false : markNew;
            markOld = isAdded ? markOld : false;
            out.write(line.isEmpty() ? ' ' : line.charAt(0));
            String text = (marked ? MARK : "") + content(line) + (end.equals(LineEnds.CRLF) ? "\r" : "");
            String explicit = line.endsWith("\r") && !text.endsWith("\r") && isAdded ? "\r" : "";
            out.writeBytes(new TextEncoding(target.encoding().charset(), false)
                    .encode(text + explicit + "\n", target.name(), "patch"));
        }
    }

    /** Where the lines are in the file, first at the expected place; -1 if they are not there. */
    private static int position(List<String> file, List<String> old, int expected) {
        if (matches(file, old, expected)) {
            return expected;
        }
        for (int i = 0; i + old.size() <= file.size() && !old.isEmpty(); i++) {
            if (matches(file, old, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(List<String> file, List<String> old, int at) {
        return at >= 0
                && at + old.size() <= file.size()
                && file.subList(at, at + old.size()).equals(old);
    }

    private static boolean isSign(String line, char sign) {
        return !line.isEmpty() && line.charAt(0) == sign;
    }

    private static String content(String line) {
        return line.isEmpty() ? "" : withoutCr(line.substring(1));
    }

    private static String withoutCr(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private static int number(Matcher hunk, int group) {
        return Integer.parseInt(
                hunk.group(group).substring(0, Math.min(9, hunk.group(group).length())));
    }

    private static int count(Matcher hunk, int group) {
        return hunk.group(group) == null ? 1 : number(hunk, group);
    }
}
