package dev.codeagent.persistence.project;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.persistence.text.PortableText;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * A row of the table {@code project}. The column {@code path} is unique, so it also contains what distinguishes projects
 * with the same path: the part of a repository that was chosen, {@code ROOT//SUBDIRECTORY}, and the branch of a git
 * project, {@code ADDRESS#BRANCH}. Real paths and branches contain no empty name, and addresses of git projects no
 * {@code #}.
 */
@Entity
@Table(name = "project")
public class ProjectEntity {
    private static final String SEPARATOR = "//";
    private static final String BRANCH_SEPARATOR = "#";

    @Id
    private String id;

    private String name;
    private String path;
    private String owner;

    @Column(name = "created_at")
    private long createdAt;

    private String kind;
    private String branch;

    protected ProjectEntity() {}

    ProjectEntity(Project project) {
        id = project.id().value();
        name = PortableText.encode(project.name());
        String address = project.kind() == ProjectKind.GIT
                ? project.path() + BRANCH_SEPARATOR + project.branch()
                : project.path();
        path = toColumn(address, project.subdirectory());
        owner = project.owner();
        createdAt = project.createdAt().toEpochMilli();
        kind = EnumCodec.write(project.kind());
        branch = PortableText.encode(project.branch());
    }

    String path() {
        return path;
    }

    static String toColumn(String path, String subdirectory) {
        return PortableText.encode(subdirectory.isEmpty() ? path : path + SEPARATOR + subdirectory);
    }

    Project toProject() {
        String directory = PortableText.decode(path);
        ProjectKind projectKind = EnumCodec.read(kind, ProjectKind.class);
        boolean git = projectKind == ProjectKind.GIT;
        int branchSeparator = directory.indexOf(BRANCH_SEPARATOR);
        // A path of a Windows share, and the address of a git project, may start with the separator.
        int separator = directory.lastIndexOf(SEPARATOR);
        boolean part = separator > (git ? branchSeparator : 0);
        String root = part ? directory.substring(0, separator) : directory;
        return new Project(
                new ProjectId(id),
                PortableText.decode(name),
                git ? root.substring(0, branchSeparator) : root,
                owner,
                Instant.ofEpochMilli(createdAt),
                part ? directory.substring(separator + SEPARATOR.length()) : "",
                projectKind,
                PortableText.decode(branch));
    }
}
