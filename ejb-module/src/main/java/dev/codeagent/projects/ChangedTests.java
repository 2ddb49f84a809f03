package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent.DiffReady;
import dev.codeagent.api.run.RunEvent.FileChange;
import java.util.List;
import java.util.Optional;

/**
 * The files of a patch that make its test results less certain: changed tests, and changed or new files that can change what
 * a test run reports, such as settings of tests and code that runs instead of them.
 */
public record ChangedTests(RunBranchStore branches, Project project) {

    public List<String> list(DiffReady patch) {
        return patch.files().stream()
                .filter(file -> isChangedTest(patch.commit(), file))
                .map(FileChange::path)
                .toList();
    }

    private boolean isChangedTest(String commit, FileChange file) {
        String path = file.path();
        boolean added = file.status().equals("added");
        if (RunnerFiles.isRunnerFile(path) || !added && TestFilePatterns.isTestFile(path)) {
            return true;
        }
        try {
            return added && hidesModule(commit, path) || isChangedByContent(commit, path);
        } catch (AgentException e) {
            if (e.code() == ErrorCode.WORKSPACE_FAILED) { // Too large to read: it may contain anything.
                return true;
            }
            throw e;
        }
    }

    private boolean hidesModule(String commit, String path) {
        return RunnerFiles.hidingDirectory(path)
                .filter(directory -> directory.isEmpty()
                        || branches.readFile(project, commit, directory + "__init__.py")
                                .isEmpty())
                .isPresent();
    }

    private boolean isChangedByContent(String commit, String path) {
        boolean buildFile = TestConfiguration.isBuildFile(path);
        if (!buildFile && !TestProcessCode.isSource(path)) {
            return false;
        }
        Optional<String> before = branches.readFile(project, commit + "~1", path);
        Optional<String> after = branches.readFile(project, commit, path);
        return buildFile
                ? TestConfiguration.isChanged(path, before, after)
                : TestProcessCode.isAdded(path, before.orElse(""), after.orElse(""));
    }
}
