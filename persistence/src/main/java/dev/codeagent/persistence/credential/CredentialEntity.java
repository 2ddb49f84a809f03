package dev.codeagent.persistence.credential;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The encrypted key of a provider. */
@Entity
@Table(name = "credential")
public class CredentialEntity {
    @Id
    @Column(name = "provider_id")
    private String providerId;

    private String ciphertext;

    protected CredentialEntity() {}

    CredentialEntity(String providerId, String ciphertext) {
        this.providerId = providerId;
        this.ciphertext = ciphertext;
    }

    String providerId() {
        return providerId;
    }

    String ciphertext() {
        return ciphertext;
    }

    void setCiphertext(String ciphertext) {
        this.ciphertext = ciphertext;
    }
}
