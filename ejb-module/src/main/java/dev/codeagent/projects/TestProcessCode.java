package dev.codeagent.projects;

import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
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
            Pattern.compile(TestFrameworkCode.PYTHON_ANY),
            "rs",
            Pattern.compile(
                    "link_section|init_array|\\bctor\\b|no_main|global_asm|export_name|no_mangle|\\btest result:"),
            "jvm",
            Pattern.compile(JVM),
            "js",
            Pattern.compile(NOWHERE));

    private static final Map<String, Pattern> TEST_FILE = Map.of(
            "go",
            Pattern.compile(
                    "\\b(TestMain|Exit|syscall|unsafe)\\b|\\bos\\.Args\\b|\\bflag\\s*\\.\\s*(Set|Lookup|CommandLine|VisitAll)\\b"
                            + "|\\btesting\\s*\\.\\s*(Main|MainStart|RunTests|Init)\\b"),
            "py",
            Pattern.compile(TestFrameworkCode.PYTHON_TEST_FILE),
            "rs",
            Pattern.compile("\\bprocess\\b[\\s:{]++(.{0,200}\\W)?(exit|abort)\\b|\\blibc\\b|\\bharness\\b"),
            "jvm",
            Pattern.compile(TestFrameworkCode.JVM_TEST_FILE),
            "js",
            Pattern.compile(TestFrameworkCode.JS_TEST_FILE));

    private static final Map<String, Pattern> NO_TEST_FILE =
            Map.of("py", Pattern.compile(TestFrameworkCode.PYTHON_NO_TEST_FILE));

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
        // Python reads a name in any form of its letters.
        String plain = language.equals("py") ? Normalizer.normalize(text, Normalizer.Form.NFKC) : text;
        Map<String, Pattern> others = TestFilePatterns.isTestFile(path) ? TEST_FILE : NO_TEST_FILE;
        return count(ANY_FILE, language, plain) + count(others, language, plain);
    }

    private static long count(Map<String, Pattern> patterns, String language, String text) {
        return Optional.ofNullable(patterns.get(language)).stream()
                .flatMap(pattern -> pattern.matcher(text).results())
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
