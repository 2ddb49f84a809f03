package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent.DiffReady;
import dev.codeagent.api.run.RunEvent.FileChange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of a patch that make its test results less certain: changed tests, and changed or new files that can change what
 * a test run reports, such as settings of tests and code that runs instead of them. A file that cannot be read, and one with
 * a name that patterns may not recognize, is one of them.
 */
public record ChangedTests(RunBranchStore branches, Project project) {
    private static final int MAX_FILES = 10_000;
    private static final int MAX_PATH = 1_024;
    private static final Pattern UNCLEAR_NAME = Pattern.compile("^\"|[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029\\ufffd]");

    public List<String> list(DiffReady patch) {
        var counted = new HashSet<String>();
        patch.files().stream()
                .filter(file -> isCountedByName(file, patch.files().size()))
                .map(FileChange::path)
                .forEach(counted::add);
        List<FileChange> others = patch.files().stream()
                .filter(file -> !counted.contains(file.path()))
                .toList();
        if (!others.isEmpty()) {
            counted.addAll(countedByContent(patch.commit(), others));
        }
        return patch.files().stream()
                .map(FileChange::path)
                .filter(counted::contains)
                .toList();
    }

    private static boolean isCountedByName(FileChange file, int files) {
        String path = file.path();
        return files > MAX_FILES
                || path.length() > MAX_PATH
                || UNCLEAR_NAME.matcher(path).find()
                || RunnerFiles.isRunnerFile(path)
                || !isAdded(file) && TestFilePatterns.isTestFile(path);
    }

    private static boolean isAdded(FileChange file) {
        return file.status().equals("added");
    }

    private Set<String> countedByContent(String commit, List<FileChange> files) {
        try {
            CommitChanges changes = branches.readChanges(project, commit);
            Set<String> packages = changes.existing(files.stream()
                    .filter(ChangedTests::isAdded)
                    .flatMap(file -> RunnerFiles.hidingDirectory(file.path()).stream())
                    .map(ChangedTests::packageFile)
                    .collect(Collectors.toSet()));
            changes.load(files.stream()
                    .map(FileChange::path)
                    .filter(ChangedTests::isRead)
                    .toList());
            return files.stream()
                    .filter(file -> isAdded(file) && hidesModule(file.path(), packages)
                            || isChangedByContent(changes, file.path()))
                    .map(FileChange::path)
                    .collect(Collectors.toSet());
        } catch (AgentException e) {
            if (e.code() == ErrorCode.WORKSPACE_FAILED) { // They may contain anything.
                return files.stream().map(FileChange::path).collect(Collectors.toSet());
            }
            throw e;
        }
    }

    private static String packageFile(String directory) {
        return directory + "__init__.py";
    }

    private static boolean hidesModule(String path, Set<String> packages) {
        return RunnerFiles.hidingDirectory(path)
                .filter(directory -> directory.isEmpty() || !packages.contains(packageFile(directory)))
                .isPresent();
    }

    private static boolean isRead(String path) {
        return TestConfiguration.isBuildFile(path) || TestProcessCode.isSource(path);
    }

    /** A link leads to code that no pattern has read under this name. */
    private static boolean isChangedByContent(CommitChanges changes, String path) {
        if (!changes.isRegular(path) || isRead(path) && !changes.isLoaded(path)) {
            return true;
        }
        if (TestConfiguration.isBuildFile(path)) {
            return TestConfiguration.isChanged(path, changes.before(path), changes.after(path));
        }
        return TestProcessCode.isSource(path)
                && TestProcessCode.isAdded(
                        path,
                        changes.before(path).orElse(""),
                        changes.after(path).orElse(""));
    }
}
