package dev.codeagent.persistence.provider;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the table {@code provider}; the content is JSON. */
@Entity
@Table(name = "provider")
public class ProviderEntity {
    @Id
    private String id;

    private String content;

    protected ProviderEntity() {}

    ProviderEntity(String id, String content) {
        this.id = id;
        this.content = content;
    }

    String content() {
        return content;
    }
}
