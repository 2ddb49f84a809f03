package dev.codeagent.persistence.project;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.persistence.text.PortableText;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of the table {@code project}. */
@Entity
@Table(name = "project")
public class ProjectEntity {
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
        path = PortableText.encode(project.path());
        owner = project.owner();
        createdAt = project.createdAt().toEpochMilli();
    }

    Project toProject() {
        return new Project(
                new ProjectId(id),
                PortableText.decode(name),
                PortableText.decode(path),
                owner,
                Instant.ofEpochMilli(createdAt));
    }
}
