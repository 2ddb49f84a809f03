package dev.codeagent.bench.harness;

/** Where the fake model server serves the wires, as docs/fake-model.md says. */
public final class FakeModelPaths {
    private FakeModelPaths() {}

    /** The path of the configured address of a provider. */
    public static String of(String wire) {
        return switch (wire) {
            case "anthropic", "openai", "responses", "lmstudio" -> "/v1";
            case "azure" -> "/openai/v1";
            case "cohere" -> "/v2";
            case "docker" -> "/engines/v1";
            case "gemini" -> "/v1beta";
            case "mistral" -> "/mistral/v1";
            case "ollama" -> "";
            default -> throw new IllegalStateException("no path of the fake model server for the wire " + wire);
        };
    }
}
