package dev.codeagent.persistence.project;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** One part of a project's configuration (an agent, a provider or the workflow) as JSON. */
@Entity
@Table(name = "project_setup")
@IdClass(ConfigurationPartEntity.Key.class)
public class ConfigurationPartEntity {
    @Id
    @Column(name = "project_id")
    private String projectId;

    @Id
    private String kind;

    @Id
    private String name;

    @SuppressWarnings("UnusedVariable") // A query sorts by it.
    private int position;

    private String content;

    /** The primary key of a part. */
    public record Key(String projectId, String kind, String name) implements Serializable {
        public Key() {
            this("", "", "");
        }
    }

    protected ConfigurationPartEntity() {}

    ConfigurationPartEntity(String projectId, String kind, String name, int position, String content) {
        this.projectId = projectId;
        this.kind = kind;
        this.name = name;
        this.position = position;
        this.content = content;
    }

    String kind() {
        return kind;
    }

    String name() {
        return name;
    }

    String content() {
        return content;
    }

    void replaceContent(String newContent) {
        this.content = newContent;
    }
}
