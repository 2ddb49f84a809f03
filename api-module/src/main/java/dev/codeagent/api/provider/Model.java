package dev.codeagent.api.provider;

/**
 * A model that a provider offers.
 *
 * @param id the id that requests name
 * @param name the name for people; equal to the id if the provider has no other
 * @param sizeBytes the size on the disk of the provider's server; 0 if unknown
 * @param installed whether the model can be used now, without a download
 * @param traits what the provider says about the model
 */
public record Model(String id, String name, long sizeBytes, boolean installed, ModelTraits traits) {

    /** A model of a provider that tells nothing but the id. */
    public static Model of(String id) {
        return new Model(id, id, 0, true, ModelTraits.UNKNOWN);
    }
}
