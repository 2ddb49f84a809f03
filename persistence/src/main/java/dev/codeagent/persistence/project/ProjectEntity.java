package dev.codeagent.persistence.project;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.persistence.text.PortableText;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * A row of the table {@code project}. The column {@code path} is unique, so it also contains the part of a repository
 * that was chosen: {@code ROOT//SUBDIRECTORY}. Both are real paths, which contain no empty name.
 */
@Entity
@Table(name = "project")
public class ProjectEntity {
    private static final String SEPARATOR = "//";

    @Id
    private String id;

    private String name;
    private String path;
    private String owner;

    @Column(name = "created_at")
    private long createdAt;

    protected ProjectEntity() {}

    ProjectEntity(Project project) {
        id = project.id().value();
        name = PortableText.encode(project.name());
        path = toColumn(project.path(), project.subdirectory());
        owner = project.owner();
        createdAt = project.createdAt().toEpochMilli();
    }

    static String toColumn(String path, String subdirectory) {
        return PortableText.encode(subdirectory.isEmpty() ? path : path + SEPARATOR + subdirectory);
    }

    Project toProject() {
        String directory = PortableText.decode(path);
        // A path of a Windows share may start with the separator.
        int separator = directory.lastIndexOf(SEPARATOR);
        boolean part = separator > 0;
        return new Project(
                new ProjectId(id),
                PortableText.decode(name),
                part ? directory.substring(0, separator) : directory,
                owner,
                Instant.ofEpochMilli(createdAt),
                part ? directory.substring(separator + SEPARATOR.length()) : "");
    }
}
