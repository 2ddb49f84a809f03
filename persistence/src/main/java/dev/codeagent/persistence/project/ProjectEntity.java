package dev.codeagent.persistence.project;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.persistence.text.StoredText;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A project's row. */
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

    ProjectEntity(Project p) {
        id = p.id().value();
        name = StoredText.write(p.name());
        path = StoredText.write(p.path());
        owner = p.owner();
        createdAt = p.createdAt().toEpochMilli();
    }

    Project toProject() {
        return new Project(
                new ProjectId(id),
                StoredText.read(name),
                StoredText.read(path),
                owner,
                Instant.ofEpochMilli(createdAt));
    }
}
