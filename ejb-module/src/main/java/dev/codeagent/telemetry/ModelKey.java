package dev.codeagent.telemetry;

/** A model as the labels name it. */
record ModelKey(String provider, String model) {
    static final ModelKey OTHER = new ModelKey("other", "other");

    static ModelKey of(String provider, String model) {
        return new ModelKey(BoundedKeys.name(provider), BoundedKeys.name(model));
    }
}
