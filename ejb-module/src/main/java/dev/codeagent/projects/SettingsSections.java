package dev.codeagent.projects;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The lines of {@code pyproject.toml}, {@code Cargo.toml} and {@code setup.cfg} that are neither dependencies nor
 * descriptions. A header that is not understood counts, and all that follows it until the next one that is.
 */
final class SettingsSections {
    private static final Pattern OTHER_SECTIONS =
            Pattern.compile("project|project\\.(optional-dependencies|urls|scripts)"
                    + "|dependency-groups|build-system|tool\\.(black|isort|ruff|mypy)(\\..*)?"
                    + "|tool\\.poetry|tool\\.poetry\\.(dev-dependencies|dependencies|group\\..*)"
                    + "|metadata|options|options\\.(extras_require|packages.*|(exclude_)?package_data|data_files)|flake8|mypy.*|isort|bdist_wheel"
                    + "|((target\\..*\\.)?(dev-|build-)?dependencies(\\..*)?)|features");
    /** In a section of dependencies or descriptions: local packages, plugins, and names that may be written in escapes. */
    private static final Pattern RELEVANT_ENTRY =
            Pattern.compile("\\\\|file:|\\b(path|git|develop)\\b\\W*=|[\\w\\]] *@ "
                    + "|entry.?points|plugins|pytest11|build-backend|backend-path|proc-macro|harness");

    private SettingsSections() {}

    /** In a text of several lines a header may be text, so then everything counts. */
    static String relevantPart(String path, String text) {
        if (text.contains("\"\"\"") || text.contains("'''")) {
            return text;
        }
        boolean indentable = path.endsWith(".toml"); // Elsewhere an indented line can be a part of the value before.
        var relevant = new ArrayList<String>();
        boolean skipped = false;
        for (String line : text.lines().toList()) {
            boolean known = line.length() <= TestConfiguration.MAX_LINE;
            String content = line.strip();
            if (content.startsWith("[") || !known) {
                skipped = known && (indentable || line.startsWith("[")) && isOtherSection(content);
            }
            boolean counts = !skipped || RELEVANT_ENTRY.matcher(line).find();
            if (counts && !content.isEmpty() && !content.startsWith("#")) {
                relevant.add(content);
            }
        }
        return String.join("\n", relevant);
    }

    private static boolean isOtherSection(String line) {
        boolean isDouble = line.startsWith("[[");
        int start = isDouble ? 2 : 1;
        int end = line.indexOf(']');
        String closing = isDouble ? "]]" : "]";
        if (end < 0 || !line.startsWith(closing, end)) {
            return false;
        }
        String comment = line.substring(end + closing.length()).strip();
        boolean plain = comment.isEmpty() || List.of('#', ';').contains(comment.charAt(0)) && comment.indexOf(']') < 0;
        String name = line.substring(start, end).strip();
        // A name that begins with a quotation mark may be a value in a list.
        boolean named = !name.isEmpty() && Character.isLetter(name.charAt(0)) && name.indexOf('#') < 0;
        return plain
                && named
                && OTHER_SECTIONS.matcher(name.replaceAll("[\"'\\s]", "")).matches();
    }
}
