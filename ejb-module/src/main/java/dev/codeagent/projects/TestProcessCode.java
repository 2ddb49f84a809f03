package dev.codeagent.projects;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Recognizes source code that acts on the process of the tests instead of testing something: it runs before or instead of the
 * tests, ends the process, or belongs to the test runner. Code that hides this, such as by building names at run time, is
 * not recognized.
 */
final class TestProcessCode {
    private static final String NOWHERE = "(?!)";
    private static final String JVM = "\\bpackage\\s+(org\\s*\\.\\s*(junit|hamcrest|assertj|mockito|testng|opentest4j"
            + "|apiguardian|spockframework|apache\\s*\\.\\s*maven)|junit|io\\s*\\.\\s*(kotest|cucumber)|kotlin\\s*\\.\\s*test)\\b";

    /** In every source file: a package of test code is loaded whole, also if the code is not in a test file. */
    private static final Map<String, Pattern> ANY_FILE = Map.of(
            "go",
            Pattern.compile(
                    "\\bfunc\\s*(//|/\\*)|\\bfunc\\s+(init|TestMain)\\s*(\\(|//|/\\*)|go:linkname|\"C\"|`C`|\\\\x16"
                            + "|\\x16|--- PASS|=== RUN"),
            "py",
            Pattern.compile("\\b(_pytest|pytest_plugins|pluginmanager|junitxml|_exit)\\b"),
            "rs",
            Pattern.compile(
                    "link_section|init_array|\\bctor\\b|no_main|global_asm|export_name|no_mangle|\\btest result:"),
            "jvm",
            Pattern.compile(JVM),
            "js",
            Pattern.compile(NOWHERE));

    private static final Map<String, Pattern> TEST_FILE = Map.of(
            "go",
            Pattern.compile("\\b(TestMain|Exit|syscall|unsafe)\\b|\\bos\\.Args\\b|\\bflag\\.Set\\b"),
            "py",
            Pattern.compile("\\batexit\\b"),
            "rs",
            Pattern.compile("\\bprocess\\b[\\s:{]+(.{0,200}\\W)?(exit|abort)\\b|\\blibc\\b|\\bharness\\b"),
            "jvm",
            Pattern.compile("\\bSystem\\s*\\.\\s*exit\\b|\\b(halt|exitProcess)\\s*\\(|addShutdownHook"
                    + "|org\\.junit\\.platform\\.(launcher|engine)|\\\\u+00[4-7]"),
            "js",
            Pattern.compile(
                    "\\bprocess\\s*\\.\\s*(exit|reallyExit|kill|abort)|beforeExit|[\"'`]exit[\"'`]|require\\s*\\.\\s*cache"
                            + "|\\b_load\\b|\\bstdout\\s*\\.\\s*write\\b"));

    private TestProcessCode() {}

    static boolean isSource(String path) {
        return !language(path).isEmpty();
    }

    /** Whether the file contains more of such code than before. */
    static boolean isAdded(String path, String before, String after) {
        return count(path, after) > count(path, before);
    }

    private static long count(String path, String text) {
        String language = language(path);
        long count = count(ANY_FILE, language, text);
        return TestFilePatterns.isTestFile(path) ? count + count(TEST_FILE, language, text) : count;
    }

    private static long count(Map<String, Pattern> patterns, String language, String text) {
        return Objects.requireNonNull(patterns.get(language))
                .matcher(text)
                .results()
                .count();
    }

    private static String language(String path) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        return switch (extension) {
            case "go", "py", "rs" -> extension;
            case "java", "kt", "kts", "groovy", "scala" -> "jvm";
            case "js", "cjs", "mjs", "jsx", "ts", "cts", "mts", "tsx" -> "js";
            default -> "";
        };
    }
}
