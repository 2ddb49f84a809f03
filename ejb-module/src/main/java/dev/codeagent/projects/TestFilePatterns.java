package dev.codeagent.projects;

import java.util.regex.Pattern;

/** Recognizes test files by common directories and names. */
public final class TestFilePatterns {
    private static final Pattern DIRECTORIES = Pattern.compile("(^|/)(test|tests|__tests__|spec|it)/");
    private static final Pattern NAMES =
            Pattern.compile("(^|/)([^/]*(Test|Tests|IT|TestCase)\\.(java|kt|groovy|scala)|[^/]*Spec\\.(kt|groovy|scala)"
                    + "|test_[^/]*\\.py|tests?\\.py|[^/]*_test\\.(go|py)"
                    + "|[^/]*[._-](test|spec)\\.[cm]?[jt]sx?|(test|spec)(-[^/]*)?\\.[cm]?[jt]sx?)\\z");

    private TestFilePatterns() {}

    public static boolean isTestFile(String path) {
        return DIRECTORIES.matcher(path).find() || NAMES.matcher(path).find();
    }
}
