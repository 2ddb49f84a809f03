package dev.codeagent.projects;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.run.RunEvent.DiffReady;
import dev.codeagent.api.run.RunEvent.FileChange;
import java.util.List;

/** The files of a patch that make its test results less certain: changed tests, and changed settings of tests. */
public record ChangedTests(RunBranchStore branches, Project project) {

    public List<String> list(DiffReady patch) {
        return patch.files().stream()
                .filter(file -> isChangedTest(patch.commit(), file))
                .map(FileChange::path)
                .toList();
    }

    private boolean isChangedTest(String commit, FileChange file) {
        String path = file.path();
        if (TestConfiguration.isRunnerFile(path)
                || !file.status().equals("added") && TestFilePatterns.isTestFile(path)) {
            return true;
        }
        return TestConfiguration.isBuildFile(path)
                && TestConfiguration.isChanged(
                        path,
                        branches.readFile(project, commit + "~1", path),
                        branches.readFile(project, commit, path));
    }
}
