package dev.codeagent.projects;

import dev.codeagent.api.credential.SecretName;
import dev.codeagent.api.project.ProjectId;
import java.util.List;

/** The names of a project's secrets in the credential store. */
public final class ProjectSecrets {
    private static final int MAX_LENGTH = 60;

    private ProjectSecrets() {}

    /** The access to the repository of a git project. */
    static SecretName access(ProjectId project) {
        return new SecretName("git", project.value());
    }

    /** The git server that gets the results of the project. */
    public static SecretName remote(ProjectId project) {
        return new SecretName(
                "remote",
                project.value()
                        .substring(0, Math.min(MAX_LENGTH, project.value().length())));
    }

    public static List<SecretName> all(ProjectId project) {
        return List.of(access(project), remote(project));
    }
}
